package lookup

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/extension/extensiontest"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/metadata"
)

// TestFailedStart shuts down what did not start, as the Collector does: the
// error is to be read, not a crash.
func TestFailedStart(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(t *testing.T, c *Config)
		want  string
	}{
		"no keyring file": {func(t *testing.T, c *Config) {
			t.Helper()
			c.Keyring.Keys, c.Keyring.File = nil, filepath.Join(t.TempDir(), "none.yaml")
		}, "keyring: "},
		"audit log in no folder": {func(t *testing.T, c *Config) {
			t.Helper()
			c.Audit.Path = filepath.Join(t.TempDir(), "no", "audit.jsonl")
		}, "audit::path: "},
		"shortened audit log": {func(t *testing.T, c *Config) {
			t.Helper()
			e, err := startWith(t, c)
			require.NoError(t, err)
			_, err = e.service.Lookup(t.Context(), Local(""), Request{})
			require.Error(t, err, "a refusal, which is recorded")
			require.NoError(t, e.Shutdown(context.Background()))
			require.NoError(t, os.Truncate(c.Audit.Path, 10))
		}, "audit::path: audit log was tampered with: audit.jsonl is 10 bytes long"},
		"address in use": {func(t *testing.T, c *Config) {
			t.Helper()
			first := *c
			first.Audit.Path = filepath.Join(t.TempDir(), "audit.jsonl")
			e, err := startWith(t, &first)
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, e.Shutdown(context.Background())) })
			c.ServerConfig.NetAddr.Endpoint = e.addr.String()
		}, "serve lookup: "},
	} {
		t.Run(name, func(t *testing.T) {
			conf, err := confmaptest.LoadConf("testdata/config/minimal.good.yaml")
			require.NoError(t, err)
			cfg := createDefaultConfig().(*Config)
			require.NoError(t, conf.Unmarshal(cfg))
			cfg.ServerConfig.NetAddr.Endpoint = "127.0.0.1:0"
			cfg.Audit.Path = filepath.Join(t.TempDir(), "audit.jsonl")
			c.spoil(t, cfg)
			e, err := startWith(t, cfg)
			require.ErrorContains(t, err, c.want)
			require.NoError(t, e.Shutdown(context.Background()))
		})
	}
}

func startWith(t *testing.T, cfg *Config) (*server, error) {
	t.Helper()
	e, err := NewFactory().Create(t.Context(), extensiontest.NewNopSettings(metadata.Type), cfg)
	require.NoError(t, err)
	return e.(*server), e.Start(t.Context(), componenttest.NewNopHost())
}
