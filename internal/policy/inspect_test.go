package policy

import (
	"slices"
	"testing"
)

func TestInspect(t *testing.T) {
	p, err := New(Settings{Level: Strict})
	if err != nil {
		t.Fatal(err)
	}
	if keys := Keys(); !slices.Contains(keys, "user.id") || !slices.Contains(keys, "http.request.header.**") || !slices.IsSorted(keys) {
		t.Errorf("Keys() = %q", keys)
	}
	lax, err := New(Settings{Detectors: map[string]Mode{"email": ModeOff}})
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Detectors(); !slices.Contains(got, "phone") || !slices.Contains(got, "email") {
		t.Errorf("at strict these detectors run: %q", got)
	}
	if got := lax.Detectors(); slices.Contains(got, "phone") || slices.Contains(got, "email") {
		t.Errorf("at default, without email, these detectors run: %q", got)
	}
	found, clean := p.Findings("shop.note", "call bob@example.com")
	if len(found) != 1 || found[0].Detector != "email" || clean != "call [redacted:email]" {
		t.Errorf("Findings = %+v, %q, want one email", found, clean)
	}
	if got := p.Decide("db.password").Placeholder(); got != "[redacted:secret]" {
		t.Errorf("placeholder of a password attribute is %q", got)
	}
	if got := p.Decide("user.id").Placeholder(); got != "" {
		t.Errorf("placeholder of a hashed attribute is %q", got)
	}
	if got := p.Decide("net.peer.ip").Condition(); got != "spans of kind server and consumer" {
		t.Errorf("condition of net.peer.ip is %q", got)
	}
}

// TestDetectorNames: a detector that the configuration cannot name cannot be
// switched off, and a name without a detector does nothing.
func TestDetectorNames(t *testing.T) {
	p, err := New(Settings{Level: Stricter})
	if err != nil {
		t.Fatal(err)
	}
	// What finds typed identifiers is part of the domains.
	unnamed := BuiltinDomains()
	for _, name := range p.Detectors() {
		if !slices.Contains(Detectors(), name) && !slices.Contains(unnamed, name) {
			t.Errorf("the detector %s runs and is not among Detectors()", name)
		}
	}
}
