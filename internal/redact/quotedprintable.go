package redact

// quotedPrintableDetector finds nothing itself: it notices =40 (an @) and =3D, the marks of quoted-printable text.
var quotedPrintableDetector = &detector{
	name:     "quoted_printable",
	literals: []string{"=40", "=3d"},
	find:     func(w *work, _ int) { w.qp = true },
}

// quotedPrintable fills v with text, its quoted-printable escapes (RFC 2045 section 6.7) and soft line ends undone.
// Only capital hex digits count, as the RFC demands: =ab is more often a value.
func (v *view) quotedPrintable(text string) *view {
	v.reset(len(text))
	for i := 0; i < len(text); {
		c, n := text[i], 1
		switch {
		case c == '=' && i+2 < len(text) && isCapitalHex(text[i+1]) && isCapitalHex(text[i+2]):
			c, n = unhex(text[i+1])<<4|unhex(text[i+2]), 3
		case c == '=' && i+1 < len(text) && text[i+1] == '\n':
			i += 2
			continue
		case c == '=' && i+2 < len(text) && text[i+1] == '\r' && text[i+2] == '\n':
			i += 3
			continue
		}
		v.text = append(v.text, c)
		v.source = append(v.source, int32(i))
		i += n
	}
	v.source = append(v.source, int32(len(text)))
	return v
}

func isCapitalHex(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }
