package redact

import "github.com/otel-privacy/privacyprocessor/internal/redact/codec"

// quotedPrintableDetector finds nothing itself: it notices =40 (an @) and =3D, the marks of quoted-printable text. A domain
// follows an @: status=404 and page=40 are no marks.
var quotedPrintableDetector = &detector{
	name:     "quoted_printable",
	literals: []string{"=40", "=3d"},
	find: func(w *work, at int) {
		w.qp = w.qp || w.text[at+1] == '3' && w.text[at+2] == 'D' || w.text[at+1] == '4' && mayBeDomain(w.text[at+len("=40"):])
	},
}

// mayBeDomain reports whether s may begin with a domain in quoted-printable, which may be encoded itself: it has a dot in it
// and then a letter.
func mayBeDomain(s string) bool {
	dot := false
	for i := range min(len(s), longestLabel) {
		switch c := s[i]; {
		case c == '=':
			return true
		case c == '.':
			dot = true
		case dot && (isLetter(c) || c >= 0x80):
			return true
		case !isTokenByte(c) && c < 0x80:
			return false
		}
	}
	return len(s) >= longestLabel
}

// quotedPrintable fills v with text, its quoted-printable escapes (RFC 2045 section 6.7) and soft line ends undone.
// Only capital hex digits count, as the RFC demands: =ab is more often a value.
func (v *view) quotedPrintable(text string) *view {
	v.reset(len(text))
	m := maker{view: v, text: text}
	for i := indexFrom(text, 0, '='); i < len(text); i = indexFrom(text, i, '=') {
		var c [1]byte
		switch {
		case i+2 < len(text) && isCapitalHex(text[i+1]) && isCapitalHex(text[i+2]):
			c[0] = codec.Unhex(text[i+1])<<4 | codec.Unhex(text[i+2])
			m.plain(i)
			m.undone(c[:], i+3)
		case i+1 < len(text) && text[i+1] == '\n':
			m.plain(i)
			m.undone(nil, i+2)
		case i+2 < len(text) && text[i+1] == '\r' && text[i+2] == '\n':
			m.plain(i)
			m.undone(nil, i+3)
		default:
			i++
			continue
		}
		i = m.done
	}
	m.finish()
	return v
}

func isCapitalHex(c byte) bool { return isDigit(c) || 'A' <= c && c <= 'F' }
