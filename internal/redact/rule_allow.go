package redact

import (
	"math"
	"math/bits"
	"regexp/syntax"
	"slices"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
	"github.com/otel-privacy/privacyprocessor/internal/redact/gitleaks"
)

// An allowlist names matches of a rule that are no secrets. Its patterns compile when the first match asks.
type allowlist struct {
	gitleaks.Allowlist
	compile func() *allowTexts
}

type allowlists []*allowlist

func newAllowlists(lists []gitleaks.Allowlist) (out allowlists) {
	for _, l := range lists {
		out = append(out, &allowlist{l, sync.OnceValue(func() *allowTexts { return newAllowTexts(l.Patterns, lowered(l.StopWords)) })})
	}
	return out
}

// parse returns why a pattern of the lists would not compile.
func (l allowlists) parse() error {
	for _, a := range l {
		for _, p := range a.Patterns {
			if _, err := syntax.Parse(p, syntax.Perl); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAt reports whether the patterns of one of the lists look at this target.
func (l allowlists) lookAt(target string) bool {
	return slices.ContainsFunc(l, func(a *allowlist) bool { return a.Target == target })
}

// allowed reports whether one of the lists names this match as harmless.
func (l allowlists) allowed(q *backtrack.Scratch, secret, match, line string) bool {
	for _, a := range l {
		if a.names(q, secret, match, line) {
			return true
		}
	}
	return false
}

func (a *allowlist) names(q *backtrack.Scratch, secret, match, line string) bool {
	target := secret
	switch a.Target {
	case "match":
		target = match
	case "line":
		target = line
	}
	texts := a.compile()
	byPattern := texts.match(q, target)
	if !a.All {
		return byPattern || texts.standsIn(secret)
	}
	return (byPattern || len(a.Patterns) == 0) && (len(a.StopWords) == 0 || texts.standsIn(secret))
}

// shannonEntropy is the entropy of the bytes of s, in bits a byte: the measure of the gitleaks rules.
func shannonEntropy(s string) float64 {
	var count [256]uint32
	var held [4]uint64 // bytes that s holds
	for i := range len(s) {
		count[s[i]]++
		held[s[i]>>6] |= 1 << (s[i] & 63)
	}
	var terms [8]float64 // of bytes that s holds so often: most hold each only once or twice
	entropy, n := 0.0, float64(len(s))
	for i, set := range held {
		for ; set != 0; set &= set - 1 {
			c := count[i<<6+bits.TrailingZeros64(set)]
			if c < uint32(len(terms)) && terms[c] != 0 {
				entropy -= terms[c]
				continue
			}
			p := float64(c) / n
			term := p * math.Log2(p)
			if c < uint32(len(terms)) {
				terms[c] = term
			}
			entropy -= term
		}
	}
	return entropy
}
