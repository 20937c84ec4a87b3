package backtrack

import (
	"regexp/syntax"
	"slices"
)

// A compiler turns the syntax tree of a pattern into steps, from the end to the beginning.
type compiler struct {
	of     *Regexp
	steps  []step
	failed bool // it holds what has no steps
}

func (c *compiler) add(s step) int {
	if len(c.steps) > maxSteps {
		c.failed = true
		return 0
	}
	if s.kind == stepRun || s.kind == stepBranch {
		s.mark = c.of.marked
		c.of.marked++
	}
	c.steps = append(c.steps, s)
	return len(c.steps) - 1
}

// compile adds the steps of re, behind which the step next follows, and returns the first of them.
func (c *compiler) compile(re *syntax.Regexp, next int) int {
	if set, ok := runesOf(re); ok {
		return c.add(step{kind: stepOne, next: next, set: set})
	}
	switch re.Op {
	case syntax.OpEmptyMatch:
		return next
	case syntax.OpLiteral:
		return c.spell(re, next)
	case syntax.OpCapture:
		end := c.add(step{kind: stepGroup, next: next, bound: 2*re.Cap + 1})
		return c.add(step{kind: stepGroup, next: c.compile(re.Sub[0], end), bound: 2 * re.Cap})
	case syntax.OpConcat:
		for _, sub := range slices.Backward(re.Sub) {
			next = c.compile(sub, next)
		}
		return next
	case syntax.OpAlternate:
		var ways []way
		for _, sub := range re.Sub {
			ways = append(ways, way{step: c.compile(sub, next)})
		}
		return c.add(step{kind: stepBranch, ways: ways})
	case syntax.OpStar:
		return c.repeat(re, 0, unbounded, next)
	case syntax.OpPlus:
		return c.repeat(re, 1, unbounded, next)
	case syntax.OpQuest:
		return c.repeat(re, 0, 1, next)
	case syntax.OpRepeat:
		return c.repeat(re, re.Min, re.Max, next)
	case syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine, syntax.OpWordBoundary, syntax.OpNoWordBoundary:
		return c.add(step{kind: stepAssert, next: next, assert: assertions[re.Op]})
	}
	c.failed = true
	return next
}

var assertions = map[syntax.Op]syntax.EmptyOp{
	syntax.OpBeginText: syntax.EmptyBeginText, syntax.OpEndText: syntax.EmptyEndText,
	syntax.OpBeginLine: syntax.EmptyBeginLine, syntax.OpEndLine: syntax.EmptyEndLine,
	syntax.OpWordBoundary: syntax.EmptyWordBoundary, syntax.OpNoWordBoundary: syntax.EmptyNoWordBoundary,
}

// spell adds the steps of a literal of more than one rune.
func (c *compiler) spell(re *syntax.Regexp, next int) int {
	if re.Flags&syntax.FoldCase == 0 {
		return c.add(step{kind: stepSpell, next: next, text: string(re.Rune)})
	}
	for _, r := range slices.Backward(re.Rune) {
		next = c.compile(&syntax.Regexp{Op: syntax.OpLiteral, Flags: re.Flags, Rune: []rune{r}}, next)
	}
	return next
}

// repeat adds the steps of what is repeated: one, if it is a class; else one for each time that it may come.
func (c *compiler) repeat(re *syntax.Regexp, low, high, next int) int {
	sub, lazy := re.Sub[0], re.Flags&syntax.NonGreedy != 0
	if set, ok := runesOf(sub); ok {
		if low == 1 && high == 1 {
			return c.add(step{kind: stepOne, next: next, set: set})
		}
		return c.add(step{kind: stepRun, next: next, set: set, low: low, high: high, lazy: lazy})
	}
	if high == unbounded {
		if mayBeEmpty(sub) {
			c.failed = true // what is empty could be repeated for ever
			return next
		}
		again := c.add(step{kind: stepBranch})
		ways := preferred(lazy, c.compile(sub, again), next)
		c.steps[again].ways = ways
		next = again
	}
	end := next
	for range high - low { // x{1,3} is x(x(x)?)?
		next = c.add(step{kind: stepBranch, ways: preferred(lazy, c.compile(sub, next), end)})
	}
	for range low {
		next = c.compile(sub, next)
	}
	return next
}

// preferred are two ways: on into what is repeated, or past it.
func preferred(lazy bool, on, past int) []way {
	if lazy {
		return []way{{step: past}, {step: on}}
	}
	return []way{{step: on}, {step: past}}
}

// unbounded is how often something may come that may come any number of times.
const unbounded = -1

// mayBeEmpty reports whether re matches the empty text.
func mayBeEmpty(re *syntax.Regexp) bool {
	switch re.Op {
	case syntax.OpLiteral, syntax.OpCharClass, syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return false
	case syntax.OpCapture, syntax.OpPlus:
		return mayBeEmpty(re.Sub[0])
	case syntax.OpRepeat:
		return re.Min == 0 || mayBeEmpty(re.Sub[0])
	case syntax.OpConcat:
		return !slices.ContainsFunc(re.Sub, func(sub *syntax.Regexp) bool { return !mayBeEmpty(sub) })
	case syntax.OpAlternate:
		return slices.ContainsFunc(re.Sub, mayBeEmpty)
	}
	return true // a star, a question mark, an assertion
}
