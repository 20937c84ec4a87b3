// Package privacyprocessor is an OpenTelemetry Collector processor, type
// "privacy", that turns user and account identifiers into keyed pseudonyms,
// strips emails and secrets from telemetry and W3C baggage, and passes the rest
// on untouched. Start with [NewFactory].
//
// Pseudonyms are stable: version 1 of their contract is frozen by test vectors.
// The rules by which values are found grow with each release, so a value that
// passes today may be masked tomorrow.
package privacyprocessor

//go:generate sh internal/tools/generate.sh
