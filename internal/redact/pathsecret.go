package redact

import "strings"

// pathSecretDetector finds the tokens that stand in the path of a link from an email: /reset-password/TOKEN, /magic/TOKEN.
var pathSecretDetector = &detector{name: "secret", literals: []string{
	"reset-password/", "password-reset/", "password/reset/", "password/edit/", "reset_password/", "set-password/", "forgot-password/",
	"magic-link/", "/magic/", "verify-email/", "confirm-email/", "email/verify/", "/invite/", "/unsubscribe/", "/activate/",
}, find: findPathSecret}

const (
	minPathSecret = 20 // bytes of such a token; slugs are words
	minHexSecret  = 32
)

func findPathSecret(w *work, at int) {
	text := w.text
	const longestLiteral = 17
	start := at + strings.IndexByte(text[at+1:min(len(text), at+longestLiteral)], '/') + 2
	if hasPrefixFold(text[at:], "password/") || hasPrefixFold(text[at:], "email/") {
		start += strings.IndexByte(text[start:min(len(text), start+longestLiteral)], '/') + 1
	}
	end := start
	for limit := min(len(text), start+maxValue); end < limit && (isTokenByte(text[end]) || text[end] == '='); {
		end++
	}
	if !w.spend(at, costName+end-start) || end-start < minPathSecret || end < len(text) && text[end] == '.' {
		return
	}
	s := text[start:end]
	sent := containsFold(text[at:start], "password") || containsFold(text[at:start], "magic")
	known := jumbledToken(s) && !wordy(s) || sent && (isUUID(s) || isDigest(s) && len(s) >= minHexSecret)
	if known && w.spend(at, costAdd) {
		w.secrets.until = max(w.secrets.until, end)
		w.add(start, end, "link")
	}
}
