package redact

import (
	"encoding/base64"
	"strings"
)

// jwtDetector finds JSON Web Tokens (RFC 7519) in their compact forms: signed (RFC 7515, three parts, the signature may
// be cut off) and encrypted (RFC 7516, five parts). The header is decoded, so that other dotted text is left alone.
var jwtDetector = &detector{name: "jwt", literals: []string{"eyJ"}, find: findJWT}

const (
	jwtHeader    = "eyJ" // {"
	maxJWTParts  = 5
	maxJWT       = 1 << 16
	shortestPart = 8
)

func findJWT(w *work, at int) {
	text := w.text
	if at < w.secrets.until || !strings.HasPrefix(text[at:], jwtHeader) || at > 0 && isTokenByte(text[at-1]) {
		return
	}
	if !w.spend(at, costLook) {
		return
	}
	end, parts := at, 0
	var lens [maxJWTParts]int
	for limit := min(len(text), at+maxJWT); parts < maxJWTParts; parts++ {
		from := end
		for end < limit && isTokenByte(text[end]) {
			end++
		}
		lens[parts] = end - from
		if end == limit || text[end] != '.' {
			parts++
			break
		}
		end++
	}
	w.followed(at, end)
	for parts > 0 && lens[parts-1] == 0 { // a full stop, or the empty signature of `alg: none`
		parts--
		end--
	}
	if parts < 2 || !joseHeader(text[at:at+lens[0]]) || parts < maxJWTParts && lens[1] < shortestPart {
		return
	}
	if !w.spend(at, costValue+costAdd) {
		return
	}
	for end < len(text) && text[end] == '=' { // padding that some libraries leave on
		end++
	}
	w.secrets.until = max(w.secrets.until, end)
	w.add(at, end, "jwt")
}

// joseHeader reports whether s decodes to a JSON object.
func joseHeader(s string) bool {
	const enough = 64 // characters, a multiple of four
	if len(s) < shortestPart {
		return false
	}
	if len(s) > enough {
		s = s[:enough]
	}
	s = s[:len(s)/4*4]
	var buf [enough]byte
	n, err := base64.RawURLEncoding.Decode(buf[:], []byte(s))
	return err == nil && n > 4 && buf[0] == '{' && buf[1] == '"' && strings.IndexByte(string(buf[:n]), ':') > 0
}
