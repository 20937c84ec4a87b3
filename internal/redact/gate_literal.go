package redact

import (
	"regexp/syntax"
	"slices"
	"strings"
	"unicode/utf8"
)

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

func lowered(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
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

// spellings are texts, of which a class at the end of a literal makes dozens.
type spellings struct {
	texts []string
	size  int             // of each text, if they are many and all have one size
	set   map[string]bool // the texts then
}

func newSpellings(texts []string) spellings {
	const many = 5
	if len(texts) < many {
		return spellings{texts: texts}
	}
	s := spellings{texts: texts, size: len(texts[0]), set: map[string]bool{}}
	for _, t := range texts {
		s.set[t] = true
		if len(t) != s.size {
			return spellings{texts: texts}
		}
	}
	return s
}

// begin reports whether one of the texts is the beginning of s.
func (p *spellings) begin(s string) bool {
	if p.size > 0 {
		return len(s) >= p.size && p.set[s[:p.size]]
	}
	return slices.ContainsFunc(p.texts, func(t string) bool { return strings.HasPrefix(s, t) })
}
