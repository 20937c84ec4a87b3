package nearest

import (
	"strings"
	"testing"
)

func TestHint(t *testing.T) {
	for _, c := range []struct{ word, set, want string }{
		{"usr", "account user username", `, did you mean "user"?`},
		{"usre", "account user username", `, did you mean "user"?`}, // two neighbors swapped are one fault
		{"detecors", "detectors rules", `, did you mean "detectors"?`},
		{"Revoked", "id revoked", `, did you mean "revoked"?`},
		{"hunter2", "id secret revoked", ""},
		{"x", "level", ""},
		{"", "level", ""},
	} {
		if got := Hint(c.word, strings.Fields(c.set)); got != c.want {
			t.Errorf("Hint(%q, %q) = %q, want %q", c.word, c.set, got, c.want)
		}
	}
	if got := Hint("a", []string{""}); got != "" {
		t.Errorf("Hint(%q, an empty word) = %q, want none: nobody means that", "a", got)
	}
}
