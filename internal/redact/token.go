package redact

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Token encodings turn a whole text into one token. The token is decoded, scrubbed like a text of its own, and encoded
// again in the same alphabet.

const (
	minBase64 = 8  // an email of six letters
	minHex    = 12 // the same
	// maxEncoded bounds what is decoded: longer ones hold files, and their prefix says so.
	maxEncoded = 4 << 20
)

// tokenDetector names what was found inside an encoded token.
var tokenDetector = &detector{name: "encoded"}

// tokens looks for encoded tokens in w.text, which is the view v of source, or source itself if v is nil.
//
// Runs of token bytes are found by looking at every minBase64-th byte only: a shorter run is of no interest.
func (w *work) tokens(source string, v *view, seen class) {
	base64Possible := seen&classUpper3 != 0 && seen&classLetter != 0
	for probe := minBase64 - 1; probe < len(w.text); probe += minBase64 {
		if !isBase64(w.text[probe]) {
			continue
		}
		start, end := probe, probe+1
		for start > 0 && isBase64(w.text[start-1]) {
			start--
		}
		for end < len(w.text) && isBase64(w.text[end]) {
			end++
		}
		if end-start >= minBase64 && end-start <= maxEncoded {
			w.token(source, v, start, end, base64Possible)
		}
		probe = end
	}
}

// token decodes the run of token bytes w.text[start:end], or failing that its parts between slashes.
func (w *work) token(source string, v *view, start, end int, base64Possible bool) {
	if w.tryHex(source, v, start, end) || !base64Possible || w.tryBase64(source, v, start, end) {
		return
	}
	if strings.IndexByte(w.text[start:end], '/') < 0 {
		return
	}
	for from := start; from < end; {
		to := from
		for to < end && w.text[to] != '/' {
			to++
		}
		if to-from >= minBase64 && (to < end || from > start) {
			w.tryBase64(source, v, from, to)
		}
		from = to + 1
	}
}

func (w *work) tryBase64(source string, v *view, start, end int) bool {
	token := strings.TrimRight(w.text[start:end], "=")
	if len(token)%4 == 1 || !startsText(token) {
		return false
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(token, "-_") {
		encoding = base64.RawURLEncoding
	}
	decoded, err := encoding.DecodeString(token)
	if err != nil || !isText(decoded) {
		return false
	}
	end = start + len(token)
	for pad := 0; pad < 2 && end < len(w.text) && w.text[end] == '='; pad++ {
		end++
	}
	if end > start+len(token) {
		encoding = encoding.WithPadding(base64.StdPadding)
	}
	return w.replaceToken(source, v, start, end, string(decoded), encoding.EncodeToString)
}

// startsText decodes the first bytes of base64 of either alphabet and reports whether they are text, so that few runs
// have to be decoded whole.
func startsText(token string) bool {
	const groups = 3
	for i := 0; i+4 <= len(token) && i < 4*groups; i += 4 {
		n := uint32(sextets[token[i]])<<18 | uint32(sextets[token[i+1]])<<12 | uint32(sextets[token[i+2]])<<6 | uint32(sextets[token[i+3]])
		if i == 0 && byte(n>>16) >= utf8.RuneSelf && !utf8.RuneStart(byte(n>>16)) {
			return false
		}
		if !isTextByte(byte(n>>16)) || !isTextByte(byte(n>>8)) || !isTextByte(byte(n)) {
			return false
		}
	}
	return true
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

// isText reports whether b is UTF-8 with at most one unprintable character in twenty.
func isText(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	odd, all := 0, 0
	for _, r := range string(b) {
		all++
		if !unicode.IsPrint(r) && r != '\t' && r != '\n' && r != '\r' {
			odd++
		}
	}
	return odd*20 <= all
}

func (w *work) tryHex(source string, v *view, start, end int) bool {
	token := w.text[start:end]
	if len(token) < minHex || len(token)%2 != 0 {
		return false
	}
	for i := 0; i < len(token); i += 2 {
		if !isHex(token[i]) || !isHex(token[i+1]) {
			return false
		}
		if c := unhex(token[i])<<4 | unhex(token[i+1]); c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f {
			return false
		}
	}
	decoded, err := hex.DecodeString(token)
	if err != nil {
		return false
	}
	return w.replaceToken(source, v, start, end, string(decoded), hexEncoder(token))
}

func hexEncoder(token string) func([]byte) string {
	if strings.ContainsAny(token, "ABCDEF") {
		return func(b []byte) string { return strings.ToUpper(hex.EncodeToString(b)) }
	}
	return hex.EncodeToString
}

// replaceToken scrubs a decoded token and adds it as a finding if that changed it. It returns true: the token was
// understood, whatever it holds.
func (w *work) replaceToken(source string, v *view, start, end int, decoded string, encode func([]byte) string) bool {
	safe := w.r.inner(w.pass, w.key, decoded)
	if safe == decoded {
		return true
	}
	if v != nil {
		start, end = v.origin(start, end)
	}
	w.found = append(w.found, finding{
		start: start, end: end, detector: tokenDetector, fixed: true, with: encode([]byte(safe)), value: source[start:end],
	})
	return true
}

func isBase64(c byte) bool { return isWord(c) || c == '+' || c == '/' || c == '-' || c == '_' }
