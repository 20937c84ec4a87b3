package privacyprocessor

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

// rewriter is a running processor of a signal: OTLP JSON in, OTLP JSON out.
type rewriter func(t *testing.T, text []byte) []byte

// TestGoldenSignals runs testdata/golden-logs and testdata/golden-metrics, which
// have the shape of testdata/golden: one case for each type of body, and for
// each kind of data point.
func TestGoldenSignals(t *testing.T) {
	for signal, begin := range map[string]func(*testing.T, *confmap.Conf) rewriter{"logs": startLogs, "metrics": startMetrics} {
		cases, err := filepath.Glob("testdata/golden-" + signal + "/*/config.yaml")
		require.NoError(t, err)
		require.NotEmpty(t, cases)
		for _, path := range cases {
			dir := filepath.Dir(path)
			t.Run(signal+"/"+filepath.Base(dir), func(t *testing.T) {
				conf, err := confmaptest.LoadConf(path)
				require.NoError(t, err)
				rewrite := begin(t, conf)
				input, err := os.ReadFile(filepath.Join(dir, "input.json"))
				require.NoError(t, err)
				got := rewrite(t, input)
				golden(t, filepath.Join(dir, "expected.json"), got)
				if diff := cmp.Diff(string(got), string(rewrite(t, got))); diff != "" {
					t.Errorf("a second pass changes the output (-first +second):\n%s", diff)
				}
			})
		}
	}
}

// configured is conf as the options of a processor, with a keyring where it
// has none.
func configured(t *testing.T, conf *confmap.Conf) *Config {
	t.Helper()
	if !conf.IsSet("keyring") {
		require.NoError(t, conf.Merge(confmap.NewFromStringMap(map[string]any{
			"keyring": map[string]any{"keys": []any{map[string]any{"id": "k1", "secret": testSecret}}},
		})))
	}
	cfg := NewFactory().CreateDefaultConfig().(*Config)
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	return cfg
}

func startLogs(t *testing.T, conf *confmap.Conf) rewriter {
	t.Helper()
	sink := new(consumertest.LogsSink)
	p, err := NewFactory().CreateLogs(t.Context(), processortest.NewNopSettings(metadata.Type), configured(t, conf), sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(t.Context())) })
	return func(t *testing.T, text []byte) []byte {
		t.Helper()
		ld, err := (&plog.JSONUnmarshaler{}).UnmarshalLogs(text)
		require.NoError(t, err)
		sink.Reset()
		require.NoError(t, p.ConsumeLogs(t.Context(), ld))
		out, err := (&plog.JSONMarshaler{}).MarshalLogs(sink.AllLogs()[0])
		require.NoError(t, err)
		return indented(t, out)
	}
}

func startMetrics(t *testing.T, conf *confmap.Conf) rewriter {
	t.Helper()
	sink := new(consumertest.MetricsSink)
	p, err := NewFactory().CreateMetrics(t.Context(), processortest.NewNopSettings(metadata.Type), configured(t, conf), sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(t.Context())) })
	return func(t *testing.T, text []byte) []byte {
		t.Helper()
		md, err := (&pmetric.JSONUnmarshaler{}).UnmarshalMetrics(text)
		require.NoError(t, err)
		sink.Reset()
		require.NoError(t, p.ConsumeMetrics(t.Context(), md))
		out, err := (&pmetric.JSONMarshaler{}).MarshalMetrics(sink.AllMetrics()[0])
		require.NoError(t, err)
		return indented(t, out)
	}
}

func indented(t *testing.T, text []byte) []byte {
	t.Helper()
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, text, "", "  "))
	pretty.WriteByte('\n')
	return pretty.Bytes()
}
