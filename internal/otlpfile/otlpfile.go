// Package otlpfile reads and writes files of OTLP telemetry as they are met in
// practice: one JSON document, JSON lines, and protobuf messages each with its
// length before it, as the Collector's file exporter writes them; all of them
// plain, or packed by gzip or zstd as a whole, or by zstd record by record.
// What a file is, is told from its content, never from its name.
//
// Start with [NewReader]. Both directions hold one record at a time.
//
// Errors name the file, the record and the offset, and never what stands there.
package otlpfile

import "fmt"

// MaxRecord is the largest record that is read, in bytes after unpacking. A
// longer one is refused as corrupt, so that a broken length or a packed bomb
// cannot take all memory.
const MaxRecord = 128 << 20

// Encoding is how a record is written.
type Encoding uint8

// The encodings.
const (
	JSON  Encoding = iota // OTLP/JSON
	Proto                 // protobuf
)

// Framing is how records follow each other.
type Framing uint8

// The framings.
const (
	Lines     Framing = iota // JSON values, one a line
	Delimited                // 4 bytes of length, big endian, before each record
	Single                   // one record is the file
)

// Compression is how bytes are packed.
type Compression uint8

// The compressions.
const (
	None Compression = iota
	Gzip
	Zstd
)

// Format is all that is needed to write a file like the one that was read.
type Format struct {
	Encoding    Encoding
	Framing     Framing
	Compression Compression // of the file
	Packed      Compression // of each record: the file exporter's own compression
}

// Signal is the kind of telemetry in a record.
type Signal uint8

// The signals.
const (
	Traces Signal = iota
	Metrics
	Logs
)

func (s Signal) String() string { return [...]string{"traces", "metrics", "logs"}[s] }

// Record is one message of a file, still encoded.
type Record struct {
	Data     []byte // unpacked
	Encoding Encoding
	Signal   Signal
	Number   int   // from 1
	Offset   int64 // of its first byte, in the unpacked file
}

// CorruptError says where a file cannot be read and why. It holds nothing of
// the file's content.
type CorruptError struct {
	File   string
	Record int   // from 1
	Offset int64 // in the unpacked file
	Reason string
}

func (e *CorruptError) Error() string {
	return fmt.Sprintf("%s: record %d at byte %d: %s", e.File, e.Record, e.Offset, e.Reason)
}
