package processor

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// gauges are the data points of a gauge, by their attributes.
func (b bench) gauges(t *testing.T, name string) map[string]int64 {
	t.Helper()
	points := make(map[string]int64)
	m, err := b.metrics.GetMetric("otelcol_processor_privacy_" + name)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range m.Data.(metricdata.Gauge[int64]).DataPoints {
		var parts []string
		for _, kv := range p.Attributes.ToSlice() {
			if kv.Key != "fingerprint" {
				parts = append(parts, string(kv.Key)+"="+kv.Value.AsString())
			}
		}
		points[strings.Join(parts, ",")] = p.Value
	}
	return points
}

func TestKeysAreMeasured(t *testing.T) {
	old := keyOf(t, "k1", 1, time.Time{})
	current := keyOf(t, "k2", 2, noon.Add(-48*time.Hour))
	next := keyOf(t, "k3", 3, noon.Add(24*time.Hour))
	ring, err := hashing.NewRing(old, current, next)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(s *Settings) { s.Ring = func() *hashing.Ring { return ring } })
	if err := b.Observe("traces", func() (loaded, failed int64) { return 3, 1 }); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]map[string]int64{
		"key_active":     {"key_id=k1,signal=traces": 0, "key_id=k2,signal=traces": 1, "key_id=k3,signal=traces": 0},
		"key_age":        {"key_id=k2,signal=traces": 48 * 3600},
		"keys_usable":    {"signal=traces": 2},
		"keys_scheduled": {"signal=traces": 1},
	} {
		if got := b.gauges(t, name); fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
	want := map[string]int64{"outcome=loaded,signal=traces": 3, "outcome=failed,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_keyring_reloads"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("keyring_reloads = %v, want %v", got, want)
	}
}

func TestDistinctIdentifiersAreEstimated(t *testing.T) {
	b := newBench(t, nil)
	if err := b.Observe("traces", func() (loaded, failed int64) { return 0, 0 }); err != nil {
		t.Fatal(err)
	}
	const users = 500
	for i := range users {
		b.one(t, func(s ptrace.Span) { s.Attributes().PutInt("user.id", int64(1_000_000+i)) })
	}
	for _, name := range []string{"distinct_identifiers", "distinct_pseudonyms"} {
		got := b.gauges(t, name)["domain=user,signal=traces"]
		if got < users*95/100 || got > users*105/100 {
			t.Errorf("%s = %d, want about %d", name, got, users)
		}
	}
}

// one sends a span through b and returns it.
func (b bench) one(t *testing.T, fill func(ptrace.Span)) ptrace.Span {
	t.Helper()
	td, err := b.Traces(t.Context(), oneSpan(fill))
	if err != nil {
		t.Fatal(err)
	}
	return td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
}

func TestServicesAreCounted(t *testing.T) {
	b := newBench(t, nil)
	send := func(service string) {
		td := oneSpan(func(s ptrace.Span) { s.Attributes().PutStr("note", "from ann@example.com") })
		td.ResourceSpans().At(0).Resource().Attributes().PutStr("service.name", service)
		if _, err := b.Traces(t.Context(), td); err != nil {
			t.Fatal(err)
		}
	}
	send("orders")
	send("orders")
	send("leaky ann@example.com") // a name that tells too much
	for i := range maxServices + 10 {
		send(fmt.Sprint("pod-", i))
	}
	got := b.sums(t, "otelcol_processor_privacy_service_values")
	if n := got["service=orders,signal=traces"]; n != 2 {
		t.Errorf("orders: %d values, want 2", n)
	}
	if n := got["service=other,signal=traces"]; n != 12 {
		t.Errorf("other: %d values, want 12: one name that has a finding, and those over the bound", n)
	}
	if len(got) != maxServices+1 {
		t.Errorf("got %d services, want %d and other", len(got), maxServices)
	}
}

func TestUnclassifiedKeysAreTold(t *testing.T) {
	b := newBench(t, nil)
	for range 3 {
		b.one(t, func(s ptrace.Span) {
			s.Attributes().PutStr("shop.mood", "fine")
			s.Attributes().PutStr("shop.shelf7.mood", "fine")
			s.Attributes().PutStr("http.request.method", "GET")
			s.Attributes().PutStr("of ann@example.com", "x")
			s.Attributes().PutStr("user.id", "usr_k8x9m2aa")
			s.Attributes().PutStr("cart.usr_k8x9m2aa", "x")
		})
	}
	want := map[string]int64{"key=shop.mood,signal=traces": 1, "key=shop.shelf#.mood,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_unclassified_keys"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("unclassified_keys = %v, want %v", got, want)
	}
}

