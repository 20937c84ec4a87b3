package redact

import (
	"math/bits"
	"strings"
)

// gramBits is the size of a 3-gram of codes. A bitmap of all grams takes 4 KB and stays in the first-level cache.
const (
	gramBits = 3 * codeBits
	gramMask = 1<<gramBits - 1
)

type bitmap [1 << gramBits / 64]uint64

// at returns the bit of a gram as the lowest one of a word; the others mean nothing.
func (b *bitmap) at(gram uint32) uint64 { return b[gram>>6&(1<<(gramBits-6)-1)] >> (gram & 63) }
func (b *bitmap) has(gram uint32) bool  { return b.at(gram)&1 != 0 }
func (b *bitmap) set(gram uint32)       { b[gram&gramMask>>6] |= 1 << (gram & 63) }

// index finds which literals stand in a text. Each literal is filed under one of its 3-grams.
type index struct {
	bits    bitmap
	base    [len(bitmap{})]uint16 // number of grams before each word of bits
	buckets [][]literal           // by rank of the gram
}

type literal struct {
	text  string // lower case
	tells []*detector
	end   int32 // offset in text of the byte after the gram
	last  byte  // of text
}

func newIndex(detectors []*detector) (x index) {
	byText := map[string]*literal{}
	var order []*literal
	for _, d := range detectors {
		for _, s := range d.literals {
			s = strings.ToLower(s)
			l := byText[s]
			if l == nil {
				l = &literal{text: s, end: int32(rarestGram(s)), last: s[len(s)-1]}
				byText[s], order = l, append(order, l)
			}
			l.tells = append(l.tells, d)
		}
	}
	for _, l := range order {
		x.bits.set(gramAt(l.text, int(l.end)))
	}
	n := 0
	for i, word := range x.bits {
		x.base[i] = uint16(n)
		n += bits.OnesCount64(word)
	}
	x.buckets = make([][]literal, n)
	for _, l := range order {
		i := x.rank(gramAt(l.text, int(l.end)))
		x.buckets[i] = append(x.buckets[i], *l)
	}
	return x
}

// standsIn reports whether one of the literals stands in text.
func (x *index) standsIn(text string) bool {
	gram := uint32(0)
	for i := 0; i < len(text); i++ {
		i, gram, _, _ = sweep(text, i, gram, &x.bits, 0, 0)
		if i < len(text) && x.startsAt(text, gram, i+1) {
			return true
		}
	}
	return false
}

// rank returns the position of a gram among those of the index; it must be one of them.
func (x *index) rank(gram uint32) int {
	word, bit := gram&gramMask>>6, gram&63
	return int(x.base[word]) + bits.OnesCount64(x.bits[word]&(1<<bit-1))
}

// gramAt returns the gram of the three bytes of s before end.
func gramAt(s string, end int) uint32 {
	code := func(i int) uint32 { return uint32(entries[s[i]] & codeMask) }
	return code(end-3)<<(2*codeBits) | code(end-2)<<codeBits | code(end-1)
}
