package redact

// work is one text while it is scanned. Detectors read text and key and call add.
type work struct {
	r        *Scrubber
	pass     *Pass
	key      string // attribute key or name of the member, context for secrets that only a name gives away
	text     string // the text as the detectors see it: decoded, where a view is scanned; never to be kept
	current  *detector
	found    []finding // in w.text
	qp       bool      // w.text seems to be quoted-printable
	secrets  secretState
	used     effortState
	effort   effort // of the pass when this text was begun
	views    viewState
	where    reach             // where in w.text detectors start
	from     int               // a detector that looks at a text as a whole starts from here,
	to       int               // up to here
	changed  *scannedText      // what is known of the text from the round before, or nil
	replaced []span            // the latest replacements, as they stand in what rewrite returned
	cookies  int               // end of the latest cookie header
	longEnd  int               // end of the latest token that a long finding was followed to
	decoded  []byte            // of the latest token
	groups   [maxCard + 1]span // the latest groups of digits that the card detector saw

	encode func(string) string // makes a replacement fit into the text around; nil: it fits
}

// finding is a range of a text.
type finding struct {
	start, end int
	detector   *detector
	rule       string
	value      string      // decoded text, if the range was found in a view
	known      *knownEntry // the identifier, if it is a known one
	fixed      bool        // known or with says what stands instead; else Pass.Replace does
	with       string      // the replacement, if fixed and not known
}

// add records that w.text[start:end] is sensitive.
func (w *work) add(start, end int, rule string) {
	if start >= end {
		return
	}
	if end-start >= maxValue {
		end = w.follow(end)
	}
	w.found = append(w.found, finding{start: runeStart(w.text, start), end: runeEnd(w.text, end), detector: w.current, rule: rule})
}

// follow returns the end of the token that a long finding ends in: its detector may have stopped at a bound.
func (w *work) follow(end int) int {
	w.looksFar()
	if end < w.longEnd {
		return w.longEnd
	}
	for end < len(w.text) && secretByte(w.text[end-1]) && secretByte(w.text[end]) {
		end++
	}
	w.longEnd = end
	return end
}

// coveredLookBack bounds how many of the latest findings covered looks at, so that a text of many findings stays linear.
const coveredLookBack = 16

// covered reports whether the byte at already belongs to one of the latest findings, so that a detector need not look at
// it again.
func (w *work) covered(at int) bool {
	for i := len(w.found) - 1; i >= 0 && i >= len(w.found)-coveredLookBack; i-- {
		if f := &w.found[i]; f.start <= at && at < f.end {
			return true
		}
	}
	return false
}

// sweep is the fast path of the package: one pass over text from i that stops where the gram of a literal ends, and
// gathers which classes of bytes the text holds and how many digits and capitals. It returns the position and gram it
// stopped at, len(text) at the end.
//
// Passing over a text without a stop is safe: each literal has the gram of three of its neighboring bytes in bits, the
// grams of all neighboring bytes are looked up, and the codes they are made of only ever make different bytes equal,
// never equal bytes different.
//
// Four bytes are looked at in one step: a step without a stop, as nearly all are, costs one branch.
func sweep(text string, i int, gram uint32, bits *bitmap, seen, counts class) (int, uint32, class, class) {
	for ; i+4 <= len(text); i += 4 {
		b := text[i : i+4]
		e0, e1, e2, e3 := entries[b[0]], entries[b[1]], entries[b[2]], entries[b[3]]
		g0 := gram<<codeBits | uint32(e0&codeMask)
		g1 := g0<<codeBits | uint32(e1&codeMask)
		g2 := g1<<codeBits | uint32(e2&codeMask)
		g3 := g2<<codeBits | uint32(e3&codeMask)
		if (bits.at(g0)|bits.at(g1)|bits.at(g2)|bits.at(g3))&1 != 0 {
			break
		}
		gram = g3
		seen |= e0 | e1 | e2 | e3
		counts += (e0 + e1 + e2 + e3) >> countShift // the bits below are too few to carry
	}
	for ; i < len(text); i++ {
		e := entries[text[i]]
		seen |= e
		counts += e >> countShift
		gram = gram<<codeBits | uint32(e&codeMask)
		if bits.has(gram) {
			return i, gram, seen, counts
		}
	}
	return i, gram, seen, counts
}

// scan runs the detectors on w.text and returns the classes of bytes it holds. It leaves the findings in w.found.
func (w *work) scan() class {
	w.cookies, w.longEnd, w.used.paid = 0, 0, 0
	var seen, counts class
	if w.where.everywhere {
		seen, counts = w.literals(0, len(w.text), 0, 0)
	} else {
		seen, counts = w.where.seen, w.where.counts
		for _, s := range w.where.spans {
			seen, counts = w.literals(s.start, s.end, seen, counts)
		}
		w.pay(len(w.text)) // as if all of it had been looked at
	}
	w.where.seen, w.where.counts = seen, counts
	seen |= counted(counts, len(w.text))
	for _, d := range w.r.onClass {
		if seen&d.classes == d.classes && !w.pass.broke() {
			w.whole(d)
		}
	}
	if w.used.masked && !w.where.everywhere && !w.pass.broke() {
		w.startOver()
		return w.scan()
	}
	w.settled()
	w.pass.Known.find(w)
	return seen
}

