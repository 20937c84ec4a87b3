package backtrack

import (
	"math/rand/v2"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact/gitleaks"
	"github.com/otel-privacy/privacyprocessor/internal/redact/patterntest"
)

// TestFind compares Find with package regexp for the patterns that are run most, and their allowlists'. All of them have
// steps of their own.
func TestFind(t *testing.T) {
	rules, global, err := gitleaks.Load()
	if err != nil {
		t.Fatal(err)
	}
	var patterns []string
	for _, l := range global {
		patterns = append(patterns, l.Patterns...)
	}
	for _, r := range rules {
		patterns = append(patterns, r.Pattern)
		for _, l := range r.Allow {
			patterns = append(patterns, l.Patterns...)
		}
	}
	q, source, matched := new(Scratch), rand.New(rand.NewPCG(3, 4)), 0
	for _, p := range patterns {
		r := MustCompile(p)
		if r.other != nil {
			t.Errorf("%s: no steps", p)
		}
		matched += patterntest.Compare(t, p, source, func(text string) []int { return r.Find(q, text) })
	}
	if matched == 0 {
		t.Error("nothing was matched")
	}
}

// TestFindOddPatterns is about what those patterns have seldom or never.
func TestFindOddPatterns(t *testing.T) {
	q, source := new(Scratch), rand.New(rand.NewPCG(5, 6))
	for _, c := range []struct {
		pattern string
		steps   bool // it has steps, package regexp need not run it
	}{
		{``, true},
		{`a|`, true},
		{`|a`, true},
		{`(a)|(b)|(ab)`, true},
		{`a??b?`, true},
		{`(a{0,3}?)(a{2,4})`, true},
		{`([a-z]+?)([0-9]*)\b`, true},
		{`(?:(a)|b)+`, true},
		{`(?:ab?){2,5}?`, true},
		{`(?i)k(ey)?s`, true},
		{`(?s).{3}`, true},
		{`.{3}é*`, true},
		{`^a`, true},
		{`(?m)^key$`, true},
		{`\B-\B`, true},
		{`(?:a*)*`, false},
		{`(?:a|b?)+`, false},
		{`(?:\b)*a`, false},
		{`(?:[a-z]{1,10}-){1,100}`, true},
		{`(?:(?:[a-z][0-9]){1,100}-){1,10}`, true},
		{`(?:(?:[a-z][0-9][a-z][0-9][a-z]){100}_){1,10}`, false}, // too many steps
	} {
		r := MustCompile(c.pattern)
		if got := r.other == nil; got != c.steps {
			t.Errorf("%s has steps: %v, want %v", c.pattern, got, c.steps)
		}
		patterntest.Compare(t, c.pattern, source, func(text string) []int { return r.Find(q, text) })
	}
}
