package redact

import (
	"strings"
	"testing"
)

// TestInsertedBehindLongValue is about values that are longer than the part of a statement that is looked at as a whole.
func TestInsertedBehindLongValue(t *testing.T) {
	r, p := newScrubber(t, Settings{}), testPass()
	long := strings.Repeat("a", maxStatement+1)
	for _, values := range []string{
		"('" + long + "', 'hunter2x')",
		"('" + long + "', 'hunter2x'), ('bob', 'hunter2x')",
		"('" + long + "', 'hunter2x",
		"('" + long + "'",
		"('" + long,
	} {
		text := "failed: insert into users (bio, password) values " + values
		want := strings.ReplaceAll(text, "'hunter2x'", "'[redacted:password]'")
		if got := r.Scrub(p, "", text); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", text, got, want)
		}
	}
}
