package redact

import (
	"math/bits"
	"strings"
)

// A dictionary is a set of words in lower case. Most that is looked up is none of them, as its length and its first byte
// tell together; what is left is compared with the words that have three of its bytes.
type dictionary struct {
	heads *[longestEntry + 1]uint32 // by length: the first bytes of the words, a bit each
	slots []string                  // a hash table with linear probing
	shift int                       // of a hash, to the index of a slot
}

// longestEntry is the length of the longest word that a dictionary may hold.
const longestEntry = 32

// words makes a dictionary of the words of a list.
func words(list string) dictionary {
	const sparse = 4 // slots a word
	all := strings.Fields(list)
	size := bits.Len(uint(sparse * len(all)))
	d := dictionary{heads: new([longestEntry + 1]uint32), slots: make([]string, 1<<size), shift: 32 - size}
	for _, w := range all {
		d.heads[len(w)] |= head(w)
		*d.slot(w) = w
	}
	return d
}

// head is the bit of the first byte of a word, the same in any case.
func head(w string) uint32 { return 1 << (w[0] & 0x1f) }

// has reports whether s is one of the words, in any case of ASCII letters.
func (d dictionary) has(s string) bool {
	return s != "" && len(s) <= longestEntry && d.heads[len(s)]&head(s) != 0 && *d.slot(s) != ""
}

// slot returns the slot of a word, or the free one where it belongs.
func (d dictionary) slot(s string) *string {
	const odd, small = 0x9e3779b1, 0x202020
	key := uint32(s[0])<<16 | uint32(s[len(s)/2])<<8 | uint32(s[len(s)-1]) | small
	for i := (key + uint32(len(s))<<24) * odd >> d.shift; ; i++ {
		if w := &d.slots[i&uint32(len(d.slots)-1)]; *w == "" || len(*w) == len(s) && equalFold(s, *w) {
			return w
		}
	}
}
