package hashing

import (
	"fmt"
	"strings"
)

// bodyEnds are the characters a body can end in: 26 characters hold 130 bits,
// the last two of which are zero.
const bodyEnds = "aeimquy4"

// Parse splits a pseudonym into its domain and key ID. ok tells whether s has
// the shape of one; it does not tell that a known key made it. It does not
// allocate.
func Parse(s string) (domain, keyID string, ok bool) {
	at := len(s) - bodyLength - 1 // of the last underscore
	if at < len("d_k") || s[at] != '_' || !isBody(s[at+1:]) {
		return "", "", false
	}
	domain, keyID, ok = strings.Cut(s[:at], "_")
	if !ok || !isDomain(domain) || !isKeyID(keyID) {
		return "", "", false
	}
	return domain, keyID, true
}

// maxQuoted is the longest bad name that an error quotes: whoever puts a
// secret where a name belongs must not find it in a log.
const maxQuoted = 32

func nameError(pattern, got string) error {
	if len(got) > maxQuoted {
		return fmt.Errorf("must match %s, got %d characters that do not", pattern, len(got))
	}
	return fmt.Errorf("must match %s, got %q", pattern, got)
}

// ValidateDomain reports whether domain can stand in a pseudonym.
func ValidateDomain(domain string) error {
	if !isDomain(domain) {
		return nameError("[a-z][a-z0-9]*", domain)
	}
	return nil
}

// ValidateKeyID reports whether id can stand in a pseudonym.
func ValidateKeyID(id string) error {
	if !isKeyID(id) {
		return nameError("[a-z0-9][a-z0-9-]*", id)
	}
	return nil
}

func isDomain(s string) bool {
	if s == "" || !isLetter(s[0]) {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isKeyID(s string) bool {
	if s == "" || s[0] == '-' {
		return false
	}
	for i := range len(s) {
		if !isLetter(s[i]) && !isDigit(s[i]) && s[i] != '-' {
			return false
		}
	}
	return true
}

func isBody(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) && (s[i] < '2' || s[i] > '7') {
			return false
		}
	}
	return strings.IndexByte(bodyEnds, s[len(s)-1]) >= 0
}

func isLetter(b byte) bool { return 'a' <= b && b <= 'z' }

func isDigit(b byte) bool { return '0' <= b && b <= '9' }
