package redact

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// regexp matches a long program, more than maxProgram instructions, with a machine that takes ten times as long for a byte.
// So what is long is taken apart, or made shorter.
const maxProgram = 500

// An allowPattern is one alternative of a pattern of an allowlist, and the texts of which every match holds one. Some are
// lists of a hundred words, hardly any of which stands in a text.
type allowPattern struct {
	literals []string // lower case; empty: it spells nothing
	compile  func() *regexp.Regexp
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
		p := allowPattern{compile: sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(source) })}
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

// matches reports whether the pattern matches a part of s that is not empty, as gitleaks asks. lower is s in small letters.
func (p *allowPattern) matches(s, lower string) bool {
	spelled := len(p.literals) == 0
	for _, l := range p.literals {
		spelled = spelled || strings.Contains(lower, l)
	}
	return spelled && p.compile().FindString(s) != ""
}

// A machine runs the pattern of a rule.
type machine struct {
	all   *regexp.Regexp
	loose *regexp.Regexp // the same without upper bounds of repetitions, where that makes a long program short; or nil
	most  int            // a match of loose up to this length is that of all
}

func newMachine(source string) *machine {
	m := &machine{all: regexp.MustCompile(source)}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil || instructions(tree) <= maxProgram {
		return m
	}
	if m.most = loosen(tree, maxWindow); m.most < maxWindow {
		m.loose = regexp.MustCompile(tree.String())
	}
	return m
}

func instructions(tree *syntax.Regexp) int {
	again, err := syntax.Parse(tree.String(), syntax.Perl) // Simplify changes it
	if err != nil {
		return 0
	}
	program, err := syntax.Compile(again.Simplify())
	if err != nil {
		return 0
	}
	return len(program.Inst)
}

// loosen takes away the upper bounds of long repetitions and returns the least of them, or most.
func loosen(re *syntax.Regexp, most int) int {
	const long = 64
	if re.Op == syntax.OpRepeat && re.Max >= long && re.Max > re.Min {
		most = min(most, re.Max)
		re.Max = -1
	}
	for _, sub := range re.Sub {
		most = loosen(sub, most)
	}
	return most
}

// find is FindStringSubmatchIndex of the pattern. What loose does not match, all does not match either; and where a match of
// loose is no longer than any bound, none was passed: it is the same match, because both prefer the same.
func (m *machine) find(s string) []int {
	if m.loose != nil {
		if found := m.loose.FindStringSubmatchIndex(s); found == nil || found[1]-found[0] <= m.most {
			return found
		}
	}
	return m.all.FindStringSubmatchIndex(s)
}
