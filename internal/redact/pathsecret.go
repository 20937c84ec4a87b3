package redact

import "strings"

// pathSecretDetector finds the tokens that stand in the path of a link from an email: /reset-password/TOKEN, /magic/TOKEN.
var pathSecretDetector = &detector{name: "secret", literals: linkPaths, find: findPathSecret}

// linkPaths stand before such a token; those of Django, Rails and Phoenix among them.
var linkPaths = []string{
	"reset-password/", "password-reset/", "password/reset/", "password/edit/", "reset_password/", "set-password/", "forgot-password/",
	"magic-link/", "/magic/", "verify-email/", "confirm-email/", "email/verify/", "/invite/", "/unsubscribe/", "/activate/",
	userReset, "/passwords/", "/users/confirm/", "confirm_email/", "/log-in/", "/log_in/", "/invitation/", "/invitations/", "email-login/",
}

// userReset stands before the ID of a user and a token of Django, or of Drupal behind a time.
const userReset = "/reset/"

const (
	minPathSecret = 20 // bytes of such a token; slugs are words
	minHexSecret  = 32

	minDrupalSecret = 43 // a SHA-256 in base64url
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
	if hasPrefixFold(text[at:], userReset) {
		start = nextSegment(text, start)
		if time := nextSegment(text, start); time < len(text) && digitsOnly(text[start:time-1]) {
			start = time
		}
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
	sent := containsFold(path, "password") || containsFold(path, "magic") || containsFold(path, "email-login")
	known := jumbledToken(s) && !wordy(s) || sent && (isUUID(s) || isDigest(s) && len(s) >= minHexSecret)
	if strings.HasPrefix(path, userReset) {
		known = isDjangoToken(s) || len(s) == minDrupalSecret && jumbledToken(s)
	}
	if known && w.spend(at, costAdd) {
		w.secrets.until = max(w.secrets.until, end)
		w.add(start, end, "link")
	}
}

// nextSegment returns where the segment of a path begins that follows the one at p, or the end of text if that is a long one.
func nextSegment(text string, p int) int {
	if p >= len(text) {
		return len(text)
	}
	i := strings.IndexByte(text[p:min(len(text), p+minHexSecret)], '/')
	if i < 0 {
		return len(text)
	}
	return p + i + 1
}

// isDjangoToken reports whether s is a token of Django's password reset: seconds to the base of 36, and half of a SHA-256.
func isDjangoToken(s string) bool {
	const fewest, most = 5, 7 // digits of the time
	time, digest, ok := strings.Cut(s, "-")
	return ok && len(time) >= fewest && len(time) <= most && every(time, isWord) && len(digest) == minHexSecret && isHexAll(digest)
}
