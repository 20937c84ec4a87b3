package redact

import (
	"encoding/base64"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// credentialDetectors find what HTTP authentication carries (RFC 9110, 6750, 7617, 7616, 4559, AWS Signature V4),
// and signatures in queries.
func credentialDetectors() []*detector {
	return []*detector{
		{name: "secret", literals: []string{"authorization", "bearer", "basic ", "negotiate ", "ntlm "}, find: findAuthorization},
		{name: "secret", literals: signatureLiterals, find: findSignature},
		{name: "secret", literals: []string{"auth plain ", "auth login "}, find: findMailAuth},
	}
}

// signatureLiterals begin the parameters and headers that hold signatures and grants.
var signatureLiterals = []string{
	"digest ", "signature=", "sig=", "x-amz-credential", "security-token=", "-signature:", "-signature-256:", "-hmac-sha256:",
	"?code=", "&code=", "code_verifier=", "device_code=", "samlresponse=", "assertion=", "?key=", "&key=",
}

// findMailAuth masks the initial response of SMTP, IMAP and POP authentication (RFC 4954, 4616).
func findMailAuth(w *work, at int) {
	const shortest = 8
	start := at + len("auth plain ")
	end := tokenEnd(w.text, start)
	w.followed(start, end)
	if w.spend(at, costName+end-start) && end-start >= shortest && (mixed(w.text[start:end]) || end-start >= 2*shortest) && w.spend(at, costAdd) {
		w.add(start, end, "authorization")
	}
}

// schemes are the names that may stand before the credentials.
var schemes = []string{"bearer", "basic", "token", "apikey", "negotiate", "ntlm", "ssws", "hawk", "api-key", "key", "oauth"}

func findAuthorization(w *work, at int) {
	text := w.text
	if at < w.secrets.until || at > 0 && isLetter(text[at-1]) || !w.spend(at, costName) {
		return
	}
	p, named := at, hasPrefixFold(text[at:], "authorization")
	if named {
		p += len("authorization")
		if hasPrefixFold(text[p:], " header:") {
			p += len(" header")
		}
		after := p
		if p = skipAny(text, p, "\\\"': =>[]\t(,", 8); p == after {
			return
		}
	}
	p, scheme := schemeAt(text, p)
	if named && w.addAuthParameters(p) {
		return
	}
	if named && scheme == "" {
		if p, scheme = otherScheme(text, at, p); scheme == "" {
			p = skipAny(text, p, " ", 1)
		}
	}
	if !named && scheme == "" {
		return
	}
	end := credentialEnd(text, p)
	w.followed(p, end)
	if text[p:end] == "$" && end < len(text) && (text[end] == '{' || text[end] == '(') {
		return // Bearer ${TOKEN}
	}
	if !w.spend(at, costValue+2*(end-p)) || !credential(text[p:end], scheme, named) || !w.spend(at, costAdd) {
		return
	}
	w.secrets.until = max(w.secrets.until, end)
	w.add(p, end, "authorization")
}

// schemeAt returns the scheme that is named at p, and where its credentials begin.
func schemeAt(text string, p int) (credentials int, scheme string) {
	const marks = " :=\t\"'"
	for _, s := range schemes {
		if hasPrefixFold(text[p:], s) && skipAny(text, p+len(s), marks, 1) > p+len(s) {
			return skipAny(text, p+len(s), marks, 4), s
		}
	}
	return p, ""
}

var inCredential = byteset.Of(".~!|:$@#*%")

// credentialEnd follows token68 (RFC 9110) and the other characters that tokens hold in practice.
func credentialEnd(text string, p int) int {
	limit := min(len(text), p+maxToken)
	end := p
	for end < limit && (secretByte(text[end]) || inCredential.Has(text[end])) {
		end++
	}
	for end > p && (text[end-1] == '.' || text[end-1] == ':' || text[end-1] == '!') {
		end--
	}
	return end
}

// credential reports whether s may be the credentials of the scheme. named: an Authorization header holds it.
func credential(s, scheme string, named bool) bool {
	if s == "" || placeholderValue(s, false) || scheme != "" && isNextField(s) {
		return false
	}
	switch scheme {
	case "basic":
		return basicCredentials(s) || named && len(s) >= 8 && !singleWord(s)
	case "negotiate", "ntlm":
		return len(s) >= 16
	case "":
		return len(s) >= 8 && randomLooking(s)
	case unknownScheme:
		return randomLooking(s) || isUUID(s)
	}
	if named {
		return !singleWord(s) || len(s) > longestWord
	}
	return scheme == "bearer" && len(s) >= 8 && (mixed(s) || len(s) >= 24) && !strings.HasPrefix(s, "token")
}

// isNextField reports whether what follows a scheme is the next field of a log line: token_type=bearer expires_in=3600.
func isNextField(s string) bool {
	name, value, ok := strings.Cut(s, ":")
	return assigns(s) || ok && identifier(name) && digitsOnly(value)
}

// basicCredentials reports whether s decodes to user:password (RFC 7617).
func basicCredentials(s string) bool {
	const longest = 512
	if len(s) < 4 || len(s) > longest {
		return len(s) > longest
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	if err != nil || !strings.Contains(string(raw), ":") {
		return false
	}
	for _, c := range raw {
		if c < ' ' {
			return false
		}
	}
	return true
}

// findSignature masks the parts of Digest credentials and signed URLs that prove something.
func findSignature(w *work, at int) {
	text := w.text
	if at < w.secrets.until || !w.spend(at, costName) {
		return
	}
	if hasPrefixFold(text[at:], "digest ") {
		findDigest(w, at)
		return
	}
	if hasPrefixFold(text[at:], "sig=") && (at == 0 || strings.IndexByte("?&;\"' ", text[at-1]) < 0) {
		return
	}
	from := at + strings.IndexAny(text[at:min(len(text), at+maxName)], "=:") + 1
	if from <= at {
		return
	}
	header := text[from-1] == ':'
	if header { // X-Slack-Signature: v0=..., Stripe-Signature: t=1492774577,v1=...
		from = skipBlank(text, from)
	}
	if !maySign(text, at, from, header) || !w.spend(at, costValue) {
		return
	}
	end := signatureEnd(text, from, maxToken, header)
	w.followed(from, end)
	const shortest = 16
	if end-from < shortest || !w.spend(at, 2*(end-from)) || placeholderValue(text[from:end], false) || !w.spend(at, costAdd) {
		return
	}
	w.secrets.until = max(w.secrets.until, end)
	w.add(from, end, "signature")
}

// findDigest masks what proves the password in Digest credentials (RFC 7616).
func findDigest(w *work, at int) {
	const longest = 1024
	text := w.text
	part := text[at:min(len(text), at+longest)]
	if !w.spend(at, 2*len(part)) {
		return
	}
	for _, name := range []string{`response="`, `cnonce="`} {
		i := indexFold(part, name)
		if i < 0 {
			continue
		}
		from := at + i + len(name)
		if n := strings.IndexByte(text[from:min(len(text), from+longest)], '"'); n > 0 && w.spend(at, costAdd+i) {
			w.add(from, from+n, "digest")
		}
	}
}

// maySign reports whether a value that begins at from may be a signature or a grant, by how it begins where its name also
// means other things.
func maySign(text string, at, from int, header bool) bool {
	const enough = 64
	name := text[at:from]
	if !header && !isGrant(name) && !isKey(name) {
		return true
	}
	head := text[from:signatureEnd(text, from, enough, header)]
	if isKey(name) {
		return mixedToken(head) && head[0] != '-'
	}
	return randomLooking(head)
}

// signatureEnd follows a value that begins at from, so many bytes at most.
func signatureEnd(text string, from, most int, header bool) int {
	end, limit := from, min(len(text), from+most)
	for end < limit && (secretByte(text[end]) || strings.IndexByte("%.~", text[end]) >= 0 || header && text[end] == ',') {
		end++
	}
	return end
}

// isGrant reports whether name is a parameter that is exchanged for a token (RFC 6749, 7636, 8628), by which other things go, too.
func isGrant(name string) bool { return grants.has(strings.Trim(name, "?&=")) }

// isKey reports whether name is a parameter that also names objects of a store.
func isKey(name string) bool { return strings.HasSuffix(name, "key=") && len(name) == len("?key=") }

var grants = words("code code_verifier device_code assertion ticket")
