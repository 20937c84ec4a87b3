package redact

import (
	"regexp/syntax"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// A run is a class of ASCII bytes and how many of them must stand in a row.
type run struct {
	class byteset.Set
	min   int
}

func (r *run) has(c byte) bool { return r.class.Has(c) }

// in reports whether s holds the run.
func (r *run) in(s string) bool {
	start, known := 0, 0 // the bytes from start to known belong to a run
	for start+r.min <= len(s) {
		i := start + r.min
		for i > known && r.has(s[i-1]) {
			i--
		}
		if i == known {
			return true
		}
		start, known = i, start+r.min // what s[i-1] ends is too short: most bytes are not looked at
	}
	return false
}

// starts reports whether s begins with the run.
func (r *run) starts(s string) bool {
	if len(s) < r.min {
		return false
	}
	for i := range r.min {
		if !r.has(s[i]) {
			return false
		}
	}
	return true
}

// longestRun is the longest run of one class that every match of these parts holds.
func longestRun(parts []*syntax.Regexp) (best run) {
	for _, p := range parts {
		if r := runOf(p); r.min > best.min {
			best = r
		}
	}
	return best
}

// runOf is such a run of one part.
func runOf(re *syntax.Regexp) run {
	switch re.Op {
	case syntax.OpCapture:
		return runOf(re.Sub[0])
	case syntax.OpConcat:
		return longestRun(re.Sub)
	case syntax.OpRepeat:
		if class, ok := asciiClass(re.Sub[0]); ok {
			return run{class: class, min: re.Min}
		}
	case syntax.OpAlternate:
		return eitherRun(re.Sub, runOf)
	}
	return run{}
}

// eitherRun is a run that holds in each of some alternatives: one of either class is one of both.
func eitherRun(subs []*syntax.Regexp, of func(*syntax.Regexp) run) run {
	out := of(subs[0])
	for _, sub := range subs[1:] {
		next := of(sub)
		out.min = min(out.min, next.min)
		out.class.AddAll(&next.class)
	}
	return out
}

// leadOf is the run with which every match of re begins.
func leadOf(re *syntax.Regexp) (out run) {
	switch re.Op {
	case syntax.OpCharClass, syntax.OpRepeat, syntax.OpPlus:
		if r, ok := classRun(re); ok { // a repeated literal has no class
			out = r
		}
	case syntax.OpCapture:
		return leadOf(re.Sub[0])
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			next, ok := classRun(sub)
			if !ok {
				break
			}
			out.min += next.min
			out.class.AddAll(&next.class)
		}
	case syntax.OpAlternate:
		return eitherRun(re.Sub, leadOf)
	}
	return out
}

// classRun is the run that re is, if all that it matches are bytes of one class.
func classRun(re *syntax.Regexp) (out run, ok bool) {
	switch re.Op {
	case syntax.OpCharClass:
		out.class, ok = asciiClass(re)
		return run{class: out.class, min: 1}, ok
	case syntax.OpPlus:
		out.class, ok = asciiClass(re.Sub[0])
		return run{class: out.class, min: 1}, ok
	case syntax.OpStar, syntax.OpQuest:
		out.class, ok = asciiClass(re.Sub[0])
		return out, ok
	case syntax.OpRepeat:
		out.class, ok = asciiClass(re.Sub[0])
		return run{class: out.class, min: re.Min}, ok
	}
	return run{}, false
}
