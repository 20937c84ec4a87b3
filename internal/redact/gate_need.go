package redact

import (
	"regexp/syntax"
	"slices"
	"strings"
)

// A need is a set of texts of which every match of a pattern holds one.
type need struct {
	texts []string
	fold  bool // in any case; the texts are in lower case
}

// Limits of the needs that are looked for beside a literal.
const (
	mostNeeds = 8       // alternatives of one
	lookNeeds = 4 << 10 // bytes beyond a window in which the next one is looked for
)

// needsOf are the needs of the parts of a pattern before and after those that spell its literal: what they spell, and the
// longest alternatives that they begin with, such as the flags of a command.
func needsOf(parts []*syntax.Regexp, from, to int) (out []need) {
	var best literalSet
	for i, p := range parts {
		if i >= from && i < to {
			continue
		}
		for _, s := range spelledBy(nil, p) {
			out = append(out, need{[]string{s}, true})
		}
		if texts := oneOf(p); len(texts) > 1 {
			out = append(out, need{texts, true})
		}
		end := len(parts)
		if i < from {
			end = from
		}
		set := setFrom(parts[i:end], smallClass)
		if n := len(set.texts); n > 1 && n <= mostNeeds && set.shortest() >= minLiteral && set.shortest() > best.shortest() {
			best = set
		}
	}
	if len(best.texts) > 0 {
		if best.fold {
			best.texts = lowered(best.texts)
		}
		out = append(out, need{best.texts, best.fold})
	}
	return out
}

// oneOf returns texts in lower case of which every match of re holds one, the longest that are certain; nil if there are none.
func oneOf(re *syntax.Regexp) (texts []string) {
	switch re.Op {
	case syntax.OpLiteral:
		return spelledBy(nil, re)
	case syntax.OpCapture, syntax.OpPlus:
		return oneOf(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return oneOf(re.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			if of := oneOf(sub); (literalSet{texts: of}).shortest() > (literalSet{texts: texts}).shortest() {
				texts = of
			}
		}
	case syntax.OpAlternate:
		for _, sub := range re.Sub {
			of := oneOf(sub)
			if len(of) == 0 {
				return nil
			}
			texts = append(texts, of...)
		}
		slices.Sort(texts)
		if texts = slices.Compact(texts); len(texts) > mostNeeds {
			return nil
		}
	default:
	}
	return texts
}

// spelledBy adds the texts that every match of re holds.
func spelledBy(out []string, re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		if s := string(re.Rune); len(s) >= minLiteral && len(s) == len(re.Rune) {
			out = append(out, strings.ToLower(s))
		}
	case syntax.OpCapture, syntax.OpConcat, syntax.OpPlus:
		for _, sub := range re.Sub {
			out = spelledBy(out, sub)
		}
	}
	return out
}

// end is the end of the first of the texts in s, or -1.
func (n *need) end(s string) int {
	best := -1
	for _, t := range n.texts {
		i := strings.Index(s, t)
		if n.fold {
			i = indexFold(s, t)
		}
		if i >= 0 && (best < 0 || i+len(t) < best) {
			best = i + len(t)
		}
	}
	return best
}

// mayMatch reports whether the window w.text[from:to] around a literal at at holds what every match of the gate's pattern
// does. Where it lacks something, the tally keeps up to where the text does, so that this is looked for once.
func (w *work) mayMatch(g *gate, t *tally, at, from, to int) bool {
	if to <= t.lacks {
		return false
	}
	if g.near.min > 0 && (!w.spend(at, (to-from)/g.near.min) || !g.near.in(w.text[from:to])) {
		return false
	}
	if len(g.needs) == 0 {
		return true
	}
	if !w.spend(at, to-from) {
		return false
	}
	for i := range g.needs {
		n := &g.needs[i]
		if n.end(w.text[from:to]) >= 0 {
			continue
		}
		look := lookNeeds
		if g.run.min >= longRun {
			look = to - from // few windows come here
		}
		w.lackedUpTo(n, t, at, span{max(from, to-maxNeed), min(len(w.text), to+look)})
		return false
	}
	return true
}

// lackedUpTo notes up to where the text lacks a need that the window before a part of it lacks, of which it looks at that part.
func (w *work) lackedUpTo(n *need, t *tally, at int, part span) {
	if !w.spend(at, part.end-part.start) {
		return
	}
	if t.lacks = part.end - maxNeed; part.end == len(w.text) {
		t.lacks = part.end
	}
	if end := n.end(w.text[part.start:part.end]); end >= 0 {
		t.lacks = part.start + end - 1
	}
}

// maxNeed is longer than any text of a need.
const maxNeed = 64
