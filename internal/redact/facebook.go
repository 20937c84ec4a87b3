package redact

// facebookToken finds access tokens of Facebook apps, the number of the app and a random part: 123456789012345|abc.... They
// have no fixed text but the bar, which may be percent-encoded.
var facebookToken = &detector{name: "secret", classes: classDigits12 | classLetter, ranged: true, find: findFacebookTokens}

// Lengths of the parts of an app's token.
const (
	facebookAppMin, facebookAppMax   = 15, 16
	facebookPartMin, facebookPartMax = 27, 40
)

func findFacebookTokens(w *work, _ int) {
	text := w.text
	for i := max(w.from, facebookAppMin); i < w.to && i+facebookPartMin < len(text); i++ {
		if i = indexFrom(text[:w.to], i, '|'); i == w.to || i+facebookPartMin >= len(text) {
			return
		}
		start := i
		for start > 0 && i-start <= facebookAppMax && isDigit(text[start-1]) {
			start--
		}
		if n := i - start; n < facebookAppMin || n > facebookAppMax || start > 0 && isWord(text[start-1]) {
			continue
		}
		end := i + 1
		for end < len(text) && end-i-1 <= facebookPartMax && isTokenByte(text[end]) {
			end++
		}
		part := text[i+1 : end]
		if len(part) < facebookPartMin || len(part) > facebookPartMax || isUUID(part) || isDigest(part) || !jumbledToken(part) {
			continue // a field of a log beside a time or an ID
		}
		w.add(start, end, "facebook-app-token")
		i = end
	}
}
