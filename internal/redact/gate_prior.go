package redact

import (
	"regexp/syntax"
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// A prior is what stands right before the literal of a gate in every match: a text, and nothing but bytes of a class between,
// as `kind:` and a blank do before `secret`. The zero value asks for nothing.
type prior struct {
	text    string // in lower case
	between byteset.Set
}

// priorOf is the prior of a literal that these parts of a pattern stand before.
func priorOf(parts []*syntax.Regexp) (p prior) {
	for _, part := range slices.Backward(parts) {
		switch part.Op {
		case syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		case syntax.OpStar, syntax.OpQuest, syntax.OpPlus, syntax.OpRepeat:
			class, ok := asciiClass(part.Sub[0])
			if !ok {
				return prior{}
			}
			p.between.AddAll(&class)
		case syntax.OpLiteral:
			p.text = spelledAtEnd(part)
			if p.text == "" || p.between.Has(p.text[len(p.text)-1]) {
				return prior{}
			}
			return p
		default:
			return prior{}
		}
	}
	return prior{}
}

// spelledAtEnd is the end of what a literal spells, as far as only ASCII characters are equal to it.
func spelledAtEnd(re *syntax.Regexp) string {
	s := strings.ToLower(string(re.Rune))
	if len(s) != len(re.Rune) {
		return ""
	}
	if re.Flags&syntax.FoldCase != 0 { // k and s are also signs of their own
		s = s[strings.LastIndexAny(s, "ks")+1:]
	}
	return s
}

// standsBefore reports whether the prior may stand before text[at].
func (p *prior) standsBefore(text string, at int) bool {
	if p.text == "" {
		return true
	}
	i := at
	for i > 0 && p.between.Has(text[i-1]) {
		if i--; at-i > maxBefore {
			return true
		}
	}
	return hasSuffixFold(text[:i], p.text)
}
