package redact

import (
	"regexp"
	"regexp/syntax"
)

// A machine finds what a pattern matches, and the same as package regexp does: the leftmost match, and of those the one that
// the pattern prefers. It tries one way after the other, as regexp does for short patterns. But a repeated class, which is
// what the patterns of secrets are made of, is one step here and hundreds of instructions there; and a step knows with
// which bytes its rest may begin, so that most ways end before they are tried.
type machine struct {
	steps  []step
	start  int // the first step
	marked int // steps that note where they failed
	groups int // with the whole match
	begins leads
	other  *regexp.Regexp // runs what cannot be told in steps, or nil
}

// A step of a machine. All but stepEnd, stepBranch go on with the step next.
type step struct {
	kind   stepKind
	next   int
	text   string         // of stepSpell
	set    runeSet        // of stepOne, stepRun
	low    int            // of stepRun: how many runes at least
	high   int            // and at most; unbounded: any number
	lazy   bool           // few runes are preferred
	ways   []way          // of stepBranch: the alternatives, preferred ones first
	bound  int            // of stepGroup: which of the bounds of the groups
	assert syntax.EmptyOp // of stepAssert
	mark   int            // of stepRun, stepBranch: number among those that note where they failed
	rest   leads          // of stepRun: with what the steps behind it may begin
}

type stepKind uint8

const (
	stepEnd stepKind = iota
	stepSpell
	stepOne
	stepRun
	stepBranch
	stepGroup
	stepAssert
)

type way struct {
	step int
	lead leads
}

// leads are the bytes with which a match may begin, and whether it may be empty, or begin at the end of the text.
type leads struct {
	class [4]uint64
	empty bool
}

// at reports whether a match may begin at text[i].
func (l *leads) at(text string, i int) bool {
	return l.empty || i < len(text) && inClass(&l.class, text[i])
}

func (l *leads) add(other leads) {
	unite(&l.class, &other.class)
	l.empty = l.empty || other.empty
}

// newMachine compiles a pattern, which must be valid.
func newMachine(source string) *machine {
	m := &machine{}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		panic(err) // rule.prepare has parsed it
	}
	c := compiler{m: m, steps: []step{{kind: stepEnd}}}
	const end = 0
	m.groups = tree.MaxCap() + 1
	m.start = c.compile(tree, end)
	if c.failed || len(c.steps) > maxSteps {
		return &machine{other: regexp.MustCompile(source)}
	}
	m.steps = c.steps
	known := make([]*leads, len(m.steps))
	m.begins = m.leadsOf(m.start, known)
	for i := range m.steps {
		s := &m.steps[i]
		if s.kind == stepRun {
			s.rest = m.leadsOf(s.next, known)
		}
		for k := range s.ways {
			s.ways[k].lead = m.leadsOf(s.ways[k].step, known)
		}
	}
	return m
}

// maxSteps bounds what a repeated group is spelled out to.
const maxSteps = 4096

// leadsOf are the bytes with which the steps from i on may begin. known holds those that were asked for before.
func (m *machine) leadsOf(i int, known []*leads) (l leads) {
	if known[i] != nil {
		return *known[i]
	}
	known[i] = &leads{empty: true} // while this step is looked at: a loop may begin with anything
	s := &m.steps[i]
	switch s.kind {
	case stepEnd, stepAssert:
		l.empty = true
	case stepSpell:
		l.class[s.text[0]>>6] |= 1 << (s.text[0] & 63)
	case stepOne, stepRun:
		l = s.set.leads()
		if s.kind == stepRun && s.low == 0 {
			l.add(m.leadsOf(s.next, known))
		}
	case stepGroup:
		l = m.leadsOf(s.next, known)
	case stepBranch:
		for _, w := range s.ways {
			l.add(m.leadsOf(w.step, known))
		}
	}
	known[i] = &l
	return l
}
