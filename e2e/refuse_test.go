package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestRefuses runs the distribution with every wrong configuration that the
// processor's tests know. It must not start, and must print the message that
// stands in the file's first lines.
func TestRefuses(t *testing.T) {
	files, err := filepath.Glob("../testdata/config/*.bad.yaml")
	if err != nil {
		t.Fatal(err)
	}
	const least = 25
	if len(files) < least {
		t.Errorf("found %d wrong configurations, want at least %d", len(files), least)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			config, want := framed(t, file)
			cmd := exec.CommandContext(testContext(t), binary, "--config", "yaml:"+config)
			cmd.Env = append(os.Environ(), environment(t)...)
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Fatal("the distribution ran")
			}
			if !strings.Contains(string(out), "Error: "+want) {
				t.Errorf("it says\n%s\nwant in it\n%s", out, want)
			}
			if strings.Contains(string(out), strings.TrimPrefix(testKey(0), "hex:")) {
				t.Error("it prints a key")
			}
		})
	}
}

// framed puts a file of processor options into a pipeline. The comment that
// opens the file is the message that is expected.
func framed(t *testing.T, file string) (config, message string) {
	t.Helper()
	var b strings.Builder
	b.WriteString(frame + "processors:\n  privacy:\n")
	var comment []string
	head := true
	for line := range strings.Lines(string(readFile(t, file))) {
		if head = head && strings.HasPrefix(line, "#"); head {
			comment = append(comment, strings.TrimPrefix(strings.TrimPrefix(strings.TrimSpace(line), "#"), " "))
			continue
		}
		b.WriteString("    " + line)
	}
	return b.String(), strings.Join(comment, "\n")
}
