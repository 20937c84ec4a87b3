package redact

import "strings"

// pathSecretDetector finds the tokens that stand in the path of a link from an email: /reset-password/TOKEN, /magic/TOKEN.
var pathSecretDetector = &detector{name: "secret", literals: linkPaths, find: findPathSecret}

// linkPaths stand before such a token; those of Django, Rails and Phoenix among them.
var linkPaths = []string{
	"reset-password/", "password-reset/", "password/reset/", "password/edit/", "reset_password/", "set-password/", "forgot-password/",
	"magic-link/", "/magic/", "verify-email/", "confirm-email/", "email/verify/", "/invite/", "/unsubscribe/", "/activate/",
	djangoReset, "/passwords/", "/users/confirm/", "confirm_email/", "/log-in/", "/log_in/", "/invitation/", "/invitations/",
}

// djangoReset stands before the ID of a user and a token of its own form.
const djangoReset = "/reset/"

const (
	minPathSecret = 20 // bytes of such a token; slugs are words
	minHexSecret  = 32
)

func findPathSecret(w *work, at int) {
	text := w.text
	start := at
	for _, path := range linkPaths {
		if hasPrefixFold(text[at:], path) {
			start = at + len(path)
			break
		}
	}
	if hasPrefixFold(text[at:], djangoReset) {
		start += indexFrom(text[start:min(len(text), start+minHexSecret)], 0, '/') + 1
	}
	end := start
	for limit := min(len(text), start+maxValue); end < limit && (isTokenByte(text[end]) || text[end] == '='); {
		end++
	}
	if !w.spend(at, costName+max(0, end-start)) || end-start < minPathSecret || end < len(text) && text[end] == '.' {
		return
	}
	s := text[start:end]
	path := text[at:start]
	sent := containsFold(path, "password") || containsFold(path, "magic")
	known := jumbledToken(s) && !wordy(s) || sent && (isUUID(s) || isDigest(s) && len(s) >= minHexSecret)
	if strings.HasPrefix(path, djangoReset) {
		known = isDjangoToken(s)
	}
	if known && w.spend(at, costAdd) {
		w.secrets.until = max(w.secrets.until, end)
		w.add(start, end, "link")
	}
}

// isDjangoToken reports whether s is a token of Django's password reset: seconds to the base of 36, and half of a SHA-256.
func isDjangoToken(s string) bool {
	const fewest, most = 5, 7 // digits of the time
	time, digest, ok := strings.Cut(s, "-")
	return ok && len(time) >= fewest && len(time) <= most && every(time, isWord) && len(digest) == minHexSecret && isHexAll(digest)
}
