package lookup

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestTenants keeps the customers of two tenants apart who have the same ID.
func TestTenants(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "traces.jsonl")
	batches, err := shop()
	require.NoError(t, err)
	settings := keys(map[string]any{"id": "k1", "secret": secretK1})
	settings["tenant"] = map[string]any{"attribute": "deployment.environment.name"}
	require.NotEmpty(t, batches)
	pseudonymized(t, path, settings) // the recording is of the tenant "demo"
	r := start(t, backends(map[string]any{"name": "files", "type": "otlp_file", "path": path}), nil)

	of := func(tenant string) int {
		return len(r.lookup(strings.Replace(lookupBody("70416177"), `"reason"`, `"tenant":"`+tenant+`","reason"`, 1)).Traces)
	}
	require.Equal(t, 9, of("demo"))
	require.Zero(t, of("acme"))
	require.Zero(t, of(""))
}
