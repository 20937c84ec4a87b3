package hashing

import (
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Canonical is the form of text that goes into a pseudonym: without white
// space at both ends, in Unicode NFC, and in lower case if fold is set. Text
// that has that form already is returned as it is, without allocating.
// Bytes that are not UTF-8 are kept.
func Canonical(text string, fold bool) string {
	text = strings.TrimSpace(text)
	switch class(text) {
	case asciiLower:
		return text
	case asciiMixed:
		if fold {
			return strings.ToLower(text)
		}
		return text
	case other:
	}
	text = norm.NFC.String(text)
	if fold {
		// Lower case may compose where upper case does not: J with caron has
		// no character of its own, j with caron has.
		text = norm.NFC.String(lower(text))
	}
	return text
}

type textClass int

const (
	asciiLower textClass = iota // ASCII without upper case
	asciiMixed
	other
)

func class(s string) textClass {
	c := asciiLower
	for i := range len(s) {
		switch b := s[i]; {
		case b >= utf8.RuneSelf:
			return other
		case 'A' <= b && b <= 'Z':
			c = asciiMixed
		}
	}
	return c
}

// lower is strings.ToLower, except that it keeps bytes that are not UTF-8:
// two values must not become one by losing what tells them apart.
func lower(s string) string {
	if utf8.ValidString(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if r == utf8.RuneError && n == 1 {
			b.WriteByte(s[i])
		} else {
			b.WriteRune(unicode.ToLower(r))
		}
		i += n
	}
	return b.String()
}

// CanonicalInt is the canonical form of an integer: decimal.
func CanonicalInt(v int64) string { return strconv.FormatInt(v, 10) }

// maxExact is 2^53: below it every integral double stands for one integer.
const maxExact = 1 << 53

// CanonicalDouble is the canonical form of a double: decimal without a point
// if it is integral and below 2^53, so that 42.0 equals 42; else the text that
// the collector gives it too, that of JSON (ECMA-262 section 7.1.12.1).
func CanonicalDouble(v float64) string {
	if v == math.Trunc(v) && math.Abs(v) < maxExact {
		return CanonicalInt(int64(v))
	}
	format := byte('f')
	if a := math.Abs(v); a < 1e-6 || a >= 1e21 {
		format = 'e'
	}
	text := strconv.FormatFloat(v, format, -1, 64)
	return strings.Replace(text, "e-0", "e-", 1) // Go pads the exponent
}
