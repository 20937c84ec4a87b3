package patterntest

import (
	"math/rand/v2"
	"regexp"
	"testing"
)

// recorder is a test that notes its errors instead of failing.
type recorder struct {
	testing.TB
	errors int
}

func (r *recorder) Errorf(string, ...any) { r.errors++ }

// TestCompare: what finds the same is equal on texts of which some match, and what does not is found out.
func TestCompare(t *testing.T) {
	for _, pattern := range []string{
		`(?i)\bkey[a-z0-9_]{4,8}(?:=|:)(x+)?`, `a*b+c{2,}[^\x00-\x7f]?`, `^(?:one|two).$`, `[\x80-\x{10ffff}]+`, `(a{3}|b)?z`,
	} {
		source := rand.New(rand.NewPCG(1, 2))
		re := regexp.MustCompile(pattern)
		if Compare(t, pattern, source, re.FindStringSubmatchIndex) == 0 {
			t.Errorf("%s: no text matches", pattern)
		}
		r := &recorder{TB: t}
		if Compare(r, pattern, source, func(string) []int { return nil }); r.errors == 0 {
			t.Errorf("%s: a search that finds nothing is not found out", pattern)
		}
	}
}
