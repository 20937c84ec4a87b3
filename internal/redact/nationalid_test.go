package redact

import "testing"

func TestNationalIDs(t *testing.T) {
	r := newScrubber(t, Settings{Level: Strict})
	for _, c := range []struct{ key, text, want string }{
		{"", "ssn 123-45-6789, bsn 111222333", "ssn [redacted:national_id], bsn [redacted:national_id]"},
		{"customer.bsn", "111222333", "[redacted:national_id]"},
		{"customer.bsn", "111222334", "111222334"},
	} {
		if got := r.Scrub(new(Pass), c.key, c.text); got != c.want {
			t.Errorf("Scrub(%q, %q) = %q, want %q", c.key, c.text, got, c.want)
		}
	}
}

func TestNationalIDsNeedStrict(t *testing.T) {
	r := newScrubber(t, Settings{})
	const text = "ssn 123-45-6789 from 192.168.1.10"
	if got := r.Scrub(new(Pass), "", text); got != text {
		t.Errorf("Scrub(%q) = %q, want no change", text, got)
	}
}
