package backend

import (
	"bytes"
	"encoding/hex"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// format is how one batch of spans is written.
type format uint8

const (
	formatJSON format = iota
	formatProto
)

// block is a piece of a file that holds whole records: many lines of JSON, or
// one message.
type block struct {
	format format
	text   []byte
	// last says that the file ends here, so that its last line may be unfinished.
	last bool
}

// record is one batch of spans, as it is in the file.
type record struct {
	format format
	text   []byte
}

// each calls found with the records for which holds is true, and returns how
// many of them found could not read. The file exporter may be in the middle of
// the last line; that is no fault.
func (b block) each(holds func([]byte) bool, found func(record) bool) (bad int) {
	if !holds(b.text) {
		return 0
	}
	if b.format == formatProto {
		if !found(record{formatProto, b.text}) {
			return 1
		}
		return 0
	}
	for rest := b.text; len(rest) > 0; {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		rest = after
		if !holds(line) || found(record{formatJSON, line}) {
			continue
		}
		if whole || !b.last {
			bad++
		}
	}
	return bad
}

// traces decodes the spans for which holds is true; of a message it decodes all.
func (r record) traces(holds func([]byte) bool) (ptrace.Traces, error) {
	if r.format == formatProto {
		return (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(r.text)
	}
	text, ok := cutSpans(r.text, holds)
	if !ok {
		text = r.text // written by someone else: decode it as it is
	}
	return (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(text)
}

var (
	jsonTraceID  = []byte(`"traceId"`)
	protoTraceID = []byte{0x0a, 16} // field 1, 16 bytes
)

// holdsTraceID reports whether one of ids stands in text as a trace ID. It may
// be wrong in saying yes; the decoded spans are looked at again.
func holdsTraceID(text []byte, f format, ids map[pcommon.TraceID]struct{}) bool {
	mark := jsonTraceID
	if f == formatProto {
		mark = protoTraceID
	}
	for {
		i := bytes.Index(text, mark)
		if i < 0 {
			return false
		}
		text = text[i+len(mark):]
		var id pcommon.TraceID
		if f == formatProto {
			if copy(id[:], text) < len(id) {
				return false
			}
		} else {
			digits := bytes.TrimLeft(text, " \t:")
			if len(digits) < 33 || digits[0] != '"' {
				continue
			}
			if _, err := hex.Decode(id[:], digits[1:33]); err != nil {
				continue
			}
		}
		if _, ok := ids[id]; ok {
			return true
		}
	}
}
