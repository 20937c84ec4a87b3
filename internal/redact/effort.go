package redact

import (
	"slices"
	"unicode/utf8"
)

// Effort bounds what the detectors do in one text, in nanoseconds, roughly. Each byte that they pass brings a little, and
// each look at a name, a value or a window takes what it costs, so that only a text made of hardly anything else than what
// is to be looked at, time and again, uses it up. Its rest is masked unseen: a text cannot buy time, nor hide in it.
const (
	effortOnce = 150_000 // what any text may cost, however short: some five hundred secrets
	effortByte = 6       // what each of its bytes adds: one secret in sixty bytes
)

// What a detector does once, from a first look that mostly ends there to a value that is judged and replaced.
const (
	costLook  = 20
	costName  = 40
	costValue = 50
	costAdd   = 200 // a finding is replaced, and what stands there then is scanned again
	costStep  = 4   // of a pattern
)

// effortSpare is what must have been left where a text is masked from. When it is scanned again and something else follows, a
// look may cost more, such as that of a pattern in another window: so it is not masked any further then.
const effortSpare = 12_000

// effort is what is left to the detectors that start from literals, and to those that look at a text as a whole.
type effort [2]int

var fullEffort = effort{effortOnce, effortOnce}

// structure adds what so many bytes bring that belong to no value: names and marks.
func (p *Pass) structure(size int) {
	for i := range p.effort {
		p.effort[i] += size * effortByte
	}
}

// effortState is what a text has used.
type effortState struct {
	kind   int  // of the two efforts
	paid   int  // the bytes up to here have brought theirs
	spare  int  // the latest look for which there was effort to spare was here
	spent  int  // how far the effort went down at most
	masked bool // the text is masked from rest on
	rest   int
}

// spend takes cost for a look at w.text[at]. It returns false if there is no effort left: then the text is masked from
// before at on, as far as a detector may look back.
func (w *work) spend(at, cost int) bool {
	w.pay(at)
	s, left := &w.used, &w.pass.effort[w.used.kind]
	const slack = 2 // looks are rounded down: ordinary texts are full of what ends at the first one
	if w.pass.charge(slack * cost); w.pass.broke() {
		return false
	}
	if *left >= effortSpare {
		s.spare = at
	}
	if *left -= cost; *left >= 0 {
		s.spent = max(s.spent, effortOnce-*left)
		return true
	}
	if *left = 0; !s.masked || at < s.rest {
		w.maskFrom(unitStart(w.text, min(s.spare, max(0, at-maxBefore, min(at, w.secrets.until)))))
	}
	return false
}

// pay takes what the bytes up to at bring.
func (w *work) pay(at int) {
	if s := &w.used; at > s.paid {
		w.pass.effort[s.kind] += (at - s.paid) * effortByte
		s.paid = at
	}
}

const effortRule = "effort"

// maskFrom masks w.text from start on.
func (w *work) maskFrom(start int) {
	if !w.used.masked {
		w.found = append(w.found, finding{start: start, end: len(w.text), detector: mixedDetector, rule: effortRule})
	}
	for i := range w.found {
		if f := &w.found[i]; f.rule == effortRule {
			f.start = start
		}
	}
	w.used.masked, w.used.rest = true, start
}

// unitStart moves at back to the start of the encoded character that it may lie in.
func unitStart(text string, at int) int {
	const longest = 6 // \u0040
	for i := at; i > 0 && at-i < longest; i-- {
		if entries[text[i]]&encodedLead != 0 && utf8.RuneStart(text[i]) {
			return i
		}
	}
	return at
}

// whole runs a detector that looks at a text as a whole, on what is not masked yet.
func (w *work) whole(d *detector) {
	text := w.text
	w.pass.charge(len(text) / 8)
	if w.used.masked {
		w.text = text[:w.used.rest]
	}
	w.current, w.used.kind, w.used.paid, w.used.spare = d, 1, 0, 0
	if w.where.everywhere || !d.ranged {
		w.from, w.to = 0, len(w.text)
		d.find(w, -1)
	} else {
		for _, s := range w.where.spans {
			w.from, w.to = min(s.start, len(w.text)), min(s.end, len(w.text))
			d.find(w, -1)
		}
		w.pay(len(w.text)) // as if it had looked at all of it
	}
	w.text = text
}

// settled tells the pass how little was left of the effort. Where it ran out there was enough up to where the text is masked
// from. There is enough again, when the text is scanned once more, unless what is replaced until then brings less.
func (w *work) settled() {
	least := effortOnce - w.used.spent
	if w.used.masked {
		const longest = 32 // bytes, which bring no more than a placeholder does, and costAdd is not spent again
		if !slices.ContainsFunc(w.found, func(f finding) bool { return f.rule != effortRule && f.end-f.start > longest }) {
			return
		}
		least = 0
	}
	w.pass.least = min(w.pass.least, least)
}

// cut takes off what is masked unseen, so that it is not decoded either: one byte of it stays, for the finding.
func (w *work) cut() {
	w.merge()
	last := &w.found[len(w.found)-1]
	if last.end == len(w.text) && last.start < last.end {
		w.pass.unseen += last.end - last.start
		w.text, last.end = w.text[:last.start+1], last.start+1
	}
}
