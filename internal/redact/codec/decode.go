// Package codec undoes the encodings in which telemetry writes parts of its texts, and applies them again: those of URLs and
// headers, JSON strings, HTML, and base64.
//
// [Decode] undoes one character at a time, whatever its encoding. The other functions are for texts whose encoding is known.
package codec

import (
	"html"
	"unicode/utf8"
)

// Decode appends to dst what the encoded character at text[i] stands for and returns its length, zero if there is none. It
// undoes percent-encoding, backslash escapes of JSON and JavaScript, HTML entities, and disguises of ASCII characters.
func Decode(dst []byte, text string, i int) ([]byte, int) {
	switch c := text[i]; {
	case c == '%':
		return decodePercent(dst, text, i)
	case c == '\\':
		return decodeBackslash(dst, text, i)
	case c == '&':
		return decodeEntity(dst, text, i)
	case c >= utf8.RuneSelf:
		return decodeRune(dst, text, i)
	}
	return dst, 0
}

// decodePercent undoes percent-encoding (RFC 3986 section 2.1), however often the percent sign itself was encoded.
func decodePercent(dst []byte, text string, i int) ([]byte, int) {
	at := i + 1
	for at+2 < len(text) && text[at] == '2' && text[at+1] == '5' && isHex(text[at+2]) {
		at += 2
	}
	if at+1 < len(text) && isHex(text[at]) && isHex(text[at+1]) {
		return append(dst, Unhex(text[at])<<4|Unhex(text[at+1])), at + 2 - i
	}
	if at > i+1 {
		return append(dst, '%'), at - i
	}
	return dst, 0
}

// decodeBackslash undoes the escapes of JSON (RFC 8259 section 7) and JavaScript, however often the backslash itself was
// escaped.
func decodeBackslash(dst []byte, text string, i int) ([]byte, int) {
	if i > 0 && text[i-1] == '\\' {
		return dst, 0 // the first of a run was looked at for all of them
	}
	at := i + 1
	for at < len(text) && text[at] == '\\' {
		at++
	}
	if at == len(text) {
		return dst, 0
	}
	switch c := text[at]; c {
	case 'n', 'r', 't', 'b', 'f', '"', '\'', '/':
		return append(dst, unescaped(c)), at + 1 - i
	case 'x':
		if r, ok := hexValue(text, at+1, 2); ok {
			return utf8.AppendRune(dst, r), at + 3 - i
		}
	case 'u':
		if r, n := unicodeEscape(text, at); n > 0 {
			return utf8.AppendRune(dst, r), at + n - i
		}
	}
	return dst, 0
}

func unescaped(c byte) byte {
	switch c {
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	}
	return c
}

// unicodeEscape reads uXXXX or u{X...} at text[at], with the second half of a surrogate pair if there is one.
func unicodeEscape(text string, at int) (r rune, size int) {
	if at+1 < len(text) && text[at+1] == '{' {
		for n := 1; n <= 6; n++ {
			if at+2+n < len(text) && text[at+2+n] == '}' {
				r, ok := hexValue(text, at+2, n)
				if !ok {
					return 0, 0
				}
				return r, n + 3
			}
		}
		return 0, 0
	}
	r, ok := hexValue(text, at+1, 4)
	if !ok {
		return 0, 0
	}
	const highFrom, lowFrom, lowTo = 0xd800, 0xdc00, 0xdfff
	if highFrom <= r && r < lowFrom && at+6 < len(text) && text[at+5] == '\\' && text[at+6] == 'u' {
		if low, ok := hexValue(text, at+7, 4); ok && lowFrom <= low && low <= lowTo {
			return (r-highFrom)<<10 + (low - lowFrom) + 0x10000, 11
		}
	}
	return r, 5
}

func hexValue(text string, at, digits int) (r rune, ok bool) {
	if at+digits > len(text) {
		return 0, false
	}
	for _, c := range []byte(text[at : at+digits]) {
		if !isHex(c) {
			return 0, false
		}
		r = r<<4 | rune(Unhex(c))
	}
	return r, true
}

// longestEntity bounds the name of an HTML entity, the longest is &CounterClockwiseContourIntegral;.
const longestEntity = 34

// usualEntities are those that XML has, too (XML 1.0 section 4.6).
var usualEntities = map[string]string{"amp": "&", "lt": "<", "gt": ">", "quot": `"`, "apos": "'"}

// decodeEntity undoes HTML entities, however often the ampersand itself was escaped.
func decodeEntity(dst []byte, text string, i int) ([]byte, int) {
	at := i + 1
	for at+5 <= len(text) && text[at:at+4] == "amp;" && (text[at+4] == '#' || isWord(text[at+4])) {
		at += 4
	}
	end := at
	for end < len(text) && end-at < longestEntity && (isWord(text[end]) || end == at && text[end] == '#') {
		end++
	}
	if end == at || end == len(text) || text[end] != ';' {
		if at > i+1 {
			return append(dst, '&'), at - i
		}
		return dst, 0
	}
	value := usualEntities[text[at:end]]
	if value == "" {
		if end == at+1 && text[at] == '#' {
			return dst, 0
		}
		name := text[i : end+1]
		if at > i+1 {
			name = "&" + text[at:end+1]
		}
		if value = html.UnescapeString(name); value == name {
			return dst, 0
		}
	}
	return append(dst, value...), end + 1 - i
}
