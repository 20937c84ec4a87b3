package processor

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/metadata"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// bench is a processor under test, with what it logs and measures.
type bench struct {
	*Processor
	metrics *componenttest.Telemetry
	logs    *observer.ObservedLogs
}

// noon is the time of every test.
var noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)

// newBench runs a processor with the built-in policy and the key k1; change
// may alter that.
func newBench(t testing.TB, change func(*Settings)) bench {
	t.Helper()
	tel := componenttest.NewTelemetry()
	t.Cleanup(func() { _ = tel.Shutdown(context.Background()) })
	builder, err := metadata.NewTelemetryBuilder(tel.NewTelemetrySettings())
	if err != nil {
		t.Fatal(err)
	}
	rules, err := policy.New(policy.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	ring := testRing(t)
	core, logs := observer.New(zap.DebugLevel)
	s := Settings{
		Policy:    rules,
		Ring:      func() *hashing.Ring { return ring },
		Telemetry: builder,
		Logger:    zap.New(core),
		Now:       func() time.Time { return noon },
	}
	if change != nil {
		change(&s)
	}
	return bench{Processor: New(s), metrics: tel, logs: logs}
}

func testRing(t testing.TB) *hashing.Ring {
	t.Helper()
	ring, err := hashing.NewRing(testKey(t, time.Time{}))
	if err != nil {
		t.Fatal(err)
	}
	return ring
}

func testKey(t testing.TB, activeFrom time.Time) *hashing.Key {
	t.Helper()
	secret, err := hashing.ParseSecret("hex:6e1c97d0b0a4f35a8c2de1f9450b7733fa918c64de0275b1a8f46390c7d25e1b")
	if err != nil {
		t.Fatal(err)
	}
	key, err := hashing.NewKey(hashing.KeySettings{ID: "k1", Secret: secret, ActiveFrom: activeFrom})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// sums are the data points of a counter, by their attributes in the form
// a=1,b=2; empty attributes are left out.
func (b bench) sums(t testing.TB, name string) map[string]int64 {
	t.Helper()
	sums := make(map[string]int64)
	m, err := b.metrics.GetMetric(name)
	if err != nil {
		return sums
	}
	for _, point := range m.Data.(metricdata.Sum[int64]).DataPoints {
		var parts []string
		for _, kv := range point.Attributes.ToSlice() {
			if kv.Value.AsString() != "" {
				parts = append(parts, string(kv.Key)+"="+kv.Value.AsString())
			}
		}
		sums[strings.Join(parts, ",")] += point.Value
	}
	return sums
}

// oneSpan is a batch of one span, which fill may fill.
func oneSpan(fill func(ptrace.Span)) ptrace.Traces {
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID([16]byte{1})
	span.SetName("GET /")
	if fill != nil {
		fill(span)
	}
	return td
}

func TestPanicRefusesTheBatch(t *testing.T) {
	const raw = "usr_raw12345"
	b := newBench(t, func(s *Settings) {
		s.Ring = func() *hashing.Ring { panic("holds " + raw) }
	})
	_, err := b.Traces(t.Context(), oneSpan(nil))
	if err == nil || !consumererror.IsPermanent(err) {
		t.Fatalf("Traces = %v, want a permanent error", err)
	}
	logged := b.logs.All()
	if len(logged) != 1 || logged[0].Level != zap.ErrorLevel {
		t.Fatalf("logged %v, want one error", logged)
	}
	fields := logged[0].ContextMap()
	if f, _ := fields["function"].(string); !strings.Contains(f, "TestPanicRefusesTheBatch") {
		t.Errorf("the log names the function %q, want the one that panicked", f)
	}
	if strings.Contains(err.Error(), raw) {
		t.Error("the error holds what panicked")
	}
	for _, f := range fields {
		if s, ok := f.(string); ok && strings.Contains(s, raw) {
			t.Error("the log holds what panicked")
		}
	}
	want := map[string]int64{"outcome=refused,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_batches"); !equal(got, want) {
		t.Errorf("batches = %v, want %v", got, want)
	}
	want = map[string]int64{"reason=panic,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_failed_closed"); !equal(got, want) {
		t.Errorf("failed_closed = %v, want %v", got, want)
	}
}

func TestPanicInReportOnlyPassesTheBatch(t *testing.T) {
	b := newBench(t, func(s *Settings) {
		s.ReportOnly = true
		s.Ring = func() *hashing.Ring { panic("") }
	})
	td := oneSpan(nil)
	got, err := b.Traces(t.Context(), td)
	if err != nil || got != td {
		t.Errorf("Traces = %v, %v, want the batch itself", got, err)
	}
}

func equal(a, b map[string]int64) bool {
	if len(a) != len(b) {
		return false
	}
	for k, v := range a {
		if b[k] != v {
			return false
		}
	}
	return true
}
