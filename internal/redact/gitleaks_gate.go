package redact

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
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
	literals []string // lower case; every match holds one of them. Empty: the gate found none that is long enough
	exact    bool     // the literals' case matters to the pattern
	spelled  []string // the literals as the pattern spells them, if exact
	before   int      // bytes that a match may begin before the literal
	fixed    bool     // a match begins exactly that far before it
	after    int      // bytes that a match may reach from the start of the literal on
	short    []string // literals of two bytes, if there is nothing longer: looked for in texts with capitals and digits
	word     bool     // the pattern begins at a word boundary
	op       operator // what must follow the literal
	run      run      // what the window must hold after the literal
}

// A run is a class of ASCII bytes and how many of them must stand in a row.
type run struct {
	class [4]uint64
	min   int
}

func (r *run) has(c byte) bool { return r.class[c>>6]&(1<<(c&63)) != 0 }

// an operator is what stands between a name and its value: bytes that may be skipped, then one that must come.
type operator struct {
	skip, then [4]uint64
	most       int // bytes to skip
}

func inClass(class *[4]uint64, c byte) bool { return class[c>>6]&(1<<(c&63)) != 0 }

// at reports whether the operator may follow at s; s begins after the literal.
func (o *operator) at(s string) bool {
	if o.most == 0 {
		return true
	}
	for i := 0; i < len(s) && i <= o.most; i++ {
		if inClass(&o.then, s[i]) {
			return true
		}
		if !inClass(&o.skip, s[i]) {
			return false
		}
	}
	return false
}

// in reports whether s holds the run.
func (r *run) in(s string) bool {
	if r.min == 0 {
		return true
	}
	n := 0
	for i := range len(s) {
		if !r.has(s[i]) {
			n = 0
		} else if n++; n >= r.min {
			return true
		}
	}
	return false
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
		return g
	}
	low, high := widths(parts[:from])
	g.before, g.fixed = capped(high, maxBefore), low == high
	_, high = widths(parts[from:])
	g.after = capped(high, maxWindow)
	g.word = parts[0].Op == syntax.OpWordBoundary
	g.run = longestRun(parts[from:])
	g.exact = !best.fold
	if g.exact {
		g.spelled = best.texts
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

// literalSet is what a part of a pattern must begin with: one of these texts. If whole, they are all it matches.
type literalSet struct {
	texts []string
	fold  bool
	whole bool
	parts int  // of the pattern that the texts were made of
	cut   bool // the last of these parts goes on after the text
}

// worth is how well the scan can tell a match by this set: by its shortest text, but every URL begins with http.
func (s literalSet) worth() int {
	if n := s.shortest(); n < minLiteral || !strings.HasPrefix(s.texts[0], "http") {
		return n
	}
	return minLiteral
}

func (s literalSet) shortest() int {
	if len(s.texts) == 0 || len(s.texts) > maxLiterals {
		return 0
	}
	n := len(s.texts[0])
	for _, t := range s.texts {
		n = min(n, len(t))
	}
	return n
}

// setFrom is the set of texts with which these parts, one after the other, begin.
func setFrom(parts []*syntax.Regexp, largest int) literalSet {
	out := literalSet{texts: []string{""}, whole: true}
	for _, p := range parts {
		next := setOf(p, largest)
		if len(next.texts) == 0 || len(out.texts)*len(next.texts) > maxLiterals {
			out.whole = false
			break
		}
		var texts []string
		for _, a := range out.texts {
			for _, b := range next.texts {
				texts = append(texts, a+b)
			}
		}
		out.texts, out.fold, out.parts = unique(texts), out.fold || next.fold, out.parts+1
		if !next.whole {
			out.whole, out.cut = false, true
			break
		}
	}
	return out
}

func unique(texts []string) []string {
	seen := map[string]bool{}
	out := texts[:0]
	for _, t := range texts {
		if !seen[t] {
			seen[t] = true
			out = append(out, t)
		}
	}
	return out
}

func setOf(re *syntax.Regexp, largest int) literalSet {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return literalSet{texts: []string{""}, whole: true}
	case syntax.OpLiteral:
		fold := re.Flags&syntax.FoldCase != 0
		text := string(re.Rune)
		if fold {
			text = strings.ToLower(text)
		}
		return literalSet{texts: []string{text}, fold: fold, whole: true}
	case syntax.OpCharClass:
		return classSet(re, largest)
	case syntax.OpCapture:
		return setOf(re.Sub[0], largest)
	case syntax.OpConcat:
		return setFrom(re.Sub, largest)
	case syntax.OpAlternate:
		out := literalSet{whole: true}
		for _, sub := range re.Sub {
			s := setOf(sub, largest)
			if len(s.texts) == 0 {
				return literalSet{}
			}
			out.texts = append(out.texts, s.texts...)
			out.fold, out.whole = out.fold || s.fold, out.whole && s.whole
		}
		out.texts = unique(out.texts)
		return out
	case syntax.OpPlus, syntax.OpRepeat:
		if re.Op == syntax.OpRepeat && re.Min == 0 {
			return literalSet{}
		}
		s := setOf(re.Sub[0], largest)
		s.whole = s.whole && re.Op == syntax.OpRepeat && re.Max == 1
		return s
	case syntax.OpQuest:
		s := setOf(re.Sub[0], largest)
		if len(s.texts) > 0 && s.whole {
			s.texts = unique(append(s.texts, ""))
			return s
		}
	}
	return literalSet{}
}

// classSet expands a small class. `(?i)` classes hold both cases, and a few letters a non-ASCII form
// (the Kelvin sign): those are left to the detectors that see normalized text.
func classSet(re *syntax.Regexp, largest int) literalSet {
	out := literalSet{whole: true}
	for i := 0; i < len(re.Rune); i += 2 {
		if int(re.Rune[i+1]-re.Rune[i]) > largest {
			return literalSet{}
		}
		for r := re.Rune[i]; r <= re.Rune[i+1]; r++ {
			if r < utf8.RuneSelf {
				out.texts = append(out.texts, string(r))
			}
		}
	}
	lower := map[string]bool{}
	for _, t := range out.texts {
		lower[strings.ToLower(t)] = true
	}
	if len(lower) < len(out.texts) { // it holds both cases of a letter
		out.fold = true
		for i, t := range out.texts {
			out.texts[i] = strings.ToLower(t)
		}
		out.texts = unique(out.texts)
	}
	if len(out.texts) > largest {
		return literalSet{}
	}
	return out
}

// settle gives a gate whose pattern spells nothing long enough the rule's keywords to start from: a match may then
// stand before or after the keyword.
func (g *gate) settle(keywords []string) {
	if !g.loose() {
		return
	}
	g.before, g.after, g.fixed, g.word, g.run = maxBefore, maxWindow, false, false, run{}
	for _, k := range keywords {
		if len(k) >= minLiteral {
			g.literals = append(g.literals, k)
		} else {
			g.short = append(g.short, k)
		}
	}
}
