package backtrack

import (
	"regexp/syntax"
	"unicode"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// A runeSet is a class of runes.
type runeSet struct {
	ascii byteset.Set
	wide  []rune // ranges of runes above ASCII, first and last in turn
}

// next returns how many bytes the rune at text[i] takes if it is one of the set, or zero.
func (s *runeSet) next(text string, i int) int {
	if i >= len(text) {
		return 0
	}
	if c := text[i]; c < utf8.RuneSelf {
		if s.ascii.Has(c) {
			return 1
		}
		return 0
	}
	if len(s.wide) == 0 {
		return 0
	}
	r, size := utf8.DecodeRuneInString(text[i:])
	for k := 0; k < len(s.wide); k += 2 {
		if s.wide[k] <= r && r <= s.wide[k+1] {
			return size
		}
	}
	return 0
}

func (s *runeSet) leads() (l leads) {
	l.bytes = s.ascii
	if len(s.wide) > 0 {
		l.bytes.AddHigh()
	}
	return l
}

// runesOf is the set of runes that re matches one of. ok=false: it matches something else.
func runesOf(re *syntax.Regexp) (s runeSet, ok bool) {
	switch re.Op {
	case syntax.OpCharClass:
		return newRuneSet(re.Rune), true
	case syntax.OpAnyChar:
		return newRuneSet([]rune{0, utf8.MaxRune}), true
	case syntax.OpAnyCharNotNL:
		return newRuneSet([]rune{0, '\n' - 1, '\n' + 1, utf8.MaxRune}), true
	case syntax.OpLiteral:
		if len(re.Rune) == 1 {
			return newRuneSet(foldsOf(re.Rune[0], re.Flags&syntax.FoldCase != 0)), true
		}
	}
	return s, false
}

func newRuneSet(ranges []rune) (s runeSet) {
	for i := 0; i+1 < len(ranges); i += 2 {
		first, last := ranges[i], ranges[i+1]
		for r := first; r <= min(last, utf8.RuneSelf-1); r++ {
			s.ascii.Add(byte(r))
		}
		if last >= utf8.RuneSelf {
			s.wide = append(s.wide, max(first, utf8.RuneSelf), last)
		}
	}
	return s
}

// foldsOf are the ranges of a rune, and of its other cases.
func foldsOf(r rune, fold bool) []rune {
	all := []rune{r, r}
	if fold {
		for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
			all = append(all, other, other)
		}
	}
	return all
}
