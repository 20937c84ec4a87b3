package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
)

// MayStandIn tells whether one of the identifiers may stand in a text of these words.
func (k *Known) MayStandIn(words *Words) bool {
	return k != nil && (k.all.sum&words.sum != 0 && k.all.meets(words) || k.anyText || k.anyOther)
}

// MayHave tells whether MayStandIn can be true for the words that are folded so.
func (k *Known) MayHave(folded uint64) bool {
	return k != nil && (k.all.sum&folded != 0 || k.anyText || k.anyOther)
}

// StandsIn tells whether one of the identifiers stands in text.
func (k *Known) StandsIn(text string) bool {
	if k.Empty() {
		return false
	}
	if found, sure := k.probe(text); sure {
		return found
	}
	found := false
	k.each(text, span{0, len(text)}, func(*knownEntry, int, int) bool {
		found = true
		return false
	})
	return found
}

// probe looks for each identifier by one of its bytes, which is faster than to read all words of text while it knows few.
// It is not sure of texts that are full of that byte.
func (k *Known) probe(text string) (found, sure bool) {
	if len(k.entries) > fewProbed || len(k.others) > 0 {
		return false, false
	}
	left := mostProbes
	for i := range k.entries {
		e := &k.entries[i]
		if e.probe < 0 {
			return false, false
		}
		for from := int(e.probe); from < len(text); from++ {
			next := strings.IndexByte(text[from:], e.form[e.probe])
			if next < 0 {
				break
			}
			if from += next; e.stands(text, from-int(e.probe)) {
				return true, true
			}
			if left--; left < 0 {
				return false, false
			}
		}
	}
	return false, true
}

const (
	fewProbed  = 4
	mostProbes = 16
)

// knownDetector names the findings of Known. Its replacement is fixed.
var knownDetector = &detector{name: "known"}

// find adds the known identifiers of w.text.
func (k *Known) find(w *work) {
	if k.Empty() {
		return
	}
	if found, sure := k.probe(w.text); sure && !found {
		return
	}
	add := func(e *knownEntry, start, end int) bool {
		w.found = append(w.found, finding{start: start, end: end, detector: knownDetector, fixed: true, known: e})
		return true
	}
	if w.where.everywhere || k.anyText || k.anyOther {
		k.each(w.text, span{0, len(w.text)}, add)
		return
	}
	for _, s := range w.where.spans {
		k.each(w.text, s, add)
	}
}

// each yields the identifiers that stand in text as whole words, those whose first word begins in a part of it.
func (k *Known) each(text string, part span, yield func(e *knownEntry, start, end int) bool) {
	if k.Empty() {
		return
	}
	for start, end := nextWord(text, part.start); start < part.end && start < end; start, end = nextWord(text, end) {
		hash := quickhash.Word(text[start:end])
		if k.all.has(hash) && !k.at(text, start, hash, yield) {
			return
		}
	}
	k.wordless(text, yield)
	if !k.anyOther {
		return
	}
	for _, o := range k.others {
		o.wordless(text, yield)
	}
}

// at yields the identifiers whose first word is the one of text at start; it returns false to stop.
func (k *Known) at(text string, start int, hash uint64, yield func(e *knownEntry, start, end int) bool) bool {
	if k.own.has(hash) && !k.ownAt(text, start, hash, yield) {
		return false
	}
	for _, o := range k.with(hash) {
		if o.own.has(hash) && !o.ownAt(text, start, hash, yield) {
			return false
		}
	}
	return true
}

// with returns those of the others that may hold an identifier with this first word. To look through all of them is cheapest
// at first; from the many that a batch of metrics joins, an index is made once it pays.
func (k *Known) with(first uint64) []*Known {
	if k.merged != nil {
		return k.merged[first]
	}
	if k.looks += len(k.others); k.looks > maxLooks {
		k.merge()
	}
	return k.others
}

// maxLooks is how many looks cost about as much as the index.
const maxLooks = 1 << 14

func (k *Known) merge() {
	k.merged = make(map[uint64][]*Known, k.joined)
	for _, o := range k.others {
		for i := range o.entries {
			first := o.entries[i].first
			if of := k.merged[first]; len(of) == 0 || of[len(of)-1] != o {
				k.merged[first] = append(of, o)
			}
		}
	}
}

func (k *Known) ownAt(text string, start int, hash uint64, yield func(e *knownEntry, start, end int) bool) bool {
	try := func(e *knownEntry) bool {
		from := start - e.lead
		return e.first != hash || !e.stands(text, from) || yield(e, from, from+len(e.form))
	}
	if k.byWord == nil {
		for i := range k.entries {
			if !try(&k.entries[i]) {
				return false
			}
		}
		return true
	}
	for i := k.byWord[hash]; i > 0; i = k.entries[i-1].next {
		if !try(&k.entries[i-1]) {
			return false
		}
	}
	return true
}

// wordless yields the identifiers that have no word of ASCII.
func (k *Known) wordless(text string, yield func(e *knownEntry, start, end int) bool) {
	if !k.anyText {
		return
	}
	for i := range k.entries {
		e := &k.entries[i]
		if start, end := nextWord(e.form, 0); start < end {
			continue
		}
		for from := 0; ; from++ {
			i := strings.Index(text[from:], e.form)
			if i < 0 {
				break
			}
			if from += i; e.stands(text, from) && !yield(e, from, from+len(e.form)) {
				return
			}
		}
	}
}

// stands reports whether the identifier stands in text at start, and is not a part of a longer word.
func (e *knownEntry) stands(text string, start int) bool {
	end := start + len(e.form)
	if e.quiet || start < 0 || end > len(text) || !e.equals(text[start:end]) {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	first, _ := utf8.DecodeRuneInString(e.form)
	last, _ := utf8.DecodeLastRuneInString(e.form)
	return (!e.joins(before) || !e.joins(first)) && (!e.joins(after) || !e.joins(last))
}

// equals reports whether s, which is as long, is the identifier.
func (e *knownEntry) equals(s string) bool {
	return s == e.form || e.anyCase && strings.EqualFold(s, e.form)
}

func (e *knownEntry) joins(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || e.word && r == '_')
}
