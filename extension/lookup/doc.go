// Package lookup is a Collector extension, type "privacy_lookup", that finds
// the traces of one customer: an authorized person gives the raw ID, the
// extension makes its pseudonyms, asks the trace backends, and writes down who
// asked. Start with [NewFactory]; [NewService] is the same without a server,
// for the command line.
//
// The raw ID lives in the body of one request and in memory while that request
// is served. It is in no URL, log line, metric, span, error or audit record.
package lookup

//go:generate go tool -modfile=../../internal/tools/go.mod mdatagen metadata.yaml
