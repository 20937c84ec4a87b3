package redact

import (
	"strings"
	"unicode/utf8"
)

// A detector decides by the bytes around the place where it starts. Where those are the same as in a text that was scanned
// before, it decides the same again, and what it found there is known. So a view is scanned only around what was decoded,
// and a text that was changed, only around what was replaced: as far as a detector looks.
//
// Whoever looks farther says so by [work.looksFar]; then everything is scanned.
const (
	minParted  = 4 << 10 // bytes: a shorter text is scanned as a whole
	lookAhead  = 2304    // how far a detector looks beyond the place where it starts and the word that it looks at then,
	lookInWord = 5 << 10 // of which it follows as much as this: a value is at most maxValue long
	lookInLine = 6 << 10 // or within a line: a value in quotes is at most as long
	lookAbove  = 512     // and before it: a name may stand on a line above its value
	lookBehind = 1 << 10 // how far it looks back
	mostMarks  = 256     // how many marks in a row a detector may pass that looks no farther
)

// manyMarks reports whether more than mostMarks bytes of text may stand in a row that are white space, quotes, brackets and other
// marks of ASCII. A detector passes all that are between a name and its value.
func manyMarks(text string) bool {
	const step = mostMarks / 2
	for at := step; at < len(text); at += step {
		for i := at; !isWord(text[i]) && text[i] < utf8.RuneSelf; i-- {
			if i == at-step {
				return true
			}
		}
	}
	return false
}

// reach is where detectors start in a text.
type reach struct {
	everywhere bool
	spans      []span // where, if not everywhere, in order
	seen       class  // what was seen of the text so far
	counts     class
	far        bool // a detector looks farther
}

// looksFar says that a detector looks farther than those do that reach is made for.
func (w *work) looksFar() { w.where.far = true }

// followed says that a detector followed a token, whether it took it or not.
func (w *work) followed(start, end int) {
	if end-start > lookInWord {
		w.looksFar()
	}
}

// near appends where a detector may see text[from:to]. What it is called with must be in order.
func near(spans []span, text string, from, to int) []span {
	last, n := 0, len(spans)
	if n > 0 {
		last = spans[n-1].end
	}
	start, least := from, max(last, from-lookInWord)
	for start > least && text[start-1] > ' ' {
		start--
	}
	line := max(last, start-lookInLine)
	line += strings.LastIndexByte(text[min(line, start):start], '\n') + 1
	start = min(line-lookAbove, start-lookAhead)
	if start <= last && n > 0 {
		spans[n-1].end = max(last, to+lookBehind)
		return spans
	}
	return append(spans, span{max(0, start), to + lookBehind})
}

// within bounds the spans to a text of that size.
func within(spans []span, size int) []span {
	for len(spans) > 0 && spans[len(spans)-1].start >= size {
		spans = spans[:len(spans)-1]
	}
	if n := len(spans); n > 0 {
		spans[n-1].end = min(spans[n-1].end, size)
	}
	return spans
}

// both appends what lies in a and in b.
func both(dst, a, b []span) []span {
	for len(a) > 0 && len(b) > 0 {
		if s := (span{max(a[0].start, b[0].start), min(a[0].end, b[0].end)}); s.start < s.end {
			dst = append(dst, s)
		}
		if a[0].end < b[0].end {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return dst
}

// scannedText is a text as a round left it: nothing is to be found in it, but maybe near what was replaced.
type scannedText struct {
	key, text    string
	depth        int
	replaced     []span
	seen, counts class
	qp           bool // it seemed to be quoted-printable
}

// rounds keeps the long texts of the round before, and of this one.
type rounds struct{ before, now []scannedText }

// next begins another round.
func (r *rounds) next() {
	clear(r.before)
	r.before, r.now = r.now, r.before[:0]
}

// end forgets all texts.
func (r *rounds) end() {
	if len(r.before)+len(r.now) > 0 {
		r.forget()
	}
}

func (r *rounds) forget() {
	r.next()
	r.next()
}

// mostScanned bounds how many texts are remembered from round to round.
const mostScanned = 64

// scanned remembers that w.text was scanned, and became safe.
func (p *Pass) scanned(w *work, safe string, seen class) {
	if w.where.far || len(p.rounds.now) == mostScanned || manyMarks(safe) {
		return
	}
	t := scannedText{key: w.key, text: safe, depth: p.depth, seen: seen, counts: w.where.counts, qp: w.qp}
	if len(w.found) > 0 {
		t.replaced = append(t.replaced, w.replaced...)
	}
	p.rounds.now = append(p.rounds.now, t)
}

// lastRound returns what is known of a text from the round before, or nil.
func (p *Pass) lastRound(key, text string) *scannedText {
	for i := range p.rounds.before {
		if t := &p.rounds.before[i]; t.depth == p.depth && t.key == key && t.text == text {
			return t
		}
	}
	return nil
}

// resume prepares w for its text, of which t is known.
func (w *work) resume(t *scannedText) {
	r := &w.where
	r.everywhere, r.seen, r.counts, w.changed, w.qp = false, t.seen, t.counts, t, t.qp
	r.spans = append(r.spans, w.parts(nil)...)
	if r.seen&classSpace != 0 && !strings.ContainsAny(w.text, " \t\r\n") {
		r.seen &^= classSpace
	}
}
