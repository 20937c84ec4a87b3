package summary

import (
	"iter"
	"maps"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// maxText bounds texts that are shown: the rest of a stack trace is of no use
// on one line.
const maxText = 300

// Set gathers spans by trace. It is not safe for concurrent use.
type Set struct {
	domain string
	traces map[pcommon.TraceID]*gathered
}

// gathered is a trace that may still grow.
type gathered struct {
	spans      map[pcommon.SpanID]*span
	pseudonyms map[string]struct{}
}

type span struct {
	id, parent         pcommon.SpanID
	service, operation string
	start, end         time.Time
	failed, threw      bool // threw: it recorded an exception
	exception, message string
}

// New returns an empty set that notes the pseudonyms of domain.
func New(domain string) *Set {
	return &Set{domain: domain, traces: map[pcommon.TraceID]*gathered{}}
}

// Add takes the spans of td for which keep is true; a nil keep takes all. The
// same span twice counts once. It keeps no reference to td.
func (s *Set) Add(td ptrace.Traces, keep func(ptrace.Span) bool) {
	for _, rs := range td.ResourceSpans().All() {
		service := "unknown"
		if v, ok := rs.Resource().Attributes().Get("service.name"); ok {
			service = strings.Clone(v.AsString())
		}
		shared := s.inMap(nil, rs.Resource().Attributes())
		for _, ss := range rs.ScopeSpans().All() {
			common := s.inMap(shared, ss.Scope().Attributes())
			for _, sp := range ss.Spans().All() {
				if keep == nil || keep(sp) {
					s.add(sp, service, common)
				}
			}
		}
	}
}

func (s *Set) add(sp ptrace.Span, service string, common []string) {
	t := s.traces[sp.TraceID()]
	if t == nil {
		t = &gathered{spans: map[pcommon.SpanID]*span{}, pseudonyms: map[string]struct{}{}}
		s.traces[sp.TraceID()] = t
	}
	if t.spans[sp.SpanID()] == nil {
		t.spans[sp.SpanID()] = newSpan(sp, service)
	}
	// Of a span that came twice, before and after a change of keys, both count.
	for _, p := range common {
		t.pseudonyms[p] = struct{}{}
	}
	for _, p := range s.inSpan(sp) {
		t.pseudonyms[strings.Clone(p)] = struct{}{}
	}
}

func newSpan(sp ptrace.Span, service string) *span {
	n := &span{
		id: sp.SpanID(), parent: sp.ParentSpanID(),
		service: service, operation: shorten(sp.Name()),
		start: sp.StartTimestamp().AsTime(), end: sp.EndTimestamp().AsTime(),
		failed: sp.Status().Code() == ptrace.StatusCodeError,
	}
	if n.end.Before(n.start) {
		n.end = n.start // never ended
	}
	if n.failed {
		n.exception, n.threw = exception(sp)
		n.message = shorten(sp.Status().Message())
	}
	return n
}

// exception names what went wrong, from the most telling source there is, and
// tells whether it was an exception.
func exception(sp ptrace.Span) (name string, threw bool) {
	for _, e := range sp.Events().All() {
		if v, ok := e.Attributes().Get("exception.type"); ok && v.AsString() != "" {
			return shorten(v.AsString()), true
		}
	}
	for _, source := range []struct{ key, label string }{
		{"exception.type", ""},
		{"error.type", ""},
		{"rpc.grpc.status_code", "gRPC status "},
		{"http.response.status_code", "HTTP status "},
		{"http.status_code", "HTTP status "},
	} {
		if v, ok := sp.Attributes().Get(source.key); ok && v.AsString() != "" {
			return shorten(source.label + v.AsString()), source.key == "exception.type"
		}
	}
	return "", false
}

// shorten returns a copy of s, so that no batch is kept alive by one name.
func shorten(s string) string {
	if len(s) > maxText {
		return strings.ToValidUTF8(s[:maxText], "") + "…"
	}
	return strings.Clone(s)
}

// Len is the number of traces gathered.
func (s *Set) Len() int { return len(s.traces) }

// All returns the traces gathered, in no order.
func (s *Set) All() iter.Seq2[pcommon.TraceID, Trace] {
	return func(yield func(pcommon.TraceID, Trace) bool) {
		for id, t := range s.traces {
			if !yield(id, t.trace(id)) {
				return
			}
		}
	}
}

// Traces returns the traces gathered, newest first.
func (s *Set) Traces() []Trace {
	out := make([]Trace, 0, len(s.traces))
	for _, t := range s.All() {
		out = append(out, t)
	}
	slices.SortFunc(out, Newest)
	return out
}

// Newest orders traces by their start, the latest first.
func Newest(a, b Trace) int {
	if c := b.Start.Compare(a.Start); c != 0 {
		return c
	}
	return strings.Compare(a.ID, b.ID)
}

func (t *gathered) trace(id pcommon.TraceID) Trace {
	spans := slices.SortedFunc(maps.Values(t.spans), func(a, b *span) int {
		if c := a.start.Compare(b.start); c != 0 {
			return c
		}
		return slices.Compare(a.id[:], b.id[:])
	})
	root := t.root(spans)
	out := Trace{
		ID: id.String(), Start: spans[0].start, End: spans[0].end,
		RootService: root.service, RootOperation: root.operation,
		SpanCount: len(spans), Pseudonyms: slices.Sorted(maps.Keys(t.pseudonyms)),
	}
	for _, sp := range spans {
		if sp.end.After(out.End) {
			out.End = sp.end
		}
		if i, found := slices.BinarySearch(out.Services, sp.service); !found {
			out.Services = slices.Insert(out.Services, i, sp.service)
		}
	}
	if failed := t.failed(spans); failed != nil {
		out.Failed = true
		out.Failure = t.failure(failed)
	}
	return out
}

// root returns the span without a parent; if none came, the earliest of those
// whose parent did not come.
func (t *gathered) root(spans []*span) *span {
	for _, sp := range spans {
		if sp.parent.IsEmpty() {
			return sp
		}
	}
	for _, sp := range spans {
		if t.spans[sp.parent] == nil {
			return sp
		}
	}
	return spans[0] // a ring of parents
}
