package redact

import (
	"regexp/syntax"
	"unicode/utf8"
)

// unbounded is the width of a part without a longest match.
const unbounded = -1

// widths are the bytes of the shortest and of the longest match of these parts, one after the other.
func widths(parts []*syntax.Regexp) (low, high int) {
	for _, p := range parts {
		l, h := width(p)
		low += l
		if h == unbounded || high == unbounded {
			high = unbounded
		} else {
			high += h
		}
	}
	return low, high
}

func width(re *syntax.Regexp) (low, high int) {
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			low += utf8.RuneLen(r)
		}
		return low, low
	case syntax.OpCharClass:
		return 1, runeWidth(re)
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return 1, utf8.UTFMax
	case syntax.OpCapture:
		return width(re.Sub[0])
	case syntax.OpConcat:
		return widths(re.Sub)
	case syntax.OpAlternate:
		return alternateWidth(re)
	case syntax.OpQuest:
		_, high = width(re.Sub[0])
		return 0, high
	case syntax.OpStar:
		return 0, unbounded
	case syntax.OpPlus:
		low, _ = width(re.Sub[0])
		return low, unbounded
	case syntax.OpRepeat:
		return repeatWidth(re)
	}
	return 0, 0 // boundaries, anchors, the empty match
}

// runeWidth is 1 for the classes that rules are made of; the odd non-ASCII case form does not count.
func runeWidth(re *syntax.Regexp) int {
	if n := len(re.Rune); n > 0 && re.Rune[n-1] > '\u212a' {
		return utf8.UTFMax
	}
	return 1
}

func alternateWidth(re *syntax.Regexp) (low, high int) {
	low, high = width(re.Sub[0])
	for _, sub := range re.Sub[1:] {
		l, h := width(sub)
		low = min(low, l)
		if h == unbounded || high == unbounded {
			high = unbounded
		} else {
			high = max(high, h)
		}
	}
	return low, high
}

func repeatWidth(re *syntax.Regexp) (low, high int) {
	l, h := width(re.Sub[0])
	low = l * re.Min
	if re.Max < 0 || h == unbounded {
		return low, unbounded
	}
	return low, h * re.Max
}
