package instance_test

import (
	"maps"
	"testing"

	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/instance"
	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// TestFailedClosed sends a record that is older than the only key: its
// identifier is masked, and counted with the reason.
func TestFailedClosed(t *testing.T) {
	young := confmap.NewFromStringMap(map[string]any{"processors": map[string]any{"privacy": map[string]any{
		"keyring": map[string]any{"keys": []any{map[string]any{"id": "k1", "secret": secret, "active_from": "2026-01-01T00:00:00Z"}}},
	}}})
	id, cfg, err := instance.Config(privacyprocessor.NewFactory(), young, "")
	if err != nil {
		t.Fatal(err)
	}
	p, err := instance.New(t.Context(), privacyprocessor.NewFactory(), id, cfg, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := p.Shutdown(t.Context()); err != nil {
			t.Error(err)
		}
	}()
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetStartTimestamp(pcommon.Timestamp(1_500_000_000_000_000_000)) // in 2017
	span.Attributes().PutStr("user.id", "usr_k8x9m2aa")
	if _, err := p.Apply(t.Context(), otlpfile.Telemetry{Traces: td}); err != nil {
		t.Fatal(err)
	}
	if got, want := p.FailedClosed(), map[string]int64{"no_key": 1}; !maps.Equal(got, want) {
		t.Errorf("FailedClosed = %v, want %v", got, want)
	}
}
