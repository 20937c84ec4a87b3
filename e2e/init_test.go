package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestInit: the collector takes what privacyctl init writes, whatever the
// answers are.
func TestInit(t *testing.T) {
	for _, args := range [][]string{
		{},
		{"--endpoint", "localhost:4317"},
		{"--endpoint", "store.internal:4317", "--level", "stricter", "--tenant-attribute", "tenant.id"},
	} {
		dir := filepath.Join(t.TempDir(), "gateway")
		c := exec.CommandContext(testContext(t), privacyctl, append([]string{"init", "--dir", dir}, args...)...)
		if log, err := c.CombinedOutput(); err != nil {
			t.Fatalf("init %q: %v\n%s", args, err, log)
		}
		c = exec.CommandContext(testContext(t), binary, "validate", "--config", filepath.Join(dir, "collector.yaml"))
		c.Env = os.Environ()
		if log, err := c.CombinedOutput(); err != nil {
			t.Errorf("the collector refuses what init %q writes: %v\n%s", args, err, log)
		}
	}
}
