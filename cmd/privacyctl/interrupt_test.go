package main

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestScrubInterrupted: an interrupt in the middle of a file leaves what was
// there before, and nothing beside it.
func TestScrubInterrupted(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("SKIPPED: a process cannot be interrupted here")
	}
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	config := write("collector.yaml", "processors:\n  privacy:\n"+goldenKeyring)
	output := write("out.jsonl", "as it was")

	bin := filepath.Join(t.TempDir(), "privacyctl")
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, bin); err != nil {
		t.Skipf("SKIPPED: no symbolic links here: %v", err)
	}
	c := exec.CommandContext(t.Context(), bin, "scrub", "--config", config, "--output", output)
	var stderr strings.Builder
	c.Stderr = &stderr
	stdin, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	// More than fits into the pipe and the buffers: when it was taken, the
	// program is at work.
	line := `{"resourceSpans":[{"resource":{},"schemaUrl":"` + strings.Repeat("x", 1000) + `"}]}` + "\n"
	if _, err := io.WriteString(stdin, strings.Repeat(line, 2000)); err != nil {
		t.Fatal(err)
	}
	if err := c.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	for { // until the program no longer reads
		if _, err := io.WriteString(stdin, line); err != nil {
			break
		}
	}
	var exit *exec.ExitError
	if err := c.Wait(); !errors.As(err, &exit) || exit.ExitCode() != exitFailed || !strings.Contains(stderr.String(), "privacyctl: interrupted") {
		t.Errorf("ended with %v: %s", err, stderr.String())
	}
	if got, _ := os.ReadFile(output); string(got) != "as it was" {
		t.Errorf("the output holds %d bytes", len(got))
	}
	if left, _ := filepath.Glob(filepath.Join(dir, ".*partial")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}
