package redact

import "unicode/utf8"

// Effort bounds what the detectors do in one text, in nanoseconds, roughly. Each byte that they pass brings a little, and
// each look at a name, a value or a window takes what it costs, so that only a text made of hardly anything else than what
// is to be looked at, time and again, uses it up. Its rest is masked unseen: a text cannot buy time, nor hide in it.
const (
	effortOnce = 150_000 // what any text may cost, however short: some five hundred secrets
	effortByte = 6       // what each of its bytes adds: one secret in sixty bytes
)

// What a detector does once, from a first look that mostly ends there to a value that is judged and replaced.
const (
	costLook   = 20
	costName   = 40
	costValue  = 50
	costAdd    = 200 // a finding is replaced, and what stands there then is scanned again
	costWindow = 30  // a byte of a window in which a pattern runs
)

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
	masked bool // the text is masked from rest on
	rest   int
}

// spend takes cost for a look at w.text[at]. It returns false if there is no effort left: then the text is masked from
// before at on, as far as a detector may look back.
func (w *work) spend(at, cost int) bool {
	w.pay(at)
	s, left := &w.used, &w.pass.effort[w.used.kind]
	*left -= cost
	w.pass.least = min(w.pass.least, *left)
	if *left >= 0 {
		return true
	}
	if *left = 0; !s.masked || at < s.rest {
		w.maskFrom(unitStart(w.text, max(0, at-maxBefore, min(at, w.secrets.until))))
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
	if w.used.masked {
		w.text = text[:w.used.rest]
	}
	w.current, w.used.kind, w.used.paid = d, 1, 0
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

// cut takes off what is masked unseen, so that it is not decoded either: one byte of it stays, for the finding.
func (w *work) cut() {
	w.merge()
	last := &w.found[len(w.found)-1]
	if last.end == len(w.text) && last.start < last.end {
		w.text, last.end = w.text[:last.start+1], last.start+1
	}
}