// startOver prepares w for another scan, of all of w.text: the parts took more than they brought, which the whole may not do.
func (w *work) startOver() {
	w.where.everywhere, w.changed = true, nil
	w.found, w.used, w.pass.effort = w.found[:0], effortState{}, w.effort
	w.secrets.reset()
}

// literals starts the detectors of the literals in a part of w.text, and adds to what was seen in others.
func (w *work) literals(from, to int, seen, counts class) (class, class) {
	text, bits := w.text[:to], &w.r.index.bits
	w.pass.charge(costRead * (to - from))
	if w.used.masked {
		bits = &noGrams
	}
	gram := uint32(0)
	for i := from; i < len(text) && !w.pass.broke(); i++ {
		i, gram, seen, counts = sweep(text, i, gram, bits, seen, counts)
		if i < len(text) {
			w.pass.charge(costStop)
			w.hit(i + 1)
			if w.used.masked {
				bits = &noGrams
			}
		}
	}
	return seen, counts
}

// noGrams lets the sweep go on to the end of a text that is masked from here on.
var noGrams bitmap

// counted turns the counts of a text into classes.
func counted(counts class, size int) class {
	if size >= 1<<upperShift {
		// The counts ran into each other.
		return classAny | classDigits8 | classDigits12 | classUpper3
	}
	seen := classAny
	digits, capitals := counts&(1<<upperShift-1), counts>>upperShift
	if digits >= 8 {
		seen |= classDigits8
	}
	if digits >= 12 {
		seen |= classDigits12
	}
	if capitals >= 3 {
		seen |= classUpper3
	}
	return seen
}

// hit starts the detectors of the literals whose gram ends at end.
func (w *work) hit(end int) {
	bucket := w.r.index.ending(w.text, end)
	for i := range bucket {
		l := &bucket[i]
		if !l.standsAt(w.text, end) {
			continue
		}
		start := l.start(end)
		w.pass.charge(costHit * len(l.tells))
		for _, d := range l.tells {
			if d.follows != nil && !d.follows(w.text[start+len(l.text):]) {
				continue
			}
			w.current = d
			d.find(w, start)
		}
	}
}

// begin returns the scratch of the current depth, prepared for a text.
func (p *Pass) begin(r *Scrubber, key, text string) *work {
	p.charge(costText)
	w := p.works[p.depth]
	if w == nil {
		w = new(work)
		p.works[p.depth] = w
	}
	w.r, w.pass, w.key, w.text, w.qp, w.encode = r, p, key, text, false, nil
	w.found, w.effort = w.found[:0], p.effort
	w.secrets.reset()
	w.used = effortState{}
	w.changed, w.where.everywhere, w.where.far, w.where.spans = nil, true, false, w.where.spans[:0]
	if len(p.rounds.before) > 0 {
		if t := p.lastRound(key, text); t != nil {
			w.resume(t)
		}
	}
	return w
}

// inner scrubs a text that stands inside another one: a member of a structure, a decoded token.
func (r *Scrubber) inner(p *Pass, key, text string) string {
	if p.depth == maxDepth {
		// Too deep to look at: it may hold anything.
		return Placeholder("nested")
	}
	p.opened++
	return r.within(p, key, text)
}

// within is inner for a text that stands in the other one byte for byte.
func (r *Scrubber) within(p *Pass, key, text string) string {
	if len(text) < minSensitive || p.broke() || r.quiet(p, key, text) {
		return text
	}
	if p.depth == maxDepth {
		return Placeholder("nested")
	}
	p.depth++
	defer func() { p.depth-- }()
	return r.scrub(p, key, text)
}

// finish looks through the encodings of a scanned text and replaces what was found in it.
func (w *work) finish(seen class) string {
	if w.pass.broke() {
		return w.text
	}
	w.drop()
	if w.used.masked && len(w.found) > 0 {
		w.cut()
	}
	if w.changed != nil && len(w.changed.replaced) == 0 {
		w.pass.scanned(w, w.text, seen)
		return w.text
	}
	if seen&encodedClasses != 0 || w.qp {
		w.seeThrough(seen)
	}
	safe := w.text
	if len(w.found) > 0 {
		safe = w.rewrite()
	}
	if len(w.text) >= w.r.minParted {
		w.pass.scanned(w, safe, seen)
	}
	return safe
}
