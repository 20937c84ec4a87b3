package redact

// Comparisons that take capitals and small letters of ASCII for the same. What is looked for is in lower case.

// equalFold reports whether s is lower but for the case of ASCII letters. They have the same length.
func equalFold(s, lower string) bool {
	for i := range len(s) {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// hasPrefixFold reports whether s begins with lower, in any case.
func hasPrefixFold(s, lower string) bool {
	return len(s) >= len(lower) && equalFold(s[:len(lower)], lower)
}

// hasSuffixFold reports whether s ends in lower, in any case.
func hasSuffixFold(s, lower string) bool {
	return len(s) >= len(lower) && equalFold(s[len(s)-len(lower):], lower)
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
