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
