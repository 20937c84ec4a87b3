package lookup

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
)

// TestConfig loads every file of testdata/config. A bad one starts with a comment
// that says which words its error holds.
func TestConfig(t *testing.T) {
	files, err := filepath.Glob("testdata/config/*.yaml")
	require.NoError(t, err)
	require.Greater(t, len(files), 20)
	for _, path := range files {
		t.Run(filepath.Base(path), func(t *testing.T) {
			conf, err := confmaptest.LoadConf(path)
			require.NoError(t, err)
			cfg := NewFactory().CreateDefaultConfig()
			if err = conf.Unmarshal(cfg); err == nil {
				err = confmap.Validate(cfg)
			}
			if strings.HasSuffix(path, ".good.yaml") {
				require.NoError(t, err)
				return
			}
			require.Error(t, err)
			text, readErr := os.ReadFile(path)
			require.NoError(t, readErr)
			found := false
			for line := range strings.Lines(string(text)) {
				if want, ok := strings.CutPrefix(line, "# "); ok {
					found = true
					require.ErrorContains(t, err, strings.TrimSuffix(want, "\n"))
				}
			}
			require.True(t, found, "the file does not say what is wrong with it")
			require.NotContains(t, err.Error(), "0a81c88f")
		})
	}
}
