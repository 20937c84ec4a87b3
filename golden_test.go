package privacyprocessor

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

var update = flag.Bool("update", false, "rewrite the expected output of the golden cases")

// testSecret is the key of every golden case; it guards nothing.
const testSecret = "hex:6e1c97d0b0a4f35a8c2de1f9450b7733fa918c64de0275b1a8f46390c7d25e1b"

// TestGolden runs testdata/golden: each folder holds a config (without a
// keyring, which is the same for all), an input, and what must come out. What
// came out is sent through once more, and must not change.
func TestGolden(t *testing.T) {
	cases, err := filepath.Glob("testdata/golden/*/config.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, cases)
	for _, path := range cases {
		dir := filepath.Dir(path)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			p := startGolden(t, path)
			input, err := os.ReadFile(filepath.Join(dir, "input.json"))
			require.NoError(t, err)
			got := p.sanitize(t, decode(t, input))
			golden(t, filepath.Join(dir, "expected.json"), encode(t, got))

			again := p.sanitize(t, clone(got))
			if diff := cmp.Diff(string(encode(t, got)), string(encode(t, again))); diff != "" {
				t.Errorf("a second pass changes the output (-first +second):\n%s", diff)
			}
		})
	}
}

// TestCleanBatchKeepsItsBytes shows that a batch with nothing to hide leaves
// as the bytes that it came as.
func TestCleanBatchKeepsItsBytes(t *testing.T) {
	p := startGolden(t, "testdata/golden/clean/config.yaml")
	input, err := os.ReadFile("testdata/golden/clean/input.json")
	require.NoError(t, err)
	td := decode(t, input)
	before := wire(t, td)
	require.Equal(t, before, wire(t, p.sanitize(t, td)))
}

// pipe is a running processor and what comes out of it.
type pipe struct {
	traces processor.Traces
	sink   *consumertest.TracesSink
}

func startGolden(t *testing.T, path string) pipe {
	t.Helper()
	conf, err := confmaptest.LoadConf(path)
	require.NoError(t, err)
	return start(t, conf, processortest.NewNopSettings(metadata.Type))
}

// start runs a processor of the public factory with conf, to which it adds a
// keyring where there is none.
func start(t testing.TB, conf *confmap.Conf, set processor.Settings) pipe {
	t.Helper()
	if !conf.IsSet("keyring") {
		require.NoError(t, conf.Merge(confmap.NewFromStringMap(map[string]any{
			"keyring": map[string]any{"keys": []any{map[string]any{"id": "k1", "secret": testSecret}}},
		})))
	}
	factory := NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	sink := new(consumertest.TracesSink)
	traces, err := factory.CreateTraces(t.Context(), set, cfg, sink)
	require.NoError(t, err)
	require.NoError(t, traces.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, traces.Shutdown(t.Context())) })
	return pipe{traces: traces, sink: sink}
}

var _ component.Config = (*Config)(nil)

// sanitize returns what comes out for td.
func (p pipe) sanitize(t *testing.T, td ptrace.Traces) ptrace.Traces {
	t.Helper()
	p.sink.Reset()
	require.NoError(t, p.traces.ConsumeTraces(t.Context(), td))
	require.Len(t, p.sink.AllTraces(), 1)
	return p.sink.AllTraces()[0]
}

func decode(t *testing.T, text []byte) ptrace.Traces {
	t.Helper()
	td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(text)
	require.NoError(t, err)
	return td
}

func encode(t *testing.T, td ptrace.Traces) []byte {
	t.Helper()
	text, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	var pretty bytes.Buffer
	require.NoError(t, json.Indent(&pretty, text, "", "  "))
	pretty.WriteByte('\n')
	return pretty.Bytes()
}

func wire(t *testing.T, td ptrace.Traces) []byte {
	t.Helper()
	b, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
	require.NoError(t, err)
	return b
}

func clone(td ptrace.Traces) ptrace.Traces {
	c := ptrace.NewTraces()
	td.CopyTo(c)
	return c
}

// golden compares got with the file at path, or rewrites the file.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o644))
		return
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}
