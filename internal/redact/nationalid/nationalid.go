// Package nationalid finds the identity numbers that people have from a state, by their published forms and checksums.
// Where these do not tell enough, a word beside the number, or the key beside the text, must say what it is.
//
// Call [All]. Another country is a line in numbers.go, with a test for a number that is valid and for one that is not.
package nationalid

import (
	"iter"
	"slices"
	"strings"
	"sync"
)

// All yields the bounds of the identity numbers in text, in order, which stands beside key.
func All(text, key string) iter.Seq2[int, int] {
	return func(yield func(start, end int) bool) {
		s := search{text: text, key: key[max(0, len(key)-longestKey):]}
		for i := 0; i < len(text); i++ {
			if !isWord(text[i]) || i > 0 && isWord(text[i-1]) {
				continue
			}
			joined := i > 1 && (text[i-1] == '-' || text[i-1] == '.') && isWord(text[i-2])
			if joined && isDigit(text[i-2]) {
				continue
			}
			end := s.longest(forms(), i, i)
			// Behind a name, as in cache.hit.123-45-6789, only numbers that are written in groups are told from others.
			if end == 0 || joined && len(capitals(text[i:end])) == end-i {
				continue
			}
			if !yield(i, end) {
				return
			}
			i = end - 1
		}
	}
}

// longestKey bounds how much of a key is looked at, from its end: paths of documents may be very long.
const longestKey = 128

// symbols are those that forms are written with, see [number].
const symbols = "9AX -./+|"

// A node of the tree of all forms, which is walked once from each place where a number may begin.
type node struct {
	next [len(symbols) + 1]*node // by the offset of a symbol; the last one is nil
	ends []int                   // forms that end here, as indexes into numbers
}

var forms = sync.OnceValue(func() *node {
	root := new(node)
	for i := range numbers {
		for _, form := range numbers[i].forms {
			root.insert(form, i)
		}
	}
	return root
})

func (n *node) insert(form string, number int) {
	for i := range len(form) {
		child := &n.next[strings.IndexByte(symbols, form[i])]
		if *child == nil {
			*child = new(node)
		}
		n = *child
	}
	n.ends = append(n.ends, number)
}

// steps are, for each byte, the offsets of the symbols that it can stand for, those of no symbol behind the last one.
var steps = func() (t [256][2]uint8) {
	const digit, letter, either, none = 0, 1, 2, uint8(len(symbols))
	for c := range t {
		switch b := byte(c); {
		case isDigit(b):
			t[c] = [2]uint8{digit, either}
		case isLetter(b):
			t[c] = [2]uint8{letter, either}
		default:
			t[c] = [2]uint8{none, none}
			if i := strings.IndexByte(symbols, b); i >= 0 {
				t[c][0] = uint8(i)
			}
		}
	}
	return t
}()

// A search is the look for numbers in one text.
type search struct {
	text, key string
	announced uint64 // bits: the numbers of which the key holds a word, if it was asked
	asked     bool
}

// longest walks the tree from text[p] and returns the end of the longest valid number that begins at start, or 0.
func (s *search) longest(n *node, start, p int) (end int) {
	if len(n.ends) > 0 && (p == len(s.text) || !endsInside(s.text[p:])) && s.valid(n.ends, start, p) {
		end = p
	}
	if p == len(s.text) {
		return end
	}
	for _, step := range steps[s.text[p]] {
		if child := n.next[step]; child != nil {
			end = max(end, s.longest(child, start, p+1))
		}
	}
	return end
}

// endsInside reports whether what follows shows that the number is part of something longer.
func endsInside(rest string) bool {
	c := rest[0]
	return isWord(c) || c == '_' || len(rest) > 1 && ((c == '-' || c == '.') && isWord(rest[1]) || c == '/' && isDigit(rest[1]))
}

// valid reports whether text[start:end] is one of the numbers with these indexes.
func (s *search) valid(ends []int, start, end int) bool {
	compact := capitals(s.text[start:end])
	if strings.Count(compact, compact[:1]) == len(compact) {
		return false // one digit again and again passes many checksums and is nobody's number
	}
	return slices.ContainsFunc(ends, func(i int) bool {
		n := &numbers[i]
		return n.valid(compact) && (len(n.context) == 0 || s.isAnnounced(i, start))
	})
}

// capitals are the letters, all in capitals, and digits of a number.
func capitals(number string) string {
	const longest = 24
	var compact [longest]byte
	n := 0
	for i := range len(number) {
		if c := number[i]; isWord(c) {
			if c >= 'a' {
				c -= 'a' - 'A'
			}
			compact[n] = c
			n++
		}
	}
	return string(compact[:n])
}

// isAnnounced reports whether a word of the number stands shortly before start, or in the key.
func (s *search) isAnnounced(number, start int) bool {
	const near = 32
	before := s.text[max(0, start-near):start]
	before = before[strings.LastIndexByte(before, ']')+1:] // what was masked there is no context
	if holdsAny(before, numbers[number].context) {
		return true
	}
	if !s.asked {
		s.asked = true
		for i := range numbers {
			if holdsAny(s.key, numbers[i].context) {
				s.announced |= 1 << i
			}
		}
	}
	return s.announced>>number&1 != 0
}

// holdsAny reports whether one of the words, in lower case, stands in s in any case.
func holdsAny(s string, words []string) bool {
	for _, word := range words {
		for i := 0; i+len(word) <= len(s); i++ {
			if s[i]|0x20 == word[0] && strings.EqualFold(s[i:i+len(word)], word) {
				return true
			}
		}
	}
	return false
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
func isWord(c byte) bool   { return isDigit(c) || isLetter(c) }
