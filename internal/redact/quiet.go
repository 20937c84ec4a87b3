package redact

// quiet reports whether nothing can be found in text, nor in any part of it, so that structured text need not be taken to
// the end of every part.
//
// That is safe, because a detector starts from a literal, or from the classes of bytes that a text holds. No part holds a
// literal or a class that the whole does not, and what could be decoded to something else is not quiet. The two other
// things that a part depends on are looked at besides: the identifiers known, and the key beside it.
func (r *Scrubber) quiet(p *Pass, key, text string) bool {
	p.charge(len(text))
	seen, ok := r.still(text)
	return ok && seen&restless == 0 && !r.mayHold(p, key, text, seen) && !p.Known.StandsIn(text)
}

// calm reports whether a URL, whose authority and path are text[:path], can be taken apart without scanning its parts: no
// detector can start in any of them, and no known identifier stands in it. Three things are left to ask of each pair of its
// query: whether its name tells of its value, whether its value has an = of its own, and, if seen says that the query holds
// one of manyClasses, whether the pair alone does.
func (r *Scrubber) calm(p *Pass, key, text string, path int) (seen class, ok bool) {
	const longest = 1024 // bytes: a long text is seldom calm, and would be read in vain
	if len(text) > longest {
		return 0, false
	}
	seen, ok = r.still(text[:path])
	if !ok || seen&restless != 0 || r.mayHold(p, key, "", seen) {
		return seen, false
	}
	seen, ok = r.still(text[path:])
	return seen, ok && seen&restless&^(classEquals|classAmpersand|manyClasses) == 0 &&
		!r.mayHold(p, key, "", seen&^manyClasses) && !p.Known.StandsIn(text)
}

// manyClasses are the classes of texts that hold many of a kind of bytes.
const manyClasses = classUpper3 | classDigits8 | classDigits12

// holdsMany reports whether text holds one of manyClasses.
func holdsMany(text string) bool {
	var counts class
	for i := range len(text) {
		counts += entries[text[i]] >> countShift
	}
	return counted(counts, len(text))&manyClasses != 0
}

// still reports whether text holds no literal at which a detector may find something, and which classes it holds.
func (r *Scrubber) still(text string) (seen class, ok bool) {
	var counts class
	gram := uint32(0)
	for i := 0; i < len(text); i++ {
		i, gram, seen, counts = sweep(text, i, gram, &r.index.bits, seen, counts)
		if i < len(text) && r.index.startsAt(text, i+1) {
			return seen, false
		}
	}
	return seen | counted(counts, len(text)), true
}

// mayHold reports whether a detector may find something in text for the classes that it holds. An empty text stands for
// any.
func (r *Scrubber) mayHold(p *Pass, key, text string, seen class) bool {
	for _, d := range r.onClass {
		if seen&d.classes == d.classes && (d.keys == nil || p.keyed.holds(d.keys, key) && (text == "" || tokenLike(text))) {
			return true
		}
	}
	return false
}

// restless are the bytes of encodings and of structures: a text that holds one is looked at in full.
const restless = encodedClasses | classAt | classEquals | classSemicolon | classPlus | classBrace | classQuote | classSpace | classControl

// startsAt reports whether a literal whose gram ends at end stands in text, and its detector may find something there.
func (x *index) startsAt(text string, end int) bool {
	bucket := x.ending(text, end)
	for i := range bucket {
		if l := &bucket[i]; l.standsAt(text, end) && l.mayStart(text[l.start(end)+len(l.text):]) {
			return true
		}
	}
	return false
}

// standsAt reports whether the literal stands in text where its gram ends at end.
func (l *literal) standsAt(text string, end int) bool {
	start := l.start(end)
	stop := start + len(l.text)
	return start >= 0 && stop <= len(text) && (text[stop-1]^l.last)&^0x20 == 0 && equalFold(text[start:stop], l.text)
}

// start is where the literal begins whose gram ends at end.
func (l *literal) start(end int) int { return end - int(l.end) }

// mayStart reports whether a detector may find something at the literal, which rest follows.
func (l *literal) mayStart(rest string) bool {
	for _, d := range l.tells {
		if d.follows == nil || d.follows(rest) {
			return true
		}
	}
	return false
}

// keyMemo remembers which of the latest keys hold one of the literals that make a secret of a value beside them.
type keyMemo [16]struct {
	key   string
	index *index
	holds bool
}

func (m *keyMemo) holds(x *index, key string) bool {
	e := &m[len(key)%len(m)]
	if e.key != key || e.index != x {
		e.key, e.index, e.holds = key, x, false
		x.each(key, func(*detector, int) { e.holds = true })
	}
	return e.holds
}
