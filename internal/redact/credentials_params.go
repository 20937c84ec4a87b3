package redact

import "strings"

// unknownScheme stands for a scheme of HTTP authentication that a service made for itself: GenieKey, Splunk, AWS.
const unknownScheme = "unknown"

// otherScheme reads such a scheme, a word in capitals or with a hyphen, where the value of the header at at begins. It returns
// where the credentials begin.
func otherScheme(text string, at, p int) (credentials int, scheme string) {
	const shortest, longest = 2, 24
	if !strings.ContainsAny(text[at:p], ":=\"") {
		return p, "" // a sentence: "Authorization Failed for x"
	}
	end := p
	for end < len(text) && end-p <= longest && (isWord(text[end]) || text[end] == '-') {
		end++
	}
	if end-p < shortest || end-p > longest || end+1 >= len(text) || text[end] != ' ' || text[end+1] == ' ' {
		return p, ""
	}
	if strings.IndexByte(text[p:end], '-') < 0 && randomLooking(text[p:end]) {
		return p, "" // the credentials themselves, without a scheme
	}
	if c := text[p]; (c < 'A' || c > 'Z') && strings.IndexByte(text[p:end], '-') < 0 && !hasPrefixFold(text[p:end], "hmac") {
		return p, ""
	}
	return end + 1, unknownScheme
}

// proofs are the parameters of credentials that prove something (RFC 7616, 5849, Hawk, Akamai EdgeGrid).
var proofs = words(`mac response cnonce sig signature token access_token client_token oauth_token oauth_signature
	oauth_consumer_key password secret key proof hmac assertion`)

// addAuthParameters masks those among the parameters that begin at p, name="value" with commas between, and reports whether
// there are any.
func (w *work) addAuthParameters(p int) bool {
	const most = 24
	text, found := w.text, false
	for range most {
		p = skipAny(text, p, " ,;", 3)
		start := p
		for p < len(text) && p-start <= maxName && nameByte(text[p]) {
			p++
		}
		if p == start || p-start > maxName || p+1 >= len(text) || text[p] != '=' || text[p+1] <= ' ' || text[p+1] == '=' || !w.spend(p, costName) {
			return found
		}
		name := text[start:p]
		end, from, quoted := quotedEnd(text, p+1)
		if !quoted {
			from = p + 1
			for end = from; end < len(text) && end-from < maxValue && (secretByte(text[end]) || strings.IndexByte(".~%:", text[end]) >= 0); {
				end++
			}
		}
		if !w.spend(p, end-from) {
			return found
		}
		if from < end && proofs.has(name) && !placeholderValue(text[from:end], true) && !w.ours(text[from:end]) && w.spend(from, costAdd) {
			w.secrets.until = max(w.secrets.until, end)
			w.add(from, end, "authorization")
		}
		p, found = end, found || quoted || proofs.has(name)
		for quoted && p < len(text) && (text[p] == '\\' || isQuote(text[p])) {
			p++
		}
	}
	return found
}
