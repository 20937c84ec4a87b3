// Package backtrack runs regular expressions in windows of a text, several times as fast as package regexp, and finds the
// same: the leftmost match, and of those the one that the pattern prefers.
//
// Start with [MustCompile], and call [Regexp.Find] with a [Scratch] of the caller's own.
//
// Like package regexp does for short patterns, it tries one way after the other and notes which were tried in vain, so that
// a search takes time and memory in proportion to the text times the pattern. But a repeated class, which is what the
// patterns of secrets are made of, is one step here and hundreds of instructions there; and a step knows with which bytes
// its rest may begin, so that most ways end before they are tried.
package backtrack

import (
	"regexp"
	"regexp/syntax"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// Regexp is a compiled pattern. It is immutable and safe for concurrent use.
type Regexp struct {
	steps  []step
	start  int // the first step
	marked int // steps that note where they failed
	groups int // with the whole match
	begins leads
	other  *regexp.Regexp // runs what cannot be told in steps, or nil
}

// A step of a pattern. All but stepEnd, stepBranch go on with the step next.
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
	bytes byteset.Set
	empty bool
}

// at reports whether a match may begin at text[i].
func (l *leads) at(text string, i int) bool {
	return l.empty || i < len(text) && l.bytes.Has(text[i])
}

func (l *leads) add(other leads) {
	l.bytes.AddAll(&other.bytes)
	l.empty = l.empty || other.empty
}

// MustCompile compiles a pattern in the syntax of package regexp, as it reads it. It panics if the pattern is not valid.
func MustCompile(source string) *Regexp {
	r := &Regexp{}
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		panic(err)
	}
	c := compiler{of: r, steps: []step{{kind: stepEnd}}}
	const end = 0
	r.groups = tree.MaxCap() + 1
	r.start = c.compile(tree, end)
	if c.failed || len(c.steps) > maxSteps {
		return &Regexp{other: regexp.MustCompile(source)}
	}
	r.steps = c.steps
	known := make([]*leads, len(r.steps))
	r.begins = r.leadsOf(r.start, known)
	for i := range r.steps {
		s := &r.steps[i]
		if s.kind == stepRun {
			s.rest = r.leadsOf(s.next, known)
		}
		for k := range s.ways {
			s.ways[k].lead = r.leadsOf(s.ways[k].step, known)
		}
	}
	return r
}

// maxSteps bounds what a repeated group is spelled out to.
const maxSteps = 4096

// leadsOf are the bytes with which the steps from i on may begin. known holds those that were asked for before.
func (r *Regexp) leadsOf(i int, known []*leads) (l leads) {
	if known[i] != nil {
		return *known[i]
	}
	known[i] = &leads{empty: true} // while this step is looked at: a loop may begin with anything
	s := &r.steps[i]
	switch s.kind {
	case stepEnd, stepAssert:
		l.empty = true
	case stepSpell:
		l.bytes.Add(s.text[0])
	case stepOne, stepRun:
		l = s.set.leads()
		if s.kind == stepRun && s.low == 0 {
			l.add(r.leadsOf(s.next, known))
		}
	case stepGroup:
		l = r.leadsOf(s.next, known)
	case stepBranch:
		for _, w := range s.ways {
			l.add(r.leadsOf(w.step, known))
		}
	}
	known[i] = &l
	return l
}
