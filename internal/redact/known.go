package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Known holds raw identifiers that must not survive in the texts of a pass, each with the domain it belongs to. What
// replaces one is asked of [Pass.Replace] when it is found. The zero value is empty and ready to use. It must not be used
// by two goroutines at once.
type Known struct {
	entries []knownEntry
	byWord  map[uint64]int32 // by first word: index+1 of the latest entry; nil while there are few entries
	own     Words            // the first word of each entry
	others  []*Known
	joined  int   // entries of others
	all     Words // the first words of all
	anyText bool  // an entry has no word of ASCII, and may stand in any text
}

type knownEntry struct {
	form        string // as it is looked for
	raw, domain string
	first       uint64 // hash of its first word
	lead        int    // offset of that word
	next        int32  // index+1 of the entry before it with the same first word
	quiet       bool   // too short a number to be looked for
	word        bool   // letters only: an underscore beside it makes it part of another name
	anyCase     bool   // letters and digits, as in a UUID: it is the same one in capitals
}

const (
	minKnown      = 4 // bytes
	minKnownDigit = 6 // bytes, of identifiers that are numbers
	minAnyCase    = 8 // bytes, of identifiers with digits that are found in any case
	maxKnown      = 1024
	fewKnown      = 8 // entries that are compared one by one
)

// Add makes every whole-word occurrence of raw, or of one of its other forms, in later texts be replaced as the identifier
// raw of domain; added again, of the newer domain. Ignored are forms shorter than four bytes and very long ones. Numbers
// shorter than six digits stand in too much harmless text to be looked for: only [Known.Lookup] tells of them.
func (k *Known) Add(raw, domain string, forms ...string) {
	raw = strings.TrimSpace(raw)
	k.add(raw, raw, domain)
	for _, form := range forms {
		k.add(form, raw, domain)
	}
}

func (k *Known) add(form, raw, domain string) {
	if len(form) < minKnown || len(form) > maxKnown {
		return
	}
	start, end := nextWord(form, 0)
	first := wordHash(form[start:end])
	if e := k.entry(form, first); e != nil {
		e.raw, e.domain = raw, domain
		return
	}
	e := knownEntry{form: form, raw: raw, domain: domain, first: first, lead: start, word: true}
	e.quiet = len(form) < minKnownDigit && strings.Trim(form, "0123456789.+-") == ""
	for i := 0; i < len(form); i++ {
		e.word = e.word && entries[form[i]]&classLetter != 0
	}
	e.anyCase = len(form) >= minAnyCase && mixed(form)
	k.file(e, start == end)
}

func (k *Known) file(e knownEntry, wordless bool) {
	k.entries = append(k.entries, e)
	switch {
	case k.byWord != nil:
		k.link(len(k.entries) - 1)
	case len(k.entries) > fewKnown:
		k.byWord = make(map[uint64]int32)
		for i := range k.entries {
			k.link(i)
		}
	}
	switch {
	case e.quiet:
		return
	case wordless:
		k.anyText = true
		k.own = AnyWords()
	default:
		k.own.add(e.first)
	}
	k.all.addAll(&k.own)
}

// link makes the i-th entry the first one of its word.
func (k *Known) link(i int) {
	e := &k.entries[i]
	e.next = k.byWord[e.first]
	k.byWord[e.first] = int32(i + 1)
}

// entry returns the entry of form, or nil.
func (k *Known) entry(form string, first uint64) *knownEntry {
	if k.byWord == nil {
		for i := range k.entries {
			if k.entries[i].form == form {
				return &k.entries[i]
			}
		}
		return nil
	}
	for i := k.byWord[first]; i > 0; i = k.entries[i-1].next {
		if k.entries[i-1].form == form {
			return &k.entries[i-1]
		}
	}
	return nil
}

// Size is the number of identifiers, with those of others as of the last [Known.Refresh].
func (k *Known) Size() int {
	if k == nil {
		return 0
	}
	return len(k.entries) + k.joined
}

// Join makes known in k what other holds itself, now and later.
func (k *Known) Join(other *Known) { k.others = append(k.others, other) }

// Refresh must be called before k is used if identifiers were added to those that it was joined with.
func (k *Known) Refresh() {
	if len(k.others) == 0 {
		return
	}
	k.all, k.joined = k.own, 0
	for _, o := range k.others {
		k.all.addAll(&o.own)
		k.joined += len(o.entries)
	}
}

// Lookup returns the identifier that form stands for, and its domain; ok is false if it is not known.
func (k *Known) Lookup(form string) (raw, domain string, ok bool) {
	if k == nil {
		return "", "", false
	}
	start, end := nextWord(form, 0)
	first := wordHash(form[start:end])
	e := k.entry(form, first)
	for i := 0; e == nil && i < len(k.others); i++ {
		e = k.others[i].entry(form, first)
	}
	if e == nil {
		return "", "", false
	}
	return e.raw, e.domain, true
}

// Reset forgets all identifiers and keeps the memory.
func (k *Known) Reset() {
	clear(k.entries)
	clear(k.others)
	*k = Known{entries: k.entries[:0], others: k.others[:0]}
}

// Len returns how many identifiers are known, without those of others.
func (k *Known) Len() int {
	if k == nil {
		return 0
	}
	return len(k.entries)
}

// Empty tells whether there is nothing to look for.
func (k *Known) Empty() bool { return k == nil || k.all.sum == 0 }

// MayStandIn tells whether one of the identifiers may stand in a text of these words.
func (k *Known) MayStandIn(words *Words) bool { return k != nil && k.all.meets(words) }

// standsIn tells whether one of the identifiers stands in text.
func (k *Known) standsIn(text string) bool {
	found := false
	k.each(text, func(*knownEntry, int, int) bool {
		found = true
		return false
	})
	return found
}

// knownDetector names the findings of Known. Its replacement is fixed.
var knownDetector = &detector{name: "known"}

// find adds the known identifiers of w.text.
func (k *Known) find(w *work) {
	k.each(w.text, func(e *knownEntry, start, end int) bool {
		with := w.pass.replace(Finding{Detector: knownDetector.name, Domain: e.domain}, e.raw)
		w.found = append(w.found, finding{start: start, end: end, detector: knownDetector, fixed: true, with: with})
		return true
	})
}

// each yields the identifiers that stand in text as whole words.
func (k *Known) each(text string, yield func(e *knownEntry, start, end int) bool) {
	if k.Empty() {
		return
	}
	for start, end := nextWord(text, 0); start < end; start, end = nextWord(text, end) {
		hash := wordHash(text[start:end])
		if k.all.has(hash) && !k.at(text, start, hash, yield) {
			return
		}
	}
	k.wordless(text, yield)
	for _, o := range k.others {
		o.wordless(text, yield)
	}
}

// at yields the identifiers whose first word is the one of text at start; it returns false to stop.
func (k *Known) at(text string, start int, hash uint64, yield func(e *knownEntry, start, end int) bool) bool {
	if k.own.has(hash) && !k.ownAt(text, start, hash, yield) {
		return false
	}
	for _, o := range k.others {
		if o.own.has(hash) && !o.ownAt(text, start, hash, yield) {
			return false
		}
	}
	return true
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
