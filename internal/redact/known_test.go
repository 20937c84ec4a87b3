package redact

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

func TestKnown(t *testing.T) {
	const with = "user_k1_lhfin5bga4by6bin2xpgu7mzp4"
	for _, c := range []struct {
		raw, text, want string
	}{
		{"alice", "user alice failed", "user " + with + " failed"},
		{"alice", "malice alices alice_table Alice", "malice alices alice_table Alice"},
		{"u-4711", "cart_u-4711,u-47110", "cart_" + with + ",u-47110"},
		{"100234", "id=100234 1002345", "id=" + with + " 1002345"},
		{"9f1d7c42-55b0-4f7e-9c2a-7a1b0e6d4f11", "no 9F1D7C42-55B0-4F7E-9C2A-7A1B0E6D4F11", "no " + with},
		{"Bob.Smith", "bob.smith", "bob.smith"},
		{"42", "42 attempts", "42 attempts"},
		{"12345", "code 12345", "code 12345"},
		{"GET", "GET /", "GET /"},
		{"  alice  ", "alice", with},
		{"Zoë", "Zoë was here", with + " was here"},
		{"bob@example.com", "to bob@example.com!", "to " + with + "!"},
		{"bob@example.com", "to rob@example.com", "to [redacted:email]"},
		{strings.Repeat("x", maxKnown+1), strings.Repeat("x", maxKnown+1), strings.Repeat("x", maxKnown+1)},
	} {
		r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
		p := &Pass{Known: new(Known), Replace: func(f Finding, _ string) string {
			if f.Domain == "user" {
				return with
			}
			return Placeholder(f.Detector)
		}}
		p.Known.Add(c.raw, "user")
		if got := r.Scrub(p, "", c.text); got != c.want {
			t.Errorf("%q known: Scrub(%q) = %q, want %q", c.raw, c.text, got, c.want)
		}
	}
}

// TestKnownReset shows that nothing of one trace is found in the next, and that a Known follows the Scrubber it is used with.
func TestKnownReset(t *testing.T) {
	first, second := newScrubber(t, Settings{}), newScrubber(t, Settings{Off: []string{"email"}})
	p := &Pass{Known: new(Known), Replace: func(f Finding, _ string) string {
		if f.Domain != "" {
			return "[" + f.Domain + "]"
		}
		return Placeholder(f.Detector)
	}}
	for round := range 3 {
		for n := range 200 {
			p.Known.Add(fmt.Sprintf("id-%d-%d", round, n), strconv.Itoa(n))
			p.Known.Add(fmt.Sprintf("id-%d-%d", round, n), strconv.Itoa(n))
		}
		if p.Known.Len() != 200 {
			t.Fatalf("Len() = %d, want 200", p.Known.Len())
		}
		text := fmt.Sprintf("id-%d-7 id-%d-7 a@example.com", round, round+1)
		if got, want := first.Scrub(p, "", text), fmt.Sprintf("[7] id-%d-7 [redacted:email]", round+1); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", text, got, want)
		}
		if got, want := second.Scrub(p, "", text), fmt.Sprintf("[7] id-%d-7 a@example.com", round+1); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", text, got, want)
		}
		p.Known.Reset()
		if got, want := first.Scrub(p, "", text), strings.Replace(text, "a@example.com", "[redacted:email]", 1); got != want {
			t.Errorf("after Reset: Scrub(%q) = %q, want %q", text, got, want)
		}
	}
}
