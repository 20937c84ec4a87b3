package lint

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestRealConfigurations checks every YAML file of the Collector and of
// contrib that lies in the module cache: none may make the check panic, and
// each complete one that stands for sound advice is looked at by name below.
func TestRealConfigurations(t *testing.T) {
	files := cachedYAML(t)
	if len(files) == 0 {
		t.Skip("SKIPPED: the module cache holds no example configuration of the Collector")
	}
	complete, seen := 0, map[string]int{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		findings, err := Check([]Source{{Name: file, Data: data}}, testSettings())
		if err != nil {
			if strings.Contains(err.Error(), "panic") {
				t.Errorf("Check(%s): %v", file, err)
			}
			continue // not YAML: many testdata files are broken on purpose
		}
		for _, f := range findings {
			if f.Line < 0 || f.Message == "" {
				t.Errorf("Check(%s): finding without a place or a message: %+v", file, f)
			}
		}
		if !bytes.Contains(data, []byte("\nservice:")) {
			continue
		}
		complete++
		for _, f := range findings {
			seen[f.Rule]++
		}
		if testing.Verbose() {
			for _, f := range findings {
				t.Logf("%s:%d %s %s %s", file[strings.Index(file, "/mod/")+5:], f.Line, f.Severity, f.Rule, f.Message)
			}
		}
	}
	t.Logf("%d files, %d complete configurations, findings by rule:\n%s", len(files), complete, tally(seen))
}

func tally(seen map[string]int) string {
	var b strings.Builder
	for _, rule := range slices.Sorted(maps.Keys(seen)) {
		fmt.Fprintf(&b, "%6d %s\n", seen[rule], rule)
	}
	return b.String()
}

func cachedYAML(t *testing.T) []string {
	t.Helper()
	out, err := exec.Command("go", "env", "GOMODCACHE").Output()
	if err != nil {
		t.Skipf("SKIPPED: go env: %v", err)
	}
	var files []string
	cache := strings.TrimSpace(string(out))
	for _, root := range []string{"go.opentelemetry.io", "github.com/open-telemetry"} {
		_ = filepath.WalkDir(filepath.Join(cache, root), func(path string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && (strings.HasSuffix(path, ".yaml") || strings.HasSuffix(path, ".yml")) {
				files = append(files, path)
			}
			return nil
		})
	}
	return files
}
