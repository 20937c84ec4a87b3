package redact

import (
	"strings"
	"testing"
)

// TestInsertedRows is about a statement that inserts many.
func TestInsertedRows(t *testing.T) {
	const rows = 200
	r, p := newScrubber(t, Settings{}), testPass()
	for name, row := range map[string]string{"short": "('bob', 'hunter2x'),", "long": "('" + strings.Repeat("lorem ", 20) + "', 'hunter2x'),\n"} {
		text := "insert into users (name, password) values " + strings.Repeat(row, rows)
		want := strings.ReplaceAll(text, "hunter2x", "[redacted:password]")
		if got := r.Scrub(p, "", text); got != want {
			t.Errorf("%s rows: Scrub = %q, want %q", name, got, want)
		}
	}
}

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
