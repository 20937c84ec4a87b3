package redact

import (
	"strings"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
)

// Known holds raw identifiers that must not survive in the texts of a pass, each with the domain it belongs to. What
// replaces one is asked of [Pass.Replace] when it is found. The zero value is empty and ready to use. It must not be used
// by two goroutines at once.
type Known struct {
	entries  []knownEntry
	byWord   map[uint64]int32 // by first word: index+1 of the latest entry; nil while there are few entries
	own      Words            // the first word of each entry
	others   []*Known
	looks    int                 // at others, one after the other
	merged   map[uint64][]*Known // of others, by the first words that they hold; nil until there were many looks
	joined   int                 // entries of others
	all      Words               // the first words of all
	anyText  bool                // an entry has no word of ASCII, and may stand in any text
	anyOther bool                // the same of others
}

type knownEntry struct {
	form        string // as it is looked for
	raw, domain string
	first       uint64 // hash of its first word
	lead        int    // offset of that word
	next        int32  // index+1 of the entry before it with the same first word
	probe       int16  // offset of a byte that is the same in any case, if it is found in any; negative: no byte is
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
	first := quickhash.Word(form[start:end])
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
	e.probe = probeOf(form)
	k.file(e, start == end)
}

// probeOf is where a digit stands in form, or its first byte if there is none. Beyond ASCII, letters of one case may take
// more bytes than those of the other, which moves what stands behind them.
func probeOf(form string) int16 {
	for i := range len(form) {
		if form[i] >= utf8.RuneSelf {
			return -1
		}
	}
	return int16(max(0, strings.LastIndexAny(form, "0123456789")))
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
	k.all, k.joined, k.looks, k.merged = k.own, 0, 0, nil
	for _, o := range k.others {
		k.all.addAll(&o.own)
		k.joined += len(o.entries)
		k.anyOther = k.anyOther || o.anyText
	}
}

// Lookup returns the identifier that form stands for, and its domain; ok is false if it is not known.
func (k *Known) Lookup(form string) (raw, domain string, ok bool) {
	if k == nil {
		return "", "", false
	}
	start, end := nextWord(form, 0)
	first := quickhash.Word(form[start:end])
	e := k.entry(form, first)
	if e == nil {
		for _, o := range k.with(first) {
			if e = o.entry(form, first); e != nil {
				break
			}
		}
	}
	if e == nil {
		return "", "", false
	}
	return e.raw, e.domain, true
}

// Holds tells whether form is known in k itself, not only in others.
func (k *Known) Holds(form string) bool {
	start, end := nextWord(form, 0)
	return k.entry(form, quickhash.Word(form[start:end])) != nil
}

// What k keeps the memory of: identifiers, and others.
const (
	keptKnown  = 64
	keptOthers = 1024
)

// Reset forgets all identifiers and keeps the memory, unless there were many.
func (k *Known) Reset() {
	if cap(k.entries) > keptKnown || cap(k.others) > keptOthers {
		*k = Known{}
		return
	}
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
