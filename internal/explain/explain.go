// Package explain puts one value at one place of a record, sends it through a
// processor, and tells what came out there.
package explain

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Places are the places that can be asked for; the first is the usual one.
// Those that end in an underscore and a word are texts without a key.
var Places = []string{
	"span", "resource", "scope", "event", "link", "log",
	"span_name", "status_message", "event_name", "trace_state", "log_body",
}

// keyed are the places with attribute keys.
var keyed = Places[:6]

// HasKey says that the place has attribute keys.
func HasKey(place string) bool { return slices.Contains(keyed, place) }

// Kinds are the span kinds; the first is the usual one.
var Kinds = []string{"server", "client", "internal", "producer", "consumer"}

var spanKinds = map[string]ptrace.SpanKind{
	"server": ptrace.SpanKindServer, "client": ptrace.SpanKindClient, "internal": ptrace.SpanKindInternal,
	"producer": ptrace.SpanKindProducer, "consumer": ptrace.SpanKindConsumer,
}

// Value is a text at a place.
type Value struct {
	Place string // one of Places
	Kind  string // one of Kinds
	Key   string // attribute key, where the place has one
	Text  string
}

// Processor is what the value is sent through.
type Processor interface {
	Apply(ctx context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error)
}

// Gone is told of a value that did not come out.
const Gone = "nothing, it is removed"

// Apply returns what came out at the place of v: the value, the same under
// another key, or [Gone].
func Apply(ctx context.Context, p Processor, v Value) (string, error) {
	if strings.HasPrefix(v.Place, "log") {
		return applyLog(ctx, p, v)
	}
	td := ptrace.NewTraces()
	put(v, spotsOf(td, v))
	out, err := p.Apply(ctx, otlpfile.Telemetry{Traces: td})
	if err != nil {
		return "", err
	}
	if out.Traces.SpanCount() == 0 {
		return Gone, nil
	}
	return read(v, spotsOf(out.Traces, v)), nil
}

func applyLog(ctx context.Context, p Processor, v Value) (string, error) {
	ld := plog.NewLogs()
	put(v, logSpots(ld))
	out, err := p.Apply(ctx, otlpfile.Telemetry{Signal: otlpfile.Logs, Logs: ld})
	if err != nil {
		return "", err
	}
	if out.Logs.LogRecordCount() == 0 {
		return Gone, nil
	}
	return read(v, logSpots(out.Logs)), nil
}

// spots are the places of a record: maps by name, and texts as pairs of
// functions.
type spots struct {
	maps  map[string]pcommon.Map
	texts map[string]text
}

type text struct {
	get func() string
	set func(string)
}

// spotsOf gives the places of the one span of td, which it makes if needed.
func spotsOf(td ptrace.Traces, v Value) spots {
	rs := first(td.ResourceSpans().Len(), td.ResourceSpans().At, td.ResourceSpans().AppendEmpty)
	ss := first(rs.ScopeSpans().Len(), rs.ScopeSpans().At, rs.ScopeSpans().AppendEmpty)
	s := ss.Spans()
	span := first(s.Len(), s.At, func() ptrace.Span {
		span := s.AppendEmpty()
		span.SetTraceID(pcommon.TraceID{1})
		span.SetSpanID(pcommon.SpanID{1})
		span.SetKind(spanKinds[v.Kind])
		return span
	})
	event := first(span.Events().Len(), span.Events().At, span.Events().AppendEmpty)
	link := first(span.Links().Len(), span.Links().At, span.Links().AppendEmpty)
	return spots{
		maps: map[string]pcommon.Map{
			"span": span.Attributes(), "resource": rs.Resource().Attributes(), "scope": ss.Scope().Attributes(),
			"event": event.Attributes(), "link": link.Attributes(),
		},
		texts: map[string]text{
			"span_name":      {span.Name, span.SetName},
			"status_message": {span.Status().Message, span.Status().SetMessage},
			"event_name":     {event.Name, event.SetName},
			"trace_state":    {span.TraceState().AsRaw, span.TraceState().FromRaw},
		},
	}
}

func logSpots(ld plog.Logs) spots {
	rl := first(ld.ResourceLogs().Len(), ld.ResourceLogs().At, ld.ResourceLogs().AppendEmpty)
	sl := first(rl.ScopeLogs().Len(), rl.ScopeLogs().At, rl.ScopeLogs().AppendEmpty)
	record := first(sl.LogRecords().Len(), sl.LogRecords().At, sl.LogRecords().AppendEmpty)
	return spots{
		maps:  map[string]pcommon.Map{"log": record.Attributes()},
		texts: map[string]text{"log_body": {record.Body().AsString, record.Body().SetStr}},
	}
}

// first is the first element of a list, made if there is none.
func first[T any](n int, at func(int) T, add func() T) T {
	if n == 0 {
		return add()
	}
	return at(0)
}

func put(v Value, s spots) {
	if t, ok := s.texts[v.Place]; ok {
		t.set(v.Text)
		return
	}
	s.maps[v.Place].PutStr(v.Key, v.Text)
}

// read tells what stands at the place; an attribute may have another key now.
func read(v Value, s spots) string {
	if t, ok := s.texts[v.Place]; ok {
		return t.get()
	}
	m := s.maps[v.Place]
	if got, ok := m.Get(v.Key); ok {
		return got.AsString()
	}
	for key, value := range m.All() {
		return fmt.Sprintf("%s = %s", key, value.AsString())
	}
	return Gone
}
