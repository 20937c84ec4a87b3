package redact

import (
	"math"
	"math/bits"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// kinds counts the bytes of a word by their kind, and how often the kind changes from one to the next.
type kinds struct{ digits, lower, upper, others, changes int }

func kindsOf(s string) (k kinds) {
	last := &k.others // what stands before s is a mark
	for i := range len(s) {
		kind := &k.others
		switch c := s[i]; {
		case isDigit(c):
			kind = &k.digits
		case 'a' <= c && c <= 'z':
			kind = &k.lower
		case 'A' <= c && c <= 'Z':
			kind = &k.upper
		}
		*kind++
		if kind != last {
			k.changes++
			last = kind
		}
	}
	return k
}

// shortestRandom is the length from which a text can have the look of a random token.
const shortestRandom = 10

// randomLooking reports whether s has the look of a random token: long enough, of mixed kinds of characters, and of
// high entropy for its length. Words, paths, numbers and dates have not.
func randomLooking(s string) bool {
	if len(s) < shortestRandom {
		return false
	}
	k := kindsOf(s)
	letters := k.lower + k.upper
	switch {
	case k.digits >= 4 && letters >= 4 && k.others == 0 && len(s) >= 14:
		return true
	case k.digits >= 2 && letters >= 2:
		// A word with a number behind it changes its kind twice; a token does all the time.
		return k.changes >= 4 && shannonEntropy(s) >= 2.5
	case k.lower >= 3 && k.upper >= 3 && len(s) >= 16:
		return k.changes*5 >= len(s)*2 && shannonEntropy(s) >= 3.2 // camelCase changes about every six letters
	}
	return false
}

// mixedToken reports whether s holds capitals, small letters and digits, as most generated secrets do and few names.
func mixedToken(s string) bool {
	const shortest = 20
	if len(s) < shortest {
		return false
	}
	k := kindsOf(s)
	return min(k.upper, k.lower, k.digits) >= 2 && randomLooking(s)
}

// jumbledToken reports whether s changes between capitals, small letters and digits as only random text does.
func jumbledToken(s string) bool {
	return randomLooking(s) && strings.ContainsFunc(s, isCapital) && strings.ContainsFunc(s, isSmall)
}

// jumbled reports whether capitals follow small letters time and again, as in no word and few names.
func jumbled(s string) bool {
	n := 0
	for i := 1; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z' {
			n++
		}
	}
	return n >= 2
}

// shannonEntropy is the entropy of the bytes of s, in bits a byte: the measure of the gitleaks rules.
func shannonEntropy(s string) float64 {
	var count [256]uint32
	var held byteset.Set // the bytes of s
	for i := range len(s) {
		count[s[i]]++
		held.Add(s[i])
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
