package redact

import (
	"regexp/syntax"
	"strings"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
)

// An allowPattern is one alternative of a pattern of an allowlist.
type allowPattern struct {
	literals []string // lower case, of which every match holds one; empty: it spells nothing long enough
	needed   string   // what every match holds, too
	compile  func() *backtrack.Regexp
}

// allowPatterns takes a pattern apart. It must be valid.
func allowPatterns(out []allowPattern, pattern string) []allowPattern {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err) // rule.prepare has parsed it
	}
	branches := []*syntax.Regexp{tree}
	if tree.Op == syntax.OpAlternate {
		branches = tree.Sub
	}
	for _, branch := range branches {
		source := branch.String()
		p := allowPattern{needed: neededBy(branch), compile: sync.OnceValue(func() *backtrack.Regexp { return backtrack.MustCompile(source) })}
		for _, g := range gatesOf(branch) {
			if len(g.literals) == 0 {
				p.literals = nil
				break
			}
			p.literals = append(p.literals, g.literals...)
		}
		out = append(out, p)
	}
	return out
}

// neededBy is the longest text that every match of re holds, as it tells.
func neededBy(re *syntax.Regexp) (out string) {
	switch re.Op {
	case syntax.OpLiteral:
		if re.Flags&syntax.FoldCase == 0 {
			out = string(re.Rune)
		}
	case syntax.OpCapture, syntax.OpConcat, syntax.OpPlus:
		for _, sub := range re.Sub {
			if s := neededBy(sub); len(s) > len(out) {
				out = s
			}
		}
	case syntax.OpAlternate:
		out = neededBy(re.Sub[0])
		for _, sub := range re.Sub[1:] {
			if neededBy(sub) != out {
				return ""
			}
		}
	}
	return out
}

// matches reports whether the pattern matches a part of s that is not empty, as gitleaks asks.
func (p *allowPattern) matches(q *backtrack.Scratch, s string) bool {
	m := p.compile().Find(q, s)
	return m != nil && m[0] < m[1]
}

// allowTexts are the patterns and the words of an allowlist. Some lists have a thousand of them, hardly any of which stands
// in a text: all are looked for at once.
type allowTexts struct {
	patterns []allowPattern
	spelled  index // the literals of the patterns
	words    index
	short    []string // words that are too short for it
}

func newAllowTexts(patterns, words []string) *allowTexts {
	t := &allowTexts{}
	for _, p := range patterns {
		t.patterns = append(t.patterns, allowPatterns(nil, p)...)
	}
	var tells []*detector
	for i := range t.patterns {
		tells = append(tells, &detector{literals: t.patterns[i].literals, order: i})
	}
	t.spelled = newIndex(tells)
	long := &detector{}
	for _, w := range words {
		if len(w) < minLiteral {
			t.short = append(t.short, w)
		} else {
			long.literals = append(long.literals, w)
		}
	}
	t.words = newIndex([]*detector{long})
	return t
}

// match reports whether one of the patterns matches a part of s.
func (t *allowTexts) match(q *backtrack.Scratch, s string) bool {
	for i := range t.patterns {
		if p := &t.patterns[i]; len(p.literals) == 0 && strings.Contains(s, p.needed) && p.matches(q, s) {
			return true
		}
	}
	found, tried := false, uint64(0)
	t.spelled.each(strings.ToLower(s), func(d *detector, _ int) {
		bit := uint64(1) << d.order // of more patterns than bits, the last may be tried again
		if tried&bit == 0 {
			tried |= bit
			found = found || t.patterns[d.order].matches(q, s)
		}
	})
	return found
}

// standsIn reports whether one of the words stands in s.
func (t *allowTexts) standsIn(s string) bool {
	s = strings.ToLower(s)
	for _, w := range t.short {
		if strings.Contains(s, w) {
			return true
		}
	}
	return t.words.standsIn(s)
}
