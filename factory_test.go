package privacyprocessor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"
	"go.opentelemetry.io/collector/processor/xprocessor"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

// TestKeyringFile starts a processor on a file that others can read, which it
// says, and changes the file, which takes effect.
func TestKeyringFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keyring.yaml")
	write := func(id string) {
		t.Helper()
		text := "keys:\n  - {id: " + id + ", secret: \"" + testSecret + "\"}\n"
		require.NoError(t, os.WriteFile(path+".new", []byte(text), 0o644))
		require.NoError(t, os.Rename(path+".new", path))
	}
	write("k1")
	core, logs := observer.New(zap.InfoLevel)
	set := processortest.NewNopSettings(metadata.Type)
	set.Logger = zap.New(core)
	p := start(t, confmap.NewFromStringMap(map[string]any{"keyring": map[string]any{"file": path}}), set)

	said := func(message string) func() bool {
		return func() bool { return logs.FilterMessageSnippet(message).Len() > 0 }
	}
	const patience, often = 20e9, 5e6
	require.Eventually(t, said("can be read by others"), patience, often)
	write("k2")
	require.Eventually(t, said("The keyring file has changed"), patience, often)
	require.NoError(t, os.WriteFile(path, []byte("keys: [\n"), 0o600))
	require.Eventually(t, said("stay in force"), patience, often)

	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.Attributes().PutStr("user.id", "70416177")
	id, _ := p.sanitize(t, td).ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Get("user.id")
	require.Contains(t, id.Str(), "user_k2_")
	for _, entry := range logs.All() {
		for _, field := range entry.Context {
			require.NotContains(t, field.String, testSecret[len("hex:"):])
		}
	}
}

// TestNoKeyringNoProcessor shows that no signal starts without its keys.
func TestNoKeyringNoProcessor(t *testing.T) {
	factory := NewFactory().(xprocessor.Factory)
	cfg := factory.CreateDefaultConfig().(*Config)
	cfg.Keyring.File = filepath.Join(t.TempDir(), "none.yaml")
	set := processortest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = componenttest.NewNopTelemetrySettings()
	sink := consumertest.NewNop()
	_, err := factory.CreateTraces(t.Context(), set, cfg, sink)
	require.ErrorContains(t, err, "keyring")
	_, err = factory.CreateLogs(t.Context(), set, cfg, sink)
	require.ErrorContains(t, err, "keyring")
	_, err = factory.CreateMetrics(t.Context(), set, cfg, sink)
	require.ErrorContains(t, err, "keyring")
	_, err = factory.CreateProfiles(t.Context(), set, cfg, sink)
	require.ErrorContains(t, err, "keyring")
}
