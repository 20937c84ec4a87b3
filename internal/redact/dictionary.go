package redact

import "strings"

// A dictionary is a set of words in lower case. Most that is looked up is none of them, as its length and its first byte
// tell together.
type dictionary struct {
	words map[string]bool
	heads *[longestEntry + 1]uint32 // by length: the first bytes of the words, a bit each
}

// longestEntry is the length of the longest word that a dictionary may hold.
const longestEntry = 32

// words makes a dictionary of the words of a list.
func words(list string) dictionary {
	d := dictionary{map[string]bool{}, new([longestEntry + 1]uint32)}
	for w := range strings.FieldsSeq(list) {
		d.words[w] = true
		d.heads[len(w)] |= head(w)
	}
	return d
}

// head is the bit of the first byte of a word, the same in any case.
func head(w string) uint32 { return 1 << (w[0] & 0x1f) }

// has reports whether s is one of the words, in any case of ASCII letters. It allocates nothing.
func (d dictionary) has(s string) bool {
	if s == "" || len(s) > longestEntry || d.heads[len(s)]&head(s) == 0 {
		return false
	}
	var buffer [longestEntry]byte
	return d.words[string(appendLower(buffer[:0], s))] // the compiler makes no string for it
}

// appendLower appends s to b, with its ASCII letters in lower case.
func appendLower(b []byte, s string) []byte {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		b = append(b, c)
	}
	return b
}

// hasSuffixFold reports whether s ends in lower, in any case.
func hasSuffixFold(s, lower string) bool {
	return len(s) >= len(lower) && equalFold(s[len(s)-len(lower):], lower)
}
