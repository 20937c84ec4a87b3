package codec

import "strings"

// Unescape undoes percent-encoding once; with plus, a + is a space, as in forms. Text without escapes is returned as is;
// a percent sign that starts no escape stands for itself.
func Unescape(s string, plus bool) string {
	first := -1
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]) || plus && s[i] == '+' {
			first = i
			break
		}
	}
	if first < 0 {
		return s
	}
	var b strings.Builder
	b.Grow(len(s))
	b.WriteString(s[:first])
	for i := first; i < len(s); i++ {
		switch c := s[i]; {
		case c == '%' && i+2 < len(s) && isHex(s[i+1]) && isHex(s[i+2]):
			b.WriteByte(Unhex(s[i+1])<<4 | Unhex(s[i+2]))
			i += 2
		case c == '+' && plus:
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// escape percent-encodes all bytes of s but letters, digits and those of safe.
func escape(s, safe string) string {
	plain := func(c byte) bool {
		return c < 0x80 && (isWord(c) || strings.IndexByte(safe, c) >= 0)
	}
	n := 0
	for i := 0; i < len(s); i++ {
		if !plain(s[i]) {
			n++
		}
	}
	if n == 0 {
		return s
	}
	const digits = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s) + 2*n)
	for i := 0; i < len(s); i++ {
		if c := s[i]; plain(c) {
			b.WriteByte(c)
		} else {
			b.WriteByte('%')
			b.WriteByte(digits[c>>4])
			b.WriteByte(digits[c&15])
		}
	}
	return b.String()
}

// Path escapes what may not stand in the path of a URL (RFC 3986), or separates its parts.
func Path(s string) string { return escape(s, "-._~!$'()*+,:@/") }

// Query is [Path] for the value of a query's parameter.
func Query(s string) string { return escape(s, "-._~!$'()*,:@/?") }

// Userinfo is [Path] for a user or password. It leaves unreserved characters only, so that it fits in everywhere.
func Userinfo(s string) string { return escape(s, "-._~") }

// Octets leaves baggage-octets (W3C Baggage section 3.3.1.3), which are the cookie-octets of RFC 6265 section 4.1.1, but the
// percent sign.
func Octets(s string) string { return escape(s, "!#$&'()*+-./:<=>?@[]^_`{|}~") }

// TraceState leaves the characters of a tracestate value (W3C Trace Context section 3.3.1.3.2).
func TraceState(s string) string { return escape(s, " !\"#$%&'()*+-./:;<>?@[\\]^_`{|}~") }

// Unhex returns the value of a hexadecimal digit.
func Unhex(c byte) byte {
	if c <= '9' {
		return c - '0'
	}
	return c&^0x20 - 'A' + 10
}

func isHex(c byte) bool  { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isWord(c byte) bool { return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z' }
