package redact

// work is one text while it is scanned. Detectors read text and key and call add.
type work struct {
	r       *Scrubber
	pass    *Pass
	key     string // attribute key or name of the member, context for secrets that only a name gives away
	text    string // the text as the detectors see it: decoded, where a view is scanned
	current *detector
	found   []finding
	secrets secretState
}

// finding is a range of w.text.
type finding struct {
	start, end int
	detector   *detector
	rule       string
}

// add records that w.text[start:end] is sensitive.
func (w *work) add(start, end int, rule string) {
	if start < end {
		w.found = append(w.found, finding{start, end, w.current, rule})
	}
}

// covered reports whether the byte at already belongs to a finding, so that a detector need not look at it again.
func (w *work) covered(at int) bool {
	for i := len(w.found) - 1; i >= 0; i-- {
		if f := &w.found[i]; f.start <= at && at < f.end {
			return true
		}
	}
	return false
}

// sweep is the fast path of the package: one pass over a text that finds the next place where a literal may end, and
// gathers which classes of bytes the text holds and how many digits and capitals.
//
// It is safe to stop here for a text without hits: every literal has its gram in bits, grams are formed from every three
// neighboring bytes, and folding only ever makes different texts equal, never equal ones different.
func sweep(text string, i int, gram uint32, bits *bitmap, seen, counts class) (int, uint32, class, class) {
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

func (r *Scrubber) plain(p *Pass, key, text string) string {
	if p == nil {
		p = new(Pass)
	}
	w := p.work(r, key, text)
	var seen, counts class
	gram := uint32(0)
	for i := 0; i < len(text); i++ {
		i, gram, seen, counts = sweep(text, i, gram, &r.index.bits, seen, counts)
		if i == len(text) {
			break
		}
		w.hit(gram, i+1)
	}
	seen |= counted(counts)
	for _, d := range r.onClass {
		if seen&d.classes == d.classes {
			w.current = d
			d.find(w, -1)
		}
	}
	if len(w.found) == 0 {
		return text
	}
	return w.rewrite()
}

func counted(counts class) class {
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
func (w *work) hit(gram uint32, end int) {
	bucket := w.r.index.buckets[w.r.index.rank(gram)]
	for i := range bucket {
		l := &bucket[i]
		start := end - l.end
		if start < 0 || start+len(l.text) > len(w.text) || !equalFold(w.text[start:start+len(l.text)], l.text) {
			continue
		}
		for _, d := range l.tells {
			w.current = d
			d.find(w, start)
		}
	}
}

// equalFold reports whether s is lower but for the case of ASCII letters. They have the same length.
func equalFold(s, lower string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

func (p *Pass) work(r *Scrubber, key, text string) *work {
	w := p.works[p.depth]
	if w == nil {
		w = new(work)
		p.works[p.depth] = w
	}
	w.r, w.pass, w.key, w.text = r, p, key, text
	w.found = w.found[:0]
	w.secrets.reset()
	return w
}
