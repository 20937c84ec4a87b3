package summary

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// bodySize is the length of the last part of a pseudonym: 16 bytes in base32.
const bodySize = 26

// eachPseudonym calls found with every pseudonym of domain that stands in s as
// a word of its own: in an attribute value, a URL, a statement, a baggage list.
func eachPseudonym(s, domain string, found func(string)) {
	prefix := domain + "_"
	for at := 0; ; {
		i := strings.Index(s[at:], prefix)
		if i < 0 {
			return
		}
		start := at + i
		at = start + len(prefix)
		if !startsWord(s, start) {
			continue
		}
		key := strings.IndexByte(s[at:], '_')
		if key < 0 {
			return
		}
		end := at + key + 1 + bodySize
		if end > len(s) || (end < len(s) && alphanumeric(s[end])) {
			continue
		}
		if d, _, ok := hashing.Parse(s[start:end]); ok && d == domain {
			found(s[start:end])
			at = end
		}
	}
}

// startsWord reports whether a word may start at i: after the start of the
// text, after a sign, or after a percent-encoded one ("%3Duser_k1_...").
func startsWord(s string, i int) bool {
	if i == 0 || !alphanumeric(s[i-1]) {
		return true
	}
	return i >= 3 && s[i-3] == '%' && hex(s[i-2]) && hex(s[i-1])
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func hex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}
