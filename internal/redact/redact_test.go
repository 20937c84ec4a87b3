package redact

import "testing"

func newScrubber(t testing.TB, s Settings) *Scrubber {
	t.Helper()
	r, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestScrubEmail(t *testing.T) {
	r := newScrubber(t, Settings{})
	const in, want = "user bob@example.com logged in", "user [redacted:email] logged in"
	if got := r.Scrub(new(Pass), "", in); got != want {
		t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
	}
}
