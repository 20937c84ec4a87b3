package lookup

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	privacyprocessor "github.com/otel-privacy/privacyprocessor"
)

const (
	shopFolder = "../../testdata/shop-node"
	secretK1   = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"
	secretK2   = "hex:0a81c88f988e4a1fe4ff7ba37ba571ed3f22fb3b3f7ea526f1c01b66f273e893"
)

// shopUser is a user of the recorded shop, and whose traces are whose.
type shopUser struct {
	ID     string
	Traces map[string]bool
}

// shop is the recorded shop as raw batches, and who its users are.
var shop = sync.OnceValues(func() ([]ptrace.Traces, error) {
	text, err := unpack("traces.jsonl.gz")
	if err != nil {
		return nil, err
	}
	var out []ptrace.Traces
	for line := range bytes.Lines(text) {
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		if err != nil {
			return nil, err
		}
		out = append(out, td)
	}
	return out, nil
})

func unpack(name string) ([]byte, error) {
	file, err := os.Open(filepath.Join(shopFolder, name))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(z)
}

// shopUsers reads who was planted in the recording and which traces name them.
func shopUsers(t *testing.T) []shopUser {
	t.Helper()
	text, err := unpack("planted.json.gz")
	require.NoError(t, err)
	var planted struct {
		Values []struct{ Class, Value string }
	}
	require.NoError(t, json.Unmarshal(text, &planted))
	owners := map[string]map[string]bool{}
	for _, v := range planted.Values {
		if v.Class == "user_id" {
			owners[v.Value] = map[string]bool{}
		}
	}
	batches, err := shop()
	require.NoError(t, err)
	for _, td := range batches {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, sp := range ss.Spans().All() {
					if id, ok := sp.Attributes().Get("user.id"); ok && owners[id.AsString()] != nil {
						owners[id.AsString()][sp.TraceID().String()] = true
					}
				}
			}
		}
	}
	var users []shopUser
	for id, traces := range owners {
		users = append(users, shopUser{id, traces})
	}
	require.Len(t, users, 20)
	return users
}

// pseudonymized writes the shop to a file as the real processor and the file
// exporter do. settings are the processor's.
func pseudonymized(t *testing.T, path string, settings map[string]any) {
	t.Helper()
	factory := privacyprocessor.NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, confmap.NewFromStringMap(settings).Unmarshal(cfg))
	var sink consumertest.TracesSink
	p, err := factory.CreateTraces(context.Background(), processortest.NewNopSettings(factory.Type()), cfg, &sink)
	require.NoError(t, err)
	require.NoError(t, p.Start(context.Background(), componenttest.NewNopHost()))
	batches, err := shop()
	require.NoError(t, err)
	for _, td := range batches {
		own := ptrace.NewTraces()
		td.CopyTo(own)
		require.NoError(t, p.ConsumeTraces(context.Background(), own))
	}
	require.NoError(t, p.Shutdown(context.Background()))

	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	require.NoError(t, err)
	defer file.Close()
	for _, td := range sink.AllTraces() {
		line, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
		require.NoError(t, err)
		_, err = file.Write(append(line, '\n'))
		require.NoError(t, err)
	}
}

func keys(entries ...map[string]any) map[string]any {
	list := make([]any, 0, len(entries))
	for _, e := range entries {
		list = append(list, e)
	}
	return map[string]any{"keyring": map[string]any{"keys": list}}
}
