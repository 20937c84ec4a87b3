package redact

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
	"github.com/otel-privacy/privacyprocessor/internal/redact/patterntest"
)

// TestRulesBacktrack compares the patterns of the rules as they run with package regexp.
func TestRulesBacktrack(t *testing.T) {
	rules, err := gitleaksRules()
	if err != nil {
		t.Fatal(err)
	}
	own, err := shapeRules()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := rulesOf(keyBodies)
	if err != nil {
		t.Fatal(err)
	}
	q, source, matched := new(backtrack.Scratch), rand.New(rand.NewPCG(3, 4)), 0
	for _, r := range slices.Concat(rules, own, keys) {
		matched += patterntest.Compare(t, r.pattern, source, func(text string) []int { return r.compile().Find(q, text) })
	}
	if matched == 0 {
		t.Error("nothing was matched")
	}
}
