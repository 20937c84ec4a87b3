package e2e

import (
	"bytes"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// TestScrub: what privacyctl scrub makes of a file is byte for byte what the
// collector writes that gets the same records.
func TestScrub(t *testing.T) {
	want := readFile(t, sanitize(t, "http", readTraces(t, shop)))

	output := filepath.Join(t.TempDir(), "scrubbed.jsonl.gz")
	c := exec.CommandContext(testContext(t), privacyctl, "scrub", "--config", minimal, "--input", shop, "--output", output)
	c.Env = append(os.Environ(), "PRIVACY_KEY_K1="+testKey(0))
	if log, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	f, err := otlp.Open(output)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	got, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("scrub wrote %d bytes, the collector %d, and they differ", len(got), len(want))
	}
}
