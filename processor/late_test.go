package processor

import (
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// TestKnownInResourcesOfATrace has the identifier in one of two resources of a
// trace, the first or the second one, and its text in both and in their scopes.
func TestKnownInResourcesOfATrace(t *testing.T) {
	const id = "u-1234567"
	for name, tenants := range map[string][]string{"no tenants": nil, "one tenant": {"a", "a"}, "two tenants": {"a", "b"}} {
		b := newBench(t, func(s *Settings) {
			if tenants != nil {
				s.Tenant.Attribute = "tenant.id"
			}
		})
		for owner := range 2 {
			td, ld := ptrace.NewTraces(), plog.NewLogs()
			for i := range 2 {
				fill := func(r pcommon.Resource, s pcommon.InstrumentationScope, m pcommon.Map) {
					if tenants != nil {
						r.Attributes().PutStr("tenant.id", tenants[i])
					}
					r.Attributes().PutStr("note", "for "+id)
					s.SetName("of " + id)
					if i == owner {
						m.PutStr("user.id", id)
					}
				}
				rs := td.ResourceSpans().AppendEmpty()
				ss := rs.ScopeSpans().AppendEmpty()
				span := ss.Spans().AppendEmpty()
				span.SetTraceID([16]byte{1})
				fill(rs.Resource(), ss.Scope(), span.Attributes())
				rl := ld.ResourceLogs().AppendEmpty()
				sl := rl.ScopeLogs().AppendEmpty()
				record := sl.LogRecords().AppendEmpty()
				record.SetTraceID([16]byte{1})
				fill(rl.Resource(), sl.Scope(), record.Attributes())
			}
			if td, err := b.Traces(t.Context(), td); err != nil {
				t.Fatal(err)
			} else if out, _ := (&ptrace.JSONMarshaler{}).MarshalTraces(td); strings.Contains(string(out), id) {
				t.Errorf("%s, known in resource %d: the spans are\n%s", name, owner, out)
			}
			if ld, err := b.Logs(t.Context(), ld); err != nil {
				t.Fatal(err)
			} else if out, _ := (&plog.JSONMarshaler{}).MarshalLogs(ld); strings.Contains(string(out), id) {
				t.Errorf("%s, known in resource %d: the logs are\n%s", name, owner, out)
			}
		}
	}
}

// TestManyResourcesOfOneTrace: a trace that passes through sixteen times as many
// resources costs about sixteen times as much, whichever of them names somebody.
func TestManyResourcesOfOneTrace(t *testing.T) {
	b := newBench(t, nil)
	cost := func(resources, named int) time.Duration {
		least := time.Hour
		for range 3 {
			td := ptrace.NewTraces()
			for i := range resources {
				span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
				span.SetTraceID([16]byte{1})
				if i == named {
					span.Attributes().PutStr("user.id", "usr_k8x9m2q7")
				}
			}
			start := time.Now()
			if _, err := b.Traces(t.Context(), td); err != nil {
				t.Fatal(err)
			}
			least = min(least, time.Since(start))
		}
		return least
	}
	const few, many = 1000, 16 * 1000
	const tries = 5 // what else the machine does may hold up one of them
	for _, named := range []func(n int) int{func(int) int { return 0 }, func(n int) int { return n - 1 }} {
		var a, b time.Duration
		for range tries {
			if a, b = cost(few, named(few)), cost(many, named(many)); b <= 80*a {
				break
			}
		}
		if b > 80*a {
			t.Errorf("%d resources take %v, %d take %v", few, a, many, b)
		}
	}
}
