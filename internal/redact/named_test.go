package redact

import (
	"strings"
	"testing"
	"time"
)

// TestNamedIsLinear holds names of identifiers without end to a bounded time per byte.
func TestNamedIsLinear(t *testing.T) {
	if raceDetector {
		t.Skip("times are not those of the race detector")
	}
	r, p := newScrubber(t, Settings{}), testPass()
	const size = 1 << 19
	for _, part := range []string{"user_id=", "user_id=user_id:", "user_id='", `user_id="x`, "user_id", "user_id=1", "'user_id':"} {
		text := strings.Repeat(part, size/len(part))
		start := time.Now()
		r.Scrub(p, "", text)
		const generous = 1000 // nanoseconds per byte, on a busy machine
		if spent := time.Since(start); spent > generous*size {
			t.Errorf("%q again and again takes %d ns a byte", part, spent.Nanoseconds()/size)
		} else {
			t.Logf("%q: %d ns a byte", part, spent.Nanoseconds()/size)
		}
	}
}

// TestNamedGroupMember keeps the clients of consumer groups apart from members that are people.
func TestNamedGroupMember(t *testing.T) {
	r := newScrubber(t, Settings{})
	p := &Pass{Member: func(path, _ string) (string, bool) { return "hashed", path == "memberId" }}
	for in, want := range map[string]string{
		"Generation{memberId='consumer-app-1-8c2c1e0f-7d2a-4a1f-9a54-0a6b1b8b6f5e'}": "Generation{memberId='consumer-app-1-8c2c1e0f-7d2a-4a1f-9a54-0a6b1b8b6f5e'}",
		"Card{memberId='8c2c1e0f-7d2a-4a1f-9a54-0a6b1b8b6f5e'}":                      "Card{memberId='hashed'}",
		"Card{memberId='M-1204412'}":                                                 "Card{memberId='hashed'}",
	} {
		if got := r.Scrub(p, "", in); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNamedOwners(t *testing.T) {
	r := newScrubber(t, Settings{})
	p := &Pass{Member: func(_, _ string) (string, bool) { return "hashed", true }}
	for in, want := range map[string]string{
		"accountNumber: 881204412":                   "accountNumber: hashed",
		`"patient_id":"p-204412"`:                    `"patient_id":"hashed"`,
		"account_numbers=120441":                     "account_numbers=120441",
		"number of users: 120441; account number 12": "number of users: 120441; account number 12",
	} {
		if got := r.Scrub(p, "", in); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
		}
	}
}