func TestResidualScanFindsNothing(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.ResidualSample, s.Policy = 1, knowing(t) })
	b.one(t, func(s ptrace.Span) {
		s.SetName("GET /u/ann@example.com")
		s.Attributes().PutStr("user.id", "usr_k8x9m2aa")
		s.Attributes().PutStr("http.request.header.authorization", "Bearer 8sBfa0kQ2mXz")
	})
	if got := b.sums(t, "otelcol_processor_privacy_residual_samples")["signal=traces"]; got != 1 {
		t.Errorf("residual_samples = %d, want 1", got)
	}
	if got := b.sums(t, "otelcol_processor_privacy_residual_findings"); len(got) != 0 {
		t.Errorf("residual_findings = %v, want none", got)
	}
}

// TestResidualScanFindsWhatWasMissed lets raw values past the first walk, as a
// defect would, and expects the second one to tell.
func TestResidualScanFindsWhatWasMissed(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.ResidualSample = 1 })
	raw := oneSpan(func(s ptrace.Span) { s.Attributes().PutStr("note", "from ann@example.com") })
	b.residual(t.Context(), signalTraces, func(w *walker) int { return w.traces(raw) })
	want := map[string]int64{"detector=email,place=span.attributes,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_residual_findings"); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("residual_findings = %v, want %v", got, want)
	}
}

func TestMarks(t *testing.T) {
	change := func(s ptrace.Span) {
		s.Attributes().PutStr("user.id", "usr_k8x9m2aa")
		s.Attributes().PutStr("note", "from ann@example.com")
	}
	for marks, want := range map[Marks]string{
		NoMarks:    "map[]",
		CountMarks: "map[privacy.values:2]",
		RuleMarks:  "map[privacy.rules:[hash user mask email] privacy.values:2]",
	} {
		b := newBench(t, func(s *Settings) { s.Marks = marks })
		if got := marksOf(b.one(t, change)); got != want {
			t.Errorf("marks %d: got %s, want %s", marks, got, want)
		}
		if got := marksOf(b.one(t, func(ptrace.Span) {})); got != "map[]" {
			t.Errorf("marks %d: a clean span got %s", marks, got)
		}
	}
	// A second processor adds to what the first one wrote, and no more.
	b := newBench(t, func(s *Settings) { s.Marks, s.Policy = RuleMarks, knowing(t) })
	first := b.one(t, change)
	again := b.one(t, func(s ptrace.Span) {
		first.CopyTo(s)
		s.Attributes().PutStr("card", "4111 1111 1111 1111")
	})
	if got, want := marksOf(again), "map[privacy.rules:[hash user mask card mask email] privacy.values:3]"; got != want {
		t.Errorf("after a second processor: got %s, want %s", got, want)
	}
}

func marksOf(s ptrace.Span) string {
	marks := make(map[string]any)
	for k, v := range s.Attributes().All() {
		if strings.HasPrefix(k, "privacy.") {
			marks[k] = v.AsRaw()
		}
	}
	return fmt.Sprint(marks)
}

func TestLogRecordsAreMarked(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.Marks = CountMarks })
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("mail to ann@example.com")
	out, err := b.Logs(t.Context(), ld)
	if err != nil {
		t.Fatal(err)
	}
	l := out.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
	if v, ok := l.Attributes().Get(markValues); !ok || v.Int() != 1 {
		t.Errorf("the log record has no mark: %v", l.Attributes().AsRaw())
	}
}

// keyOf is a key of a secret that n makes different from the others'.
func keyOf(t *testing.T, id string, n byte, activeFrom time.Time) *hashing.Key {
	t.Helper()
	secret := sha256.Sum256([]byte{n})
	key, err := hashing.NewKey(hashing.KeySettings{ID: id, Secret: secret[:], ActiveFrom: activeFrom})
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// knowing is the built-in policy where the key k1 has made pseudonyms.
func knowing(t *testing.T) *policy.Policy {
	t.Helper()
	p, err := policy.New(policy.Settings{KnownKey: func(id string) bool { return id == "k1" }})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
