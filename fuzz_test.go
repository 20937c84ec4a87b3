package privacyprocessor

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

// FuzzTraces sends whatever OTLP can say through the processor: no batch may
// make it fail, and what it has sanitized it must leave alone.
func FuzzTraces(f *testing.F) {
	seeds, err := filepath.Glob("testdata/golden/*/input.json")
	require.NoError(f, err)
	for _, path := range seeds {
		text, err := os.ReadFile(path)
		require.NoError(f, err)
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(text)
		require.NoError(f, err)
		packed, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
		require.NoError(f, err)
		f.Add(packed)
	}
	p := start(f, confmap.New(), processortest.NewNopSettings(metadata.Type))
	f.Fuzz(func(t *testing.T, packed []byte) {
		td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(packed)
		if err != nil {
			t.Skip()
		}
		spans := td.SpanCount()
		once := p.sanitize(t, td)
		require.Equal(t, spans, once.SpanCount())
		first := wire(t, once)
		require.Equal(t, first, wire(t, p.sanitize(t, clone(once))), "a second pass changes the output")
	})
}
