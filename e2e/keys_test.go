package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const replicas = 10

// TestReplicas sends spans from around a change of the key through ten
// collectors, and once more, as a replay, through one that has a further key by
// then. All agree: the time of the span decides, not that of the collector,
// unless it lies more than an hour ahead. What the clock does then is tested
// where a test can set it, in internal/hashing.
func TestReplicas(t *testing.T) {
	change := time.Now().UTC().Truncate(time.Second)
	const skew = 10 * time.Minute
	times := []time.Time{change.Add(-skew), change.Add(-time.Second), change, change.Add(time.Second), change.Add(skew)}
	ring := fmt.Sprintf("yaml:processors::privacy::keyring::keys: [{id: k1, secret: '%s'}, {id: k2, secret: '%s', active_from: %s}",
		testKey(0), testKey(40), change.Format(time.RFC3339))
	pseudonyms := func(keys string) (got []string) {
		for _, td := range readTraces(t, sanitize(t, "grpc", []ptrace.Traces{startedAt(times)}, keys)) {
			for _, s := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
				id, _ := s.Attributes().Get("user.id")
				got = append(got, id.Str())
			}
		}
		return got
	}

	want := pseudonyms(ring + "]")
	for i, prefix := range []string{"user_k1_", "user_k1_", "user_k2_", "user_k2_", "user_k2_"} {
		if len(want) != len(times) || !strings.HasPrefix(want[i], prefix) {
			t.Fatalf("pseudonyms = %q, want one of each span, the %d. with %s", want, i+1, prefix)
		}
	}
	for i := range replicas - 1 {
		if got := pseudonyms(ring + "]"); !slices.Equal(got, want) {
			t.Errorf("replica %d: pseudonyms = %q, want %q", i+2, got, want)
		}
	}
	later := fmt.Sprintf(", {id: k3, secret: '%s', active_from: %s}]", testKey(80), change.Add(time.Hour).Format(time.RFC3339))
	if got := pseudonyms(ring + later); !slices.Equal(got, want) {
		t.Errorf("replay: pseudonyms = %q, want %q", got, want)
	}
}

// startedAt is a span of one user for each of the times, each in a trace of its own.
func startedAt(times []time.Time) ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i, at := range times {
		s := spans.AppendEmpty()
		s.SetTraceID(pcommon.TraceID{byte(i + 1)})
		s.SetSpanID(pcommon.SpanID{byte(i + 1)})
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(at))
		s.Attributes().PutStr("user.id", "usr_k8x9m2")
	}
	return td
}

// TestPrintConfigHidesSecrets: what the collector tells of its configuration
// holds no key.
func TestPrintConfigHidesSecrets(t *testing.T) {
	for _, config := range []string{minimal, "../examples/lookup/collector.yaml"} {
		c := exec.CommandContext(testContext(t), binary, "print-config", "--config", config)
		c.Env = append(os.Environ(), "PRIVACY_KEY_K1="+testKey(0))
		out, err := c.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", config, err, out)
		}
		if !strings.Contains(string(out), "[REDACTED]") || strings.Contains(string(out), strings.TrimPrefix(testKey(0), "hex:")) {
			t.Errorf("%s: print-config must show [REDACTED] in place of the key", config)
		}
	}
}
