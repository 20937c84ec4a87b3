package redact

import (
	"math/bits"
	"strings"
)

// gramBits is the size of a 3-gram of codes. A bitmap of all grams takes 4 KB and stays in the first-level cache.
const (
	gramBytes = 3
	gramBits  = gramBytes * codeBits
	gramMask  = 1<<gramBits - 1
)

type bitmap [1 << gramBits / 64]uint64

// at returns the bit of a gram as the lowest one of a word; the others mean nothing.
func (b *bitmap) at(gram uint32) uint64 { return b[gram>>6&(1<<(gramBits-6)-1)] >> (gram & 63) }
func (b *bitmap) has(gram uint32) bool  { return b.at(gram)&1 != 0 }
func (b *bitmap) set(gram uint32)       { b[gram&gramMask>>6] |= 1 << (gram & 63) }

// index finds which literals stand in a text. Each literal is filed under one of its 3-grams: by codes, for the sweep, and as
// it is spelled, because codes make many grams equal.
type index struct {
	bits    bitmap
	slots   []slot // a hash table with linear probing
	shift   int    // of a hash, to the index of a slot
	buckets [][]literal
}

// A slot says which bucket holds the literals of a gram. The zero slot is free.
type slot struct{ gram, bucket uint32 }

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
	const sparse = 4 // slots a literal
	size := bits.Len(uint(sparse * len(order)))
	x.slots, x.shift = make([]slot, 1<<size), 32-size
	for _, l := range order {
		s := x.slot(spelledGram(l.text, int(l.end)))
		if s.gram == 0 {
			*s = slot{spelledGram(l.text, int(l.end)), uint32(len(x.buckets))}
			x.buckets = append(x.buckets, nil)
		}
		x.buckets[s.bucket] = append(x.buckets[s.bucket], *l)
	}
	return x
}

// ending returns the literals whose gram may end at end.
func (x *index) ending(text string, end int) []literal {
	if end < gramBytes {
		return nil
	}
	if s := x.slot(spelledGram(text, end)); s.gram != 0 {
		return x.buckets[s.bucket]
	}
	return nil
}

// slot returns the slot of a gram as it is spelled, or the free one where it belongs.
func (x *index) slot(gram uint32) *slot {
	const odd = 0x9e3779b1
	for i := gram * odd >> x.shift; ; i++ {
		if s := &x.slots[i&uint32(len(x.slots)-1)]; s.gram == gram || s.gram == 0 {
			return s
		}
	}
}

// spelledGram is the gram of the three bytes of s before end, the same for capitals and small letters, and for a few marks. It
// is never zero.
func spelledGram(s string, end int) uint32 {
	const small = 0x202020
	b := s[end-gramBytes : end]
	return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 | small
}

// standsIn reports whether one of the literals stands in text.
func (x *index) standsIn(text string) bool {
	gram := uint32(0)
	for i := 0; i < len(text); i++ {
		i, gram, _, _ = sweep(text, i, gram, &x.bits, 0, 0)
		if i < len(text) && x.startsAt(text, i+1) {
			return true
		}
	}
	return false
}

// gramAt returns the gram of the three bytes of s before end.
func gramAt(s string, end int) uint32 {
	code := func(i int) uint32 { return uint32(entries[s[i]] & codeMask) }
	return code(end-3)<<(2*codeBits) | code(end-2)<<codeBits | code(end-1)
}
