package redact

import (
	"regexp/syntax"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// asciiClass are the bytes of a class of characters. Those of all runes but ASCII count as members if one of these is one:
// a run may only be found too often.
func asciiClass(re *syntax.Regexp) (class byteset.Set, ok bool) {
	if re.Op != syntax.OpCharClass {
		return class, false
	}
	for i := 0; i < len(re.Rune); i += 2 {
		for r := re.Rune[i]; r <= min(re.Rune[i+1], utf8.RuneSelf-1); r++ {
			class.Add(byte(r))
		}
		if re.Rune[i+1] >= utf8.RuneSelf {
			class.AddHigh()
		}
	}
	return class, true
}

// bytesOf are the bytes that a match of re may hold. ok=false: not told.
func bytesOf(re *syntax.Regexp) (class byteset.Set, ok bool) {
	switch re.Op {
	case syntax.OpEmptyMatch:
		return class, true
	case syntax.OpLiteral:
		return spelledBytes(re.Rune, re.Flags)
	case syntax.OpCharClass:
		return asciiClass(re)
	case syntax.OpCapture, syntax.OpConcat, syntax.OpAlternate, syntax.OpQuest, syntax.OpStar, syntax.OpPlus, syntax.OpRepeat:
		return bytesOfAll(re.Sub, bytesOf)
	}
	return class, false
}

// firstBytes are the bytes with which a match of re may begin. ok=false: it may be empty, or is not told.
func firstBytes(re *syntax.Regexp) (class byteset.Set, ok bool) {
	switch re.Op {
	case syntax.OpLiteral:
		return spelledBytes(re.Rune[:1], re.Flags)
	case syntax.OpCharClass:
		return asciiClass(re)
	case syntax.OpConcat, syntax.OpCapture, syntax.OpPlus:
		return firstBytes(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return firstBytes(re.Sub[0])
		}
	case syntax.OpAlternate:
		return bytesOfAll(re.Sub, firstBytes)
	}
	return class, false
}

// bytesOfAll are the bytes of each of subs together.
func bytesOfAll(subs []*syntax.Regexp, of func(*syntax.Regexp) (byteset.Set, bool)) (class byteset.Set, ok bool) {
	for _, sub := range subs {
		next, ok := of(sub)
		if !ok {
			return class, false
		}
		class.AddAll(&next)
	}
	return class, true
}

// spelledBytes are the bytes that spell runes, if these are ASCII.
func spelledBytes(runes []rune, flags syntax.Flags) (class byteset.Set, ok bool) {
	for _, r := range runes {
		if r >= utf8.RuneSelf {
			return class, false
		}
		c := byte(r)
		class.Add(c)
		if flags&syntax.FoldCase != 0 && isLetter(c) {
			class.Add(c ^ 0x20)
		}
	}
	return class, true
}
