package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Known holds raw identifiers seen in a span or trace together with what replaces them. The zero value is empty and
// ready to use. It must not be used by two goroutines at once.
type Known struct {
	added   []knownEntry // not yet filed: raw and replacement only
	entries []knownEntry
	first   [knownHeads]int32 // by gram: index+1 of the latest entry
	bits    bitmap            // grams of owner's literals and of the entries
	owner   *Scrubber
	ready   int     // entries whose grams are in bits
	firsts  wordSet // the first word of each entry
}

type knownEntry struct {
	raw, replacement string
	gram             uint32
	end              int   // offset of the byte after the gram
	next             int32 // index+1 of the entry before it with the same head
	word             bool  // letters only: an underscore beside it makes it part of another name
	anyCase          bool  // letters and digits, as in a UUID: it is the same one in capitals
}

const (
	knownHeads    = 1024
	minKnown      = 4 // bytes
	minKnownDigit = 6 // bytes, of identifiers that are numbers
	minAnyCase    = 8 // bytes, of identifiers with digits that are found in any case
	maxKnown      = 1024
)

// Add makes every whole-word occurrence of raw in later texts be replaced; added again, by the newer replacement. Ignored
// are identifiers shorter than four
// bytes, numbers shorter than six digits, as they stand in too much harmless text, and very long ones.
func (k *Known) Add(raw, replacement string) {
	raw = strings.TrimSpace(raw)
	if len(raw) < minKnown || len(raw) > maxKnown || raw == replacement ||
		len(raw) < minKnownDigit && strings.Trim(raw, "0123456789.+-") == "" {
		return
	}
	k.firsts.addFirst(raw)
	k.added = append(k.added, knownEntry{raw: raw, replacement: replacement})
}

// settle files what was added since it was last called. The texts of many traces and resources are all known to hold no
// identifier, so it waits for the first text that has to be scanned.
func (k *Known) settle() {
	for _, e := range k.added {
		k.file(e)
	}
	clear(k.added)
	k.added = k.added[:0]
}

func (k *Known) file(e knownEntry) {
	raw := e.raw
	e.end = rarestGram(raw)
	e.gram = gramAt(raw, e.end)
	head := e.gram % knownHeads
	for i := k.first[head]; i > 0; i = k.entries[i-1].next {
		if k.entries[i-1].raw == raw {
			k.entries[i-1].replacement = e.replacement
			return
		}
	}
	e.word = true
	for i := 0; i < len(raw); i++ {
		e.word = e.word && entries[raw[i]]&classLetter != 0
	}
	e.anyCase = len(raw) >= minAnyCase && mixed(raw)
	e.next = k.first[head]
	k.entries = append(k.entries, e)
	k.first[head] = int32(len(k.entries))
}

// Reset forgets all identifiers and keeps the memory.
func (k *Known) Reset() {
	if k.owner != nil {
		// Entries share words with literals: those bits are put back.
		for _, e := range k.entries[:k.ready] {
			word := e.gram & gramMask >> 6
			k.bits[word] = k.owner.index.bits[word]
		}
	}
	clear(k.added)
	k.added = k.added[:0]
	clear(k.entries)
	k.entries, k.ready = k.entries[:0], 0
	k.first = [knownHeads]int32{}
	k.firsts = wordSet{}
}

// mayStandIn tells whether one of the identifiers may stand in a text of these words.
func (k *Known) mayStandIn(words *wordSet) bool { return !k.empty() && k.firsts.meets(words) }

// Len returns how many identifiers are known.
func (k *Known) Len() int {
	if k == nil {
		return 0
	}
	k.settle()
	return len(k.entries)
}

func (k *Known) empty() bool { return k == nil || len(k.entries)+len(k.added) == 0 }

// bitmap returns the grams of r's literals and of the known identifiers.
func (k *Known) bitmap(r *Scrubber) *bitmap {
	if k.owner != r {
		k.owner, k.bits, k.ready = r, r.index.bits, 0
	}
	k.settle()
	for ; k.ready < len(k.entries); k.ready++ {
		k.bits.set(k.entries[k.ready].gram)
	}
	return &k.bits
}

// knownDetector names the findings of Known. Its replacement is fixed.
var knownDetector = &detector{name: "known"}

// find adds the known identifiers of w.text whose gram ends at end.
func (k *Known) find(w *work, gram uint32, end int) {
	gram &= gramMask
	for i := k.first[gram%knownHeads]; i > 0; {
		e := &k.entries[i-1]
		i = e.next
		if e.gram != gram {
			continue
		}
		start := end - e.end
		stop := start + len(e.raw)
		if start < 0 || stop > len(w.text) || !e.equals(w.text[start:stop]) || !e.whole(w.text, start, stop) {
			continue
		}
		w.found = append(w.found, finding{start: start, end: stop, detector: knownDetector, fixed: true, with: e.replacement})
	}
}

// equals reports whether s, which is as long, is the identifier.
func (e *knownEntry) equals(s string) bool {
	return s == e.raw || e.anyCase && strings.EqualFold(s, e.raw)
}

// whole reports whether text[start:end] is not a part of a longer word.
func (e *knownEntry) whole(text string, start, end int) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:start])
	after, _ := utf8.DecodeRuneInString(text[end:])
	first, _ := utf8.DecodeRuneInString(e.raw)
	last, _ := utf8.DecodeLastRuneInString(e.raw)
	return (!e.joins(before) || !e.joins(first)) && (!e.joins(after) || !e.joins(last))
}

func (e *knownEntry) joins(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r) || e.word && r == '_')
}
