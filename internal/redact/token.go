package redact

import (
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
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
	// In base64 every second character of text is a capital, in hex every second one a digit.
	try := tries{base64: seen&classUpper3 != 0, hex: seen&classDigits8 != 0}
	for _, s := range w.parts(v) {
		w.tokensIn(source, v, s, try)
	}
}

// tokensIn looks for those that begin or end in a part of w.text.
func (w *work) tokensIn(source string, v *view, part span, try tries) {
	w.pass.charge(part.end - part.start)
	for probe := part.start + minBase64 - 1; probe < part.end; probe += minBase64 {
		if !isBase64(w.text[probe]) {
			continue
		}
		start, end, held := probe, probe, class(0)
		for start > 0 && isBase64(w.text[start-1]) {
			start--
			held |= entries[w.text[start]]
		}
		for end < len(w.text) && isBase64(w.text[end]) {
			held |= entries[w.text[end]]
			end++
		}
		if end-start >= minBase64 && end-start <= maxEncoded {
			w.token(source, v, start, end, held, try)
		}
		probe = end
	}
}

// token decodes the run of token bytes w.text[start:end], which holds these classes, or failing that its parts: a path
// or a name may stand before a token.
func (w *work) token(source string, v *view, start, end int, held class, try tries) {
	if w.tryToken(source, v, start, end, try) {
		return
	}
	if held&classSlash != 0 && w.tokenParts(source, v, start, end, classSlash, try) {
		return
	}
	if joiners := classHyphen | classUnderscore | classPlus; held&joiners != 0 {
		w.tokenParts(source, v, start, end, joiners|classSlash, try)
	}
}

// tokenParts decodes the parts of a run between separators and reports whether one was understood.
func (w *work) tokenParts(source string, v *view, start, end int, separators class, try tries) bool {
	found := false
	for from := start; from < end; {
		to := from
		for to < end && entries[w.text[to]]&separators == 0 {
			to++
		}
		if to-from >= minBase64 {
			found = w.tryToken(source, v, from, to, try) || found
		}
		from = to + 1
	}
	return found
}

// tries says which encodings a text may hold.
type tries struct{ base64, hex bool }

// tryToken decodes w.text[start:end] and reports whether that was possible.
func (w *work) tryToken(source string, v *view, start, end int, try tries) bool {
	w.pass.charge(costToken + costRead*(end-start))
	return try.hex && w.tryHex(source, v, start, end) || try.base64 && w.tryBase64(source, v, start, end)
}

func (w *work) tryBase64(source string, v *view, start, end int) bool {
	token := w.text[start:end]
	decoded, ok := codec.AppendBase64(w.decoded[:0], token)
	w.decoded = decoded
	if !ok || !codec.IsText(decoded) {
		return false
	}
	encoding := base64.RawStdEncoding
	if strings.ContainsAny(token, "-_") {
		encoding = base64.RawURLEncoding
	}
	for pad := 0; pad < 2 && end < len(w.text) && w.text[end] == '='; pad++ {
		end++
	}
	if end > start+len(token) {
		encoding = encoding.WithPadding(base64.StdPadding)
	}
	return w.replaceToken(source, v, start, end, string(decoded), encoding.EncodeToString)
}

func (w *work) tryHex(source string, v *view, start, end int) bool {
	token := w.text[start:end]
	if strings.HasPrefix(token, "0x") || strings.HasPrefix(token, "0X") {
		start += len("0x")
	} else if token[0] == 'x' && start > 0 && w.text[start-1] == '\\' { // a bytea of PostgreSQL
		start++
	}
	token = w.text[start:end]
	if len(token) < minHex || len(token)%2 != 0 {
		return false
	}
	for i := 0; i < len(token); i += 2 {
		if !isHex(token[i]) || !isHex(token[i+1]) {
			return false
		}
		if c := codec.Unhex(token[i])<<4 | codec.Unhex(token[i+1]); c < ' ' && c != '\t' && c != '\n' && c != '\r' || c >= 0x7f {
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
	w.pass.charge(costDecode * (end - start))
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
