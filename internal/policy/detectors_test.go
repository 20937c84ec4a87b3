package policy

import (
	"slices"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// TestDetectors holds the names that a configuration may set to the detectors
// that there are.
func TestDetectors(t *testing.T) {
	all, err := redact.New(redact.Settings{Level: redact.Strict})
	if err != nil {
		t.Fatal(err)
	}
	// Not configured are what sees through an encoding, and identifiers that are known by their form.
	internal := append(BuiltinDomains(), "quoted_printable")
	for _, name := range all.Detectors() {
		if !slices.Contains(Detectors(), name) && !slices.Contains(internal, name) {
			t.Errorf("detector %q cannot be configured", name)
		}
	}
	for _, name := range Detectors() {
		if !slices.Contains(all.Detectors(), name) {
			t.Errorf("detector %q does not exist", name)
		}
	}
}

// TestDetectorsByMode switches detectors on and off whatever the level.
func TestDetectorsByMode(t *testing.T) {
	p := newPolicy(t, Settings{Detectors: map[string]Mode{"ip": ModeMask, "card": ModeOff}})
	got := p.scrubber.Detectors()
	if !slices.Contains(got, "ip") || slices.Contains(got, "card") || slices.Contains(got, "phone") {
		t.Errorf("detectors that run: %q", got)
	}
}
