package redact

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
	"github.com/otel-privacy/privacyprocessor/internal/redact/patterntest"
)

// TestAllowTexts compares the patterns of the allowlists, taken apart, with what gitleaks runs, on matches of theirs, whole and
// damaged.
func TestAllowTexts(t *testing.T) {
	rules, err := gitleaksRules()
	if err != nil {
		t.Fatal(err)
	}
	source := rand.New(rand.NewPCG(3, 4))
	for _, rule := range rules {
		for _, a := range rule.allow {
			compareAllowTexts(t, source, a)
		}
	}
	for _, a := range rules[0].global {
		compareAllowTexts(t, source, a)
	}
}

func compareAllowTexts(t *testing.T, source *rand.Rand, a *allowlist) {
	t.Helper()
	const texts, words = 200, 40
	q, all := new(backtrack.Scratch), newAllowTexts(a.Patterns, lowered(a.StopWords))
	for _, pattern := range a.Patterns {
		whole, one := regexp.MustCompile(pattern), newAllowTexts([]string{pattern}, nil)
		for range texts {
			s := damaged(t, source, pattern)
			want := whole.FindString(s) != ""
			if got := one.match(q, s); got != want {
				t.Errorf("%s matches %q: %v, want %v", pattern, s, got, want)
			}
			if want && !all.match(q, s) {
				t.Errorf("the patterns of %s do not match %q", pattern, s)
			}
		}
	}
	for range words {
		s := damaged(t, source, "[a-z]{2}[a-zA-Z0-9_]{4,40}")
		want := slices.ContainsFunc(a.StopWords, func(word string) bool { return strings.Contains(strings.ToLower(s), strings.ToLower(word)) })
		if got := all.standsIn(s); got != want {
			t.Errorf("a word stands in %q: %v, want %v", s, got, want)
		}
	}
	for _, word := range a.StopWords {
		if !all.standsIn("x" + strings.ToUpper(word) + "9") {
			t.Errorf("%q is not found", word)
		}
	}
}

// damaged is a match of the pattern between others, half of the time with a byte changed.
func damaged(t *testing.T, source *rand.Rand, pattern string) string {
	t.Helper()
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for range source.IntN(3) {
		b.WriteString([]string{" ", "key=", "x", "token ", strings.Repeat("Ab1-", 50)}[source.IntN(5)])
	}
	patterntest.Sample(&b, tree, source)
	b.WriteString([]string{"", " x", strings.Repeat("9aZ_", 40), "\n"}[source.IntN(4)])
	s := []byte(b.String())
	if len(s) > 0 && source.IntN(2) == 0 {
		s[source.IntN(len(s))] = "aZ0 -=."[source.IntN(7)]
	}
	return string(s)
}
