package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/golden"
)

// TestGoldenCases runs the processor's own golden cases as a user would run
// his: what is expected there must come out here, and nothing may leak. Their
// configurations are the processor's part alone, and share one key.
func TestGoldenCases(t *testing.T) {
	var cases []golden.Case
	for _, signal := range []string{"", "-logs", "-metrics"} {
		found, err := golden.Find("../../testdata/golden" + signal)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, found...)
	}
	dir := t.TempDir()
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			c.Config = collectorConfig(t, dir, c)
			runner := &testRunner{flags: &testFlags{processor: &processorFlags{}}, log: t.Output(), processors: map[string]*underTest{}}
			defer runner.shutdown()
			r, err := runner.run(t.Context(), c)
			if err != nil {
				t.Fatal(err)
			}
			if !r.Passed() {
				var b strings.Builder
				r.Write(&b, false)
				t.Error(b.String())
			}
		})
	}
}

const goldenKeyring = `    keyring: {keys: [{id: k1, secret: "hex:6e1c97d0b0a4f35a8c2de1f9450b7733fa918c64de0275b1a8f46390c7d25e1b"}]}` + "\n"

// collectorConfig makes a collector's configuration of a processor's.
func collectorConfig(t *testing.T, dir string, c golden.Case) string {
	t.Helper()
	data, err := os.ReadFile(c.Config)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("processors:\n  privacy:\n")
	if !strings.Contains(string(data), "keyring:") {
		b.WriteString(goldenKeyring)
	}
	for line := range strings.Lines(string(data)) {
		if strings.TrimSpace(line) != "{}" {
			b.WriteString("    " + line)
		}
	}
	name := filepath.Join(dir, c.Name+".yaml")
	if err := os.WriteFile(name, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}
