package redact

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// partsOfTestdata are the parts of every line of the test data.
func partsOfTestdata(t *testing.T) (parts []string) {
	t.Helper()
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
	for _, line := range lines {
		parts = append(parts, strings.FieldsFunc(line, func(c rune) bool { return strings.ContainsRune(" &=?,;/\"'", c) })...)
	}
	return parts
}

// TestQuiet takes each part of the test data that is quiet apart again: nothing may be found in what is left, whatever the
// key.
func TestQuiet(t *testing.T) {
	for _, settings := range []Settings{{}, {Level: Strict}} {
		r := newScrubber(t, settings)
		quiet := 0
		for _, part := range partsOfTestdata(t) {
			for _, key := range []string{"", "url.full", "api_key", "datadog.token"} {
				p := testPass()
				if len(part) >= minSensitive && r.quiet(p, key, part) {
					quiet++
					staysQuiet(t, r, key, part)
				}
			}
		}
		if quiet < 1000 {
			t.Errorf("level %d: only %d parts are quiet", settings.Level, quiet)
		}
	}
}

// TestCalm makes URLs of the parts of the test data. One that holds an identifier that is known is taken apart; the same
// one without it, which may be calm, must become the same.
func TestCalm(t *testing.T) {
	parts := partsOfTestdata(t)
	const known, plain, become = "cust77-x", "harmless", "KNOWN"
	for _, settings := range []Settings{{}, {Level: Strict}} {
		r := newScrubber(t, settings)
		calm := 0 // of level Strict none may be, as phone numbers and addresses can be anywhere
		for i, part := range parts {
			next, last := parts[(i+1)%len(parts)], parts[(i*7)%len(parts)]
			for _, text := range []string{
				"https://shop.example/HERE/" + part + "?page=2&" + next + "=" + last + "#top",
				"/HERE/" + last + "?" + part + "=" + next + "&sort=1234&order=5678",
				"/HERE?" + part + "&" + next + "=ABC&api_key=" + last + "&q=" + part,
			} {
				p := testPass()
				p.Known = new(Known)
				p.Known.Add(known, "customer")
				p.Replace = func(f Finding, text string) string {
					if text == known {
						return become
					}
					return Placeholder(f.Detector)
				}
				want := strings.Replace(r.URL(p, "url.full", strings.Replace(text, "HERE", known, 1)), become, plain, 1)
				text = strings.Replace(text, "HERE", plain, 1)
				if got := r.URL(p, "url.full", text); got != want {
					t.Errorf("%q becomes %q, and %q if it is taken apart", text, got, want)
				}
				path, _, _ := strings.Cut(text, "?")
				if _, ok := r.calm(p, "url.full", text, len(path)); ok {
					calm++
				}
			}
		}
		if settings.Level == Default && calm < 500 {
			t.Errorf("level %d: only %d of %d URLs are calm", settings.Level, calm, 3*len(parts))
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

// TestCalmNames: also in a URL in which nothing can be found, the names of its query tell of their values.
func TestCalmNames(t *testing.T) {
	r := newScrubber(t, Settings{})
	const value = "aA5Yuvrxzpv8Tau1cYQ7"
	for _, name := range []string{"sig", "sign", "ticket", "x_signature"} {
		text := "https://shop.example/a?page=2&" + name + "=" + value
		if got := r.URL(testPass(), "url.full", text); strings.Contains(got, value) {
			t.Errorf("%s stays: %s", name, got)
		}
	}
}
