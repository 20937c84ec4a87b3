package policy

import (
	"strings"
	"testing"
	"time"
)

// TestMembersAreJudgedAlike: the first time that a member's name comes, less is
// asked than the second time, and the decision is the same.
func TestMembersAreJudgedAlike(t *testing.T) {
	for _, settings := range []Settings{{}, {Level: Stricter}, {
		Rules:       []Rule{{Attributes: []string{"app.**"}, Action: Mask}, {Attributes: []string{"x"}, Action: Keep, Until: time.Now().Add(time.Hour)}},
		Identifiers: []Identifiers{{Domain: "user", Attributes: []string{"shop.*.buyer"}}},
	}} {
		d := newDesk(t, settings)
		named := 0
		for _, keys := range keysByDecision {
			for _, key := range append(strings.Fields(keys), "x", "shop.a.buyer", "app.secret.a", "metadata.uid", "pod.uid", "a.b.c", "") {
				for _, path := range []string{key, "order." + key, "order.0." + key, "app." + key, strings.ToUpper(key)} {
					first := *d.memberDecision(path)
					second := *d.memberDecision(path)
					if first.Action != second.Action || first.Domain != second.Domain || first.when != second.when || first.learns != second.learns || (first.after == nil) != (second.after == nil) {
						t.Fatalf("level %v: %q is judged as %v, and then as %v", settings.Level, path, first.Action, second.Action)
					}
					if second.Action != Scan {
						named++
					}
				}
			}
		}
		if named == 0 {
			t.Error("nothing is named")
		}
	}
}
