package processor

import (
	"fmt"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// cleanBatch is a batch of n spans, four to a trace, with nothing to hide.
func cleanBatch(n int) ptrace.Traces {
	return filledBatch(n, func(int, pcommon.Map) {})
}

// usualBatch is a batch of n spans, four to a trace, with an identifier and an
// email in each, and the identifier once more in a path.
func usualBatch(n int) ptrace.Traces {
	return filledBatch(n, func(i int, m pcommon.Map) {
		id := fmt.Sprintf("8fc2ffe3-899a-4293-af0c-%012d", i/4)
		m.PutStr("user.id", id)
		m.PutStr("user.email", fmt.Sprintf("user%d@example.com", i/4))
		m.PutStr("url.path", "/users/"+id+"/orders")
	})
}

func filledBatch(n int, more func(int, pcommon.Map)) ptrace.Traces {
	td := ptrace.NewTraces()
	for r := range 4 {
		rs := td.ResourceSpans().AppendEmpty()
		rs.Resource().Attributes().PutStr("service.name", fmt.Sprintf("service-%d", r))
		rs.Resource().Attributes().PutStr("service.version", "1.4.0")
		ss := rs.ScopeSpans().AppendEmpty()
		ss.Scope().SetName("go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp")
		for i := r; i < n; i += 4 {
			span := ss.Spans().AppendEmpty()
			span.SetTraceID([16]byte{1, byte(i >> 10), byte(i >> 2)})
			span.SetSpanID([8]byte{byte(i >> 8), byte(i)})
			span.SetName("GET /orders")
			span.SetKind(ptrace.SpanKindServer)
			span.SetStartTimestamp(pcommon.NewTimestampFromTime(noon))
			m := span.Attributes()
			m.PutStr("http.request.method", "GET")
			m.PutStr("http.route", "/orders/{id}")
			m.PutInt("http.response.status_code", 200)
			m.PutStr("server.address", "shop.example.com")
			m.PutInt("server.port", 8080)
			m.PutStr("user_agent.original", "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36")
			m.PutStr("network.protocol.version", "1.1")
			m.PutDouble("app.ratio", 0.25)
			m.PutBool("app.cached", true)
			more(i, m)
			event := span.Events().AppendEmpty()
			event.SetName("cache miss")
			event.Attributes().PutStr("cache.region", "eu-west-1")
		}
	}
	return td
}

// TestCleanSpansAllocateNothing holds the walk to its promise: what a batch
// costs in memory does not depend on the number of its clean spans.
func TestCleanSpansAllocateNothing(t *testing.T) {
	b := newBench(t, nil)
	allocations := func(spans int) float64 {
		td := cleanBatch(spans)
		return testing.AllocsPerRun(20, func() {
			if _, err := b.Traces(t.Context(), td); err != nil {
				t.Fatal(err)
			}
		})
	}
	few, many := allocations(8), allocations(512)
	const perBatch = 16
	if many > few+perBatch {
		t.Errorf("8 clean spans cost %.0f allocations, 512 cost %.0f", few, many)
	}
	if few > perBatch {
		t.Errorf("a clean batch costs %.0f allocations, want at most %d", few, perBatch)
	}
}

// BenchmarkTraces says what a batch of 512 spans of ten attributes costs. The
// usual one has an identifier and an email in every span; it is copied anew for
// each run, which the third benchmark measures.
func BenchmarkTraces(b *testing.B) {
	const spans = 512
	p := newBench(b, nil)
	run := func(name string, td ptrace.Traces, work func(ptrace.Traces)) {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				work(td)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/spans, "ns/span")
		})
	}
	sanitize := func(td ptrace.Traces) {
		if _, err := p.Traces(b.Context(), td); err != nil {
			b.Fatal(err)
		}
	}
	copied := ptrace.NewTraces()
	run("clean", cleanBatch(spans), sanitize)
	run("usual", usualBatch(spans), func(td ptrace.Traces) {
		td.CopyTo(copied)
		sanitize(copied)
	})
	run("copy", usualBatch(spans), func(td ptrace.Traces) { td.CopyTo(copied) })
}
