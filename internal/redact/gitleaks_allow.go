package redact

import (
	"math"
	"math/bits"
	"strings"
	"sync"
)

// An allowlist names matches of a rule that are no secrets. Its patterns compile when the first match asks.
type allowlist struct {
	target    string // what the patterns look at: "" the secret, "match", "line"
	all       bool   // every check must hold, not one of them
	patterns  []string
	stopWords []string
	compile   func() *allowTexts
}

type allowlists []*allowlist

// add appends the parts of an allowlist that a text can meet. One that must also hold for a path never does.
func (l *allowlists) add(condition, target string, patterns, stopWords []string, paths bool) {
	all := false
	switch strings.ToUpper(condition) {
	case "AND", "&&":
		all = true
	}
	if all && paths || len(patterns)+len(stopWords) == 0 {
		return
	}
	a := &allowlist{target: target, all: all, patterns: patterns, stopWords: lowered(stopWords)}
	a.compile = sync.OnceValue(func() *allowTexts { return newAllowTexts(a.patterns, a.stopWords) })
	*l = append(*l, a)
}

// allowed reports whether one of the lists names this match as harmless.
func (l allowlists) allowed(q *search, secret, match, line string) bool {
	for _, a := range l {
		if a.names(q, secret, match, line) {
			return true
		}
	}
	return false
}

func (a *allowlist) names(q *search, secret, match, line string) bool {
	target := secret
	switch a.target {
	case "match":
		target = match
	case "line":
		target = line
	}
	texts := a.compile()
	byPattern := texts.match(q, target)
	if !a.all {
		return byPattern || texts.standsIn(secret)
	}
	return (byPattern || len(a.patterns) == 0) && (len(a.stopWords) == 0 || texts.standsIn(secret))
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
