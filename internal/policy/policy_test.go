package policy

import "testing"

func newPolicy(t *testing.T, s Settings) *Policy {
	t.Helper()
	p, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// want is a decision in one word: the action, and the domain of a hash.
func want(d *Decision) string {
	if d.Domain != nil {
		return d.Action.String() + " " + d.Domain.Name
	}
	return d.Action.String()
}
