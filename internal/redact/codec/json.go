package codec

import (
	"strings"
	"unicode/utf8"
)

// Unquote decodes the inside of a JSON string.
func Unquote(s string) string {
	i := strings.IndexByte(s, '\\')
	if i < 0 {
		return s
	}
	b := make([]byte, 0, len(s))
	for i >= 0 {
		b = append(b, s[:i]...)
		n := 2
		if s[i+1] == 'u' {
			var r rune
			r, n = unicodeEscape(s, i+1)
			n++
			b = utf8.AppendRune(b, r)
		} else {
			b = append(b, unescaped(s[i+1]))
		}
		s = s[i+n:]
		i = strings.IndexByte(s, '\\')
	}
	return string(append(b, s...))
}

// Quote encodes s as a JSON string, escaping no more than JSON demands.
func Quote(s string) string {
	const digits = "0123456789abcdef"
	b := make([]byte, 0, len(s)+2)
	b = append(b, '"')
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '"' || c == '\\':
			b = append(b, '\\', c)
		case c == '\n':
			b = append(b, '\\', 'n')
		case c == '\r':
			b = append(b, '\\', 'r')
		case c == '\t':
			b = append(b, '\\', 't')
		case c < ' ':
			b = append(b, '\\', 'u', '0', '0', digits[c>>4], digits[c&15])
		default:
			b = append(b, c)
		}
	}
	return string(append(b, '"'))
}
