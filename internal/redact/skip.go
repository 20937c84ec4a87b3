package redact

import "strings"

// skipAny skips the bytes of a set from p on, so many at most.
func skipAny(text string, p int, set string, most int) int {
	for limit := min(len(text), p+most); p < limit && strings.IndexByte(set, text[p]) >= 0; {
		p++
	}
	return p
}

// skipBlank skips spaces and tabs.
func skipBlank(text string, p int) int {
	for p < len(text) && (text[p] == ' ' || text[p] == '\t') {
		p++
	}
	return p
}

// skipSpace skips line ends, too: the white space of JSON.
func skipSpace(s string, i int) int {
	for i < len(s) && (s[i] == ' ' || s[i] == '\t' || s[i] == '\n' || s[i] == '\r') {
		i++
	}
	return i
}

// trimSpace takes spaces and tabs off the ends of s[start:end].
func trimSpace(s string, start, end int) (from, to int) {
	for start < end && (s[start] == ' ' || s[start] == '\t') {
		start++
	}
	for end > start && (s[end-1] == ' ' || s[end-1] == '\t') {
		end--
	}
	return start, end
}

// indexFrom returns the offset of the first c in s from start, or the end of s.
func indexFrom(s string, start int, c byte) int {
	if i := strings.IndexByte(s[start:], c); i >= 0 {
		return start + i
	}
	return len(s)
}

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
