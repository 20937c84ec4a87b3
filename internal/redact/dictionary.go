package redact

import "strings"

// A dictionary is a set of words in lower case.
type dictionary map[string]bool

// words makes a dictionary of the words of a list.
func words(list string) dictionary {
	out := dictionary{}
	for w := range strings.FieldsSeq(list) {
		out[w] = true
	}
	return out
}

// longestEntry is the length of the longest word that a dictionary may hold.
const longestEntry = 32

// has reports whether s is one of the words, in any case of ASCII letters. It allocates nothing.
func (d dictionary) has(s string) bool {
	if len(s) > longestEntry {
		return false
	}
	var buffer [longestEntry]byte
	return d[string(appendLower(buffer[:0], s))] // the compiler makes no string for it
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
