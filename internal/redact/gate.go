package redact

import (
	"regexp/syntax"
	"slices"
)

// Limits of the windows in which a pattern may run.
const (
	maxBefore   = 256  // bytes that a match may begin before its literal
	maxWindow   = 1024 // bytes from the literal on; a longer secret is followed to its end afterwards
	maxLiterals = 64   // alternatives of one literal
	minLiteral  = 3    // bytes: what the scan can look for
	smallClass  = 8    // members of a class that is spelled out
	largeClass  = 22   // the same where nothing longer is to be had: hexadecimal digits in both cases
)

// A gate says where in a text a pattern can match at all: around one of its literals, in a window of bounded
// size, and only if that window holds a long enough run of one character class.
// It is compiled from the syntax tree of the pattern, so it never loses a match that fits into the window.
type gate struct {
	literals []string  // lower case; every match holds one of them. Empty: the gate found none that is long enough
	exact    bool      // the literals' case matters to the pattern
	spelled  spellings // the literals as the pattern spells them, if exact
	before   int       // bytes that a match may begin before the literal
	fixed    bool      // a match begins exactly that far before it
	after    int       // bytes that a match may reach from the start of the literal on
	short    []string  // literals of two bytes, if there is nothing longer: looked for in texts with capitals and digits
	word     bool      // the pattern begins at a word boundary
	op       operator  // what must follow the literal
	prior    prior     // what must stand right before the literal
	run      run       // what the window must hold after the literal
	near     run       // what the window must hold anywhere, if it must begin before the literal
	needs    []need    // what else the window must hold
}

// gatesOf compiles the gates of a pattern: one for each alternative at its top, or at the first place inside it that
// spells something.
func gatesOf(re *syntax.Regexp) (out []gate) {
	for re.Op == syntax.OpCapture {
		re = re.Sub[0]
	}
	if re.Op == syntax.OpAlternate {
		for _, sub := range re.Sub {
			out = append(out, gatesOf(sub)...)
		}
		return out
	}
	parts := flatten(nil, re)
	g := gateOf(parts)
	if len(g.literals) > 0 {
		return []gate{g}
	}
	for i, p := range parts[:len(parts)-1] { // the last part ends the secret, it spells none
		if p.Op != syntax.OpAlternate {
			continue
		}
		spells := false
		for _, branch := range distribute(parts, i) {
			sub := gateOf(flatten(nil, branch))
			if spells = spells || len(sub.literals) > 0; !sub.loose() || len(out) == 0 || !out[len(out)-1].loose() {
				out = append(out, sub)
			}
		}
		if spells {
			return out
		}
		out = nil
	}
	return []gate{g}
}

// loose reports whether the pattern spells nothing that the gate could start from.
func (g *gate) loose() bool { return len(g.literals)+len(g.short) == 0 }

// distribute turns a(b|c)d, with the alternatives at position i, into abd and acd.
func distribute(parts []*syntax.Regexp, i int) (out []*syntax.Regexp) {
	for _, branch := range parts[i].Sub {
		sub := append(slices.Clone(parts[:i]), branch)
		out = append(out, &syntax.Regexp{Op: syntax.OpConcat, Sub: append(sub, parts[i+1:]...)})
	}
	return out
}

// flatten lists the parts of a pattern that stand one after the other, seen through groups.
func flatten(out []*syntax.Regexp, re *syntax.Regexp) []*syntax.Regexp {
	switch re.Op {
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			out = flatten(out, sub)
		}
		return out
	case syntax.OpCapture:
		return flatten(out, re.Sub[0])
	}
	return append(out, re)
}

func gateOf(parts []*syntax.Regexp) gate {
	var g gate
	from, best := bestSet(parts, smallClass)
	if best.shortest() < minLiteral {
		from, best = bestSet(parts, largeClass)
	}
	if best.shortest() < minLiteral-1 {
		g.run = longestRun(parts)
		return g
	}
	low, high := widths(parts[:from])
	g.before, g.fixed = capped(high, maxBefore), low == high
	_, high = widths(parts[from:])
	g.after = capped(high, maxWindow)
	g.word = parts[0].Op == syntax.OpWordBoundary
	g.run = longestRun(parts[from:])
	g.exact = !best.fold
	g.near, g.prior = longestRun(parts[:from]), priorOf(parts[:from])
	g.needs = needsOf(parts, from, from+best.parts)
	if g.exact {
		g.spelled = newSpellings(best.texts)
	}
	literals := unique(lowered(best.texts))
	if best.shortest() < minLiteral {
		g.short = best.texts
		return g
	}
	g.literals = literals
	if !best.cut && from+best.parts < len(parts) {
		g.op = operatorOf(parts[from+best.parts:])
	}
	return g
}

// bestSet is the part from which on the pattern spells the longest text.
func bestSet(parts []*syntax.Regexp, largest int) (from int, best literalSet) {
	for i := range parts {
		if set := setFrom(parts[i:], largest); set.worth() > best.worth() {
			from, best = i, set
		}
	}
	return from, best
}

func capped(n, limit int) int {
	if n < 0 || n > limit {
		return limit
	}
	return n
}

// settle gives a gate whose pattern spells nothing long enough the rule's keywords to start from: a match may then
// stand before or after the keyword.
func (g *gate) settle(keywords []string) {
	if !g.loose() {
		return
	}
	g.before, g.after, g.fixed, g.word, g.near, g.run = maxBefore, maxWindow, false, false, g.run, run{}
	for _, k := range keywords {
		if len(k) >= minLiteral {
			g.literals = append(g.literals, k)
		} else {
			g.short = append(g.short, k)
		}
	}
}
