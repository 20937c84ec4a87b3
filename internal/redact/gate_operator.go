package redact

import (
	"regexp/syntax"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// an operator is what stands between a name and its value: bytes that may be skipped, then one that must come, at most
// so many others, and then the run that every value begins with.
type operator struct {
	skips [mostSkips]int // how many bytes each part may skip: what is left of the name, the white space behind it
	parts int
	bytes [256]uint8 // bits: which parts skip a byte; thenByte, moreByte
	most  int        // bytes to skip
	reach int        // bytes from the one that must come to the value
	value run        // its min is 0 if the value is not told
}

const (
	mostSkips = 4
	thenByte  = 1 << mostSkips // it may come behind what is skipped,
	moreByte  = 2 * thenByte   // and behind that one up to the value
)

// at reports whether the operator may follow at s; s begins after the literal.
func (o *operator) at(s string) bool {
	if o.most == 0 {
		return true
	}
	i := o.find(s)
	return i >= 0 && (o.value.min == 0 || o.valueIn(s, i) >= 0)
}

// find is the offset in s of the byte that must come, or -1.
func (o *operator) find(s string) int {
	i := 0
	for k := range o.parts {
		for limit := min(len(s), i+o.skips[k]); i < limit && o.bytes[s[i]]>>k&1 != 0; {
			i++
		}
	}
	if i < len(s) && o.bytes[s[i]]&thenByte != 0 {
		return i
	}
	return -1
}

// valueIn is the offset in s where a value may begin, with the byte that must come at start, or -1. It is what keeps the
// pattern from most names in ordinary text, such as "Accessor.java:103)": the number is too short to be a secret.
func (o *operator) valueIn(s string, start int) int {
	for i := start; i <= start+o.reach && i < len(s); i++ {
		if i > start && o.value.starts(s[i:]) {
			return i
		}
		if o.bytes[s[i]]&moreByte == 0 {
			return -1
		}
	}
	return -1
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

// operatorOf is what these parts begin with: repeated classes that may be empty, then something that is not, whose
// first bytes are none of theirs. The zero operator: they begin with something else.
func operatorOf(parts []*syntax.Regexp) (o operator) {
	for i, p := range parts {
		if p.Op == syntax.OpRepeat && p.Min == 0 && p.Max > 0 {
			class, ok := asciiClass(p.Sub[0])
			if !ok || o.parts == mostSkips {
				return operator{}
			}
			o.mark(&class, 1<<o.parts)
			o.skips[o.parts] = p.Max
			o.parts++
			o.most += p.Max
			continue
		}
		then, ok := firstBytes(p)
		for c, bits := range o.bytes {
			ok = ok && (bits == 0 || !then.Has(byte(c)))
		}
		if !ok {
			return operator{}
		}
		o.mark(&then, thenByte)
		o.follow(parts[i:])
		return o
	}
	return operator{}
}

// mark sets a bit of the bytes of a class.
func (o *operator) mark(class *byteset.Set, bit uint8) {
	for c := range o.bytes {
		if class.Has(byte(c)) {
			o.bytes[c] |= bit
		}
	}
}

// follow notes what stands from the byte that must come up to the value: the first of the parts that begins with a run.
func (o *operator) follow(parts []*syntax.Regexp) {
	for _, p := range parts {
		if value := leadOf(p); value.min >= shortestLead && o.reach > 0 {
			o.value = value
			return
		}
		class, ok := bytesOf(p)
		_, high := width(p)
		if !ok || high == unbounded {
			return
		}
		o.mark(&class, moreByte)
		o.reach += high
	}
}

// shortestLead is the least run that tells a value from more of the operator.
const shortestLead = 6

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
		out = leadOf(re.Sub[0])
		for _, sub := range re.Sub[1:] { // a run of either class is one of both
			next := leadOf(sub)
			out.min = min(out.min, next.min)
			out.class.AddAll(&next.class)
		}
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

// bytesOf are the bytes that a match of re may hold. ok=false: not told.
func bytesOf(re *syntax.Regexp) (class byteset.Set, ok bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return class, true
	case syntax.OpLiteral:
		for _, c := range re.Rune {
			if c > 0x7f {
				return class, false
			}
			addByte(&class, byte(c), re.Flags&syntax.FoldCase != 0)
		}
		return class, true
	case syntax.OpCharClass:
		return asciiClass(re)
	case syntax.OpCapture, syntax.OpConcat, syntax.OpAlternate, syntax.OpQuest, syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		for _, sub := range re.Sub {
			next, ok := bytesOf(sub)
			if !ok {
				return class, false
			}
			class.AddAll(&next)
		}
		return class, true
	}
	return class, false
}

// firstBytes are the bytes with which a match of re may begin. ok=false: it may be empty, or is not told.
func firstBytes(re *syntax.Regexp) (class byteset.Set, ok bool) {
	switch re.Op {
	case syntax.OpLiteral:
		c := re.Rune[0]
		if c > 0x7f {
			return class, false
		}
		addByte(&class, byte(c), re.Flags&syntax.FoldCase != 0)
		return class, true
	case syntax.OpCharClass:
		return asciiClass(re)
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		return firstBytes(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return firstBytes(re.Sub[0])
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			next, ok := firstBytes(sub)
			if !ok {
				return class, false
			}
			class.AddAll(&next)
		}
		return class, true
	}
	return class, false
}

func addByte(class *byteset.Set, c byte, fold bool) {
	class.Add(c)
	if fold && isLetter(c) {
		class.Add(c ^ 0x20)
	}
}
