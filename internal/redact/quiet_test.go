package redact

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// TestQuiet takes every line of the test data apart, and each part that is quiet apart again: nothing may be found in
// what is left, whatever the key.
func TestQuiet(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	lines := strings.Split(sample, "\n")
	for _, f := range files {
		archive, err := txtar.ParseFile(f)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range archive.Files {
			lines = append(lines, strings.Split(string(file.Data), "\n")...)
		}
	}
	for _, settings := range []Settings{{}, {Level: Strict}} {
		r := newScrubber(t, settings)
		quiet := 0
		for _, line := range lines {
			for _, part := range strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" &=?,;/\"'", c) }) {
				for _, key := range []string{"", "url.full", "api_key", "datadog.token"} {
					p := testPass()
					if len(part) >= minSensitive && r.quiet(p, key, part) {
						quiet++
						staysQuiet(t, r, key, part)
					}
				}
			}
		}
		if quiet < 1000 {
			t.Errorf("level %d: only %d parts are quiet", settings.Level, quiet)
		}
	}
}

// staysQuiet scans text, and its halves, in full.
func staysQuiet(t *testing.T, r *Scrubber, key, text string) {
	t.Helper()
	for _, part := range []string{text, text[:len(text)/2], text[len(text)/2:]} {
		p := testPass()
		p.effort = fullEffort
		w := p.begin(r, key, part)
		if got := w.finish(w.scan()); got != part {
			t.Errorf("%q is quiet beside %q, and its part %q becomes %q", text, key, part, got)
		}
	}
}
