package processor

import (
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// TestKnownAboveAndBelow shows that it does not matter where an identifier was
// seen first: a record knows it from the resource and scope above it, and these
// know it from the record.
func TestKnownAboveAndBelow(t *testing.T) {
	const id = "u-8fc2ffe3"
	for name, fill := range map[string]func(a, b ptrace.ResourceSpans){
		"of a span, then of the scope of another": func(a, _ ptrace.ResourceSpans) {
			spanOf(a, 1).Attributes().PutStr("user.id", id)
			spanOf(a, 2).SetName("order of " + id)
			a.ScopeSpans().At(1).Scope().Attributes().PutStr("user.id", id)
		},
		"of a resource, then of a span below another": func(a, b ptrace.ResourceSpans) {
			a.Resource().Attributes().PutStr("user.id", id)
			spanOf(a, 1)
			b.Resource().Attributes().PutStr("note", "order of "+id)
			spanOf(b, 1).Attributes().PutStr("user.id", id)
		},
		"of a resource, then in another domain of a span": func(a, _ ptrace.ResourceSpans) {
			a.Resource().Attributes().PutStr("user.id", id)
			span := spanOf(a, 1)
			span.Attributes().PutStr("device.id", id)
			span.SetName("order of " + id)
		},
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, nil)
			td := ptrace.NewTraces()
			fill(td.ResourceSpans().AppendEmpty(), td.ResourceSpans().AppendEmpty())
			td, err := b.Traces(t.Context(), td)
			if err != nil {
				t.Fatal(err)
			}
			text, err := new(ptrace.JSONMarshaler).MarshalTraces(td)
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), id) || !strings.Contains(string(text), "order of user_k1_") {
				t.Errorf("got %s", text)
			}
		})
	}
}

// spanOf adds a scope with a span of a trace.
func spanOf(rs ptrace.ResourceSpans, trace byte) ptrace.Span {
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID([16]byte{trace})
	return span
}
