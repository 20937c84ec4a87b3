package redact

import "strings"

// wordByte reports whether c is a word character of regular expressions.
func wordByte(c byte) bool { return entries[c]&(classWord|classUnderscore) != 0 }

// secretByte reports whether c is one of the characters that random tokens are made of.
func secretByte(c byte) bool { return entries[c]&classSecret != 0 }

// maxToken bounds how far a token is followed that is longer than a window.
const maxToken = 1 << 16

// tokenEnd follows the token that reaches beyond end.
func tokenEnd(text string, end int) int {
	limit := min(len(text), end+maxToken)
	for end < limit && secretByte(text[end]) {
		end++
	}
	return end
}

// maxLine bounds the line that an allowlist may look at.
const maxLine = 512

// lineAround is the line that holds text[start:end], or a long part of it.
func lineAround(text string, start, end int) string {
	from, to := max(0, start-maxLine), min(len(text), end+maxLine)
	if i := strings.LastIndexByte(text[from:start], '\n'); i >= 0 {
		from += i + 1
	}
	if i := strings.IndexByte(text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return text[from:to]
}

// indexFold is the index of lower, a lower-case ASCII text, in s in any case, or -1.
func indexFold(s, lower string) int {
	for i := 0; i+len(lower) <= len(s); i++ {
		if s[i]|0x20 == lower[0]|0x20 && equalFold(s[i:i+len(lower)], lower) {
			return i
		}
	}
	return -1
}

func containsFold(s, lower string) bool { return indexFold(s, lower) >= 0 }

// singleWord reports whether s is letters of one case only: a word, not a random token.
func singleWord(s string) bool {
	lower, upper := false, false
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z':
			lower = true
		case 'A' <= c && c <= 'Z':
			upper = true
		default:
			return false
		}
	}
	return lower != upper
}
