package redact

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// TestPatternsTakenApart compares patterns that were taken apart or loosened with what gitleaks runs, on matches of theirs,
// whole and damaged.
func TestPatternsTakenApart(t *testing.T) {
	rules, err := loadGitleaks()
	if err != nil {
		t.Fatal(err)
	}
	source := rand.New(rand.NewPCG(3, 4))
	seen := map[string]bool{}
	loose := 0
	for _, rule := range rules {
		for _, lists := range []allowlists{rule.allow, *rule.global} {
			for _, a := range lists {
				for _, p := range a.patterns {
					if !seen[p] {
						seen[p] = true
						compareAllowPattern(t, source, p)
					}
				}
			}
		}
		m := rule.compile()
		if m.loose == nil {
			continue
		}
		loose++
		for range 200 {
			s := damaged(t, source, m.all.String())
			if got, want := m.find(s), m.all.FindStringSubmatchIndex(s); !slices.Equal(got, want) {
				t.Errorf("%s finds %v in %q, want %v", rule.id, got, s, want)
			}
		}
	}
	if loose == 0 {
		t.Error("no pattern was loosened")
	}
}

func compareAllowPattern(t *testing.T, source *rand.Rand, pattern string) {
	t.Helper()
	parts, whole := allowPatterns(nil, pattern), regexp.MustCompile(pattern)
	for range 200 {
		s, got := damaged(t, source, pattern), false
		for i := range parts {
			got = got || parts[i].matches(s, strings.ToLower(s))
		}
		if want := whole.FindString(s) != ""; got != want {
			t.Errorf("%s matches %q: %v, want %v", pattern, s, got, want)
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
	sampleOf(&b, tree, source)
	b.WriteString([]string{"", " x", strings.Repeat("9aZ_", 40), "\n"}[source.IntN(4)])
	s := []byte(b.String())
	if len(s) > 0 && source.IntN(2) == 0 {
		s[source.IntN(len(s))] = "aZ0 -=."[source.IntN(7)]
	}
	return string(s)
}
