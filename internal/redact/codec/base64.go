package codec

import (
	"unicode"
	"unicode/utf8"
)

// AppendBase64 decodes base64 of either alphabet (RFC 4648) without padding and appends it to dst. ok is false, soon, if
// the token is no base64 or no text: most runs of letters are neither.
func AppendBase64(dst []byte, token string) (out []byte, ok bool) {
	if len(token)%4 == 1 {
		return dst, false
	}
	for i := 0; i < len(token); i += 4 {
		n, k := uint32(0), min(4, len(token)-i)
		for j := range k {
			n |= uint32(sextets[token[i+j]]) << (18 - 6*j)
		}
		for j := range k - 1 {
			c := byte(n >> (16 - 8*j))
			if !isTextByte(c) {
				return dst, false
			}
			dst = append(dst, c)
		}
		if i == 8 && !startsUTF8(dst) {
			return dst, false
		}
	}
	return dst, true
}

// startsUTF8 reports whether b is UTF-8 but for a rune that may be cut off at its end.
func startsUTF8(b []byte) bool {
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			return !utf8.FullRune(b)
		}
		b = b[size:]
	}
	return true
}

// IsText reports whether b is UTF-8 with at most one unprintable character in twenty.
func IsText(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	odd, all := 0, 0
	for i := 0; i < len(b); all++ {
		r, size := utf8.DecodeRune(b[i:])
		if r >= utf8.RuneSelf && !unicode.IsPrint(r) {
			odd++
		}
		i += size
	}
	return odd*20 <= all
}

// isTextByte reports whether c may stand in a UTF-8 text.
func isTextByte(c byte) bool {
	return ' ' <= c && c != 0x7f && c < 0xf8 && c != 0xc0 && c != 0xc1 || c == '\t' || c == '\n' || c == '\r'
}

// sextets are the values of the characters of both base64 alphabets (RFC 4648 sections 4 and 5).
var sextets = func() (t [256]byte) {
	const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	for i := range len(alphabet) {
		t[alphabet[i]] = byte(i)
	}
	t['-'], t['_'] = t['+'], t['/']
	return t
}()
