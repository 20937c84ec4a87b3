package redact

import (
	"strings"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// Assignments are the secrets that a name beside them gives away: `password = x`, `"api_key": "x"`, `--token x`,
// `<secret>x</secret>`, `password is "x"`. The name's words decide how much the value must look like a secret.
func assignmentDetectors() []*detector {
	return []*detector{
		{name: "password", literals: passwordLiterals, find: func(w *work, at int) { findAssignment(w, at, passwordWords) }},
		{name: "secret", literals: []string{
			"secret", "token", "key", "auth", "cred", "access", "private", "psk", "csrf", "xsrf", "salt",
			"code_verifier", "code verifier", "codeverifier", "saml_", "samlresponse", "client_assertion", "jwt_assertion",
		}, find: func(w *work, at int) {
			findAssignment(w, at, otherWords)
		}},
	}
}

// passwordLiterals stand where a word of passwordWords begins. Those of other scripts bring an operator: their letters are all
// the same to the scan.
var passwordLiterals = []string{
	"pass", "pwd", "pw=", "pw:", "pw\"", "security answer", "security_answer", "secret answer", "secret_answer",
	"kennwort", "contrase", "senha", "wachtwoord", "parola", "heslo", "salasana", "adgangskode", "lösenord", "hasło",
	"пароль:", "пароль=", "密码:", "密码=", "パスワード:",
}

func findAssignment(w *work, at int, list *secretWords) {
	s := &w.secrets
	if at < s.until || !w.spend(at, costLook) {
		return
	}
	if v, ok := assignedAt(w, at, list); ok && w.spend(at, costAdd) {
		s.until = max(s.until, v.end)
		w.add(v.start, v.end, "assignment")
		if from, end := changedValue(w.text, v); from < end && !placeholderValue(w.text[from:end], true) {
			s.until = end
			w.add(from, end, "assignment")
		}
	}
}

// changedValue is what a value changes to in a plan: password = "x" -> "y".
func changedValue(text string, v value) (from, end int) {
	const arrow = "\" -> \""
	if !v.quoted || !strings.HasPrefix(text[v.end:], arrow) {
		return 0, 0
	}
	end, from, _ = quotedEnd(text, v.end+len(arrow)-1)
	return from, end
}

// assignedAt returns the secret that is assigned to the name with the keyword at at.
func assignedAt(w *work, at int, list *secretWords) (v value, ok bool) {
	n, ok := nameAt(w.text, compoundStart(w.text, at), list, &w.secrets)
	if !ok || strings.HasSuffix(w.text[:n.start], placeholderStart) || !w.spend(at, costName) {
		return v, false
	}
	v, ok = valueAfter(w.text, &n)
	w.followed(v.start, v.end)
	if ok && !w.spend(at, costValue+2*(v.end-v.start)) || !ok && v.start < v.end && !w.spend(at, v.end-v.start) {
		return v, false
	}
	if ok && v.sep == byComma && (!isArgument(w.text, &n) && !isTagged(w.text, &n, v) || w.text[v.start] == '-') {
		return v, false
	}
	switch {
	case !ok:
	case plainly(w.text, &n, v), harmless(w.text, &n, v):
		ok = false
	case v.sep == bySpace && !isFlag(w.text, &n):
		v, ok = proseValue(w.text, &n, v)
	default:
		ok = accepts(w, &n, v)
	}
	if !ok {
		v, ok = comparedValue(w.text, &n)
	}
	return v, ok && !inARN(w.text, n.start)
}

var besideName = byteset.Of(" \t\n\"'`,;=&?<>(){}[]")

// inARN reports whether what starts at at is a part of an Amazon resource name, which names secrets and never holds them.
func inARN(text string, at int) bool {
	const longest, scheme = 256, "arn:"
	start := at
	for start > 0 && at-start < longest && !besideName.Has(text[start-1]) {
		start--
	}
	return start < at && (strings.HasPrefix(text[start:at], scheme) || strings.Contains(text[start:at], ":"+scheme))
}

// compoundStart is where the compound that holds the literal at at begins: "key" of apikey is looked at from "api".
func compoundStart(text string, at int) int {
	if text[at]|0x20 != 'k' || at == 0 || !isLetter(text[at-1]) {
		return at
	}
	for _, first := range []string{"api", "access", "account", "private"} {
		if hasSuffixFold(text[:at], first) {
			return at - len(first)
		}
	}
	return at
}

// isFlag reports whether the name is a flag of a command line: --password, -Password.
func isFlag(text string, n *name) bool {
	return text[n.start] == '-' && (n.start == 0 || text[n.start-1] <= ' ' || text[n.start-1] == '>' || isQuote(text[n.start-1]))
}

// isArgument reports whether the name is all that stands in its quotes, as in setenv("PASSWORD", "x"). A name at the end
// of a quoted sentence says nothing about what comes after the comma, nor does one in a list of `words`.
func isArgument(text string, n *name) bool {
	return n.start > 0 && (text[n.start-1] == '"' || text[n.start-1] == '\'')
}

// isTagged reports whether name and value are all that stands in braces, as in a tuple of Erlang: {password,"x"},
// {<<"password">>,<<"x">>}.
func isTagged(text string, n *name, v value) bool {
	const most = 4 // bytes that stand before a binary's text
	before := strings.TrimRight(text[max(0, n.start-most):n.start], `"\<`)
	return n.trust == passwordName && strings.HasSuffix(before, "{") && strings.HasPrefix(strings.TrimLeft(text[v.end:], `"\>`), "}")
}

// accepts reports whether the value may be the secret that the name speaks of.
func accepts(w *work, n *name, v value) bool {
	s := w.text[v.start:v.end]
	if len(s) == 1 && !isWord(s[0]) { // a stray quote
		return false
	}
	if (n.word[0] >= utf8.RuneSelf || !v.quoted && s[0] >= utf8.RuneSelf) && !hasDigit(s) {
		return false // a word of another language: "wrong"
	}
	if s[0] == '{' && jsonValueEnd(w.text[:min(len(w.text), v.start+maxValue)], v.start, maxJSONDepth) > 0 {
		return false // an object, whose members were judged
	}
	if placeholderValue(s, v.quoted) || w.ours(s) || strings.Contains(s, "://") {
		return false
	}
	if v.sep == byColon && v.start == n.end+1 && isPlace(w.text[n.start:n.end], n.word, s) || strings.Contains(s, "@sha256:") || isDigestName(s) {
		return false
	}
	if v.sep == byHyphen {
		if i := strings.IndexByte(s, '/'); i >= 0 {
			s = s[:i]
		}
		const shortestWord = 4
		if first, _, more := strings.Cut(s, "-"); more && len(first) >= shortestWord && singleWord(first) && !isUUID(s) {
			return false // a name goes on: private-datasource-connect-564fb6cfbb
		}
		return randomLooking(s)
	}
	if v.sep == bySpace { // a flag
		return s[0] != '-' && (n.trust == passwordName || len(s) >= shortestSecret && n.trust == secretName || acceptsWeak(n, s) && !n.plural)
	}
	switch n.trust {
	case passwordName:
		return acceptsPassword(w.text, n, s, v)
	case secretName:
		return acceptsSecret(w.text, n, s, v)
	default:
		return acceptsWeak(n, s)
	}
}

// isPlace reports whether s begins with a line or a port, and the name is a file or a host: PasswordService.java:42,
// PasswordHasher.cs:line 42, auth.svc:8080.
func isPlace(name, word, s string) bool {
	const longest = 5
	if strings.LastIndexByte(name, '.') < indexFold(name, word) {
		return false
	}
	n := 0
	for n < len(s) && isDigit(s[n]) {
		n++
	}
	return s == "line" || n > 0 && n <= longest && (n == len(s) || !isWord(s[n]))
}

func acceptsPassword(text string, n *name, s string, v value) bool {
	if n.word == "pwd" && (s[0] == '/' || s[0] == '~') { // the working directory
		return false
	}
	if v.quoted || v.sep == byEquals || v.sep == byMarkup || v.sep == byComma {
		return true
	}
	// `password: ` in prose goes on with a sentence; in YAML or a log line the value is all there is.
	return !stateWords.has(s) && (!isVerb(text, n) || !singleWord(s) || !moreWords(text[v.end:]))
}

// isVerb reports whether the name is no more than "pass", not in capitals: what is passed, and a pass over something, is
// no password: "First pass: collect the links", "pass `--force` to the command".
func isVerb(text string, n *name) bool {
	return text[n.start:n.end] == "pass" || text[n.start:n.end] == "Pass"
}

// moreWords reports whether a sentence goes on.
func moreWords(rest string) bool { return len(rest) > 1 && rest[0] == ' ' && isLetter(rest[1]) }

// Lengths of the values that a name is believed for.
const (
	shortestSecret = 4
	longestWord    = 12 // a single word up to this length is taken for a word, not for a secret
)

func acceptsSecret(text string, n *name, s string, v value) bool {
	if n.plural && !randomLooking(s) {
		return false
	}
	told := v.quoted || v.sep == byEquals
	isSecret := strings.HasPrefix(n.word, "secret")
	if len(s) < shortestSecret {
		return told && isSecret && len(s) == shortestSecret-1
	}
	if digitsOnly(s) {
		return len(s) >= longestWord && !n.plural
	}
	if !singleWord(s) || len(s) > longestWord || isSecret && told {
		return true
	}
	if inQuery(text, n) {
		return !stateWords.has(s)
	}
	// client_secret: abcd, auth_token=abcdef; but `token: input`
	return compound(text, n) && (isSecret || told && len(s) >= 2*shortestSecret-2)
}

// compound reports whether the name has more than the one word: auth_token.
func compound(text string, n *name) bool { return len(text[n.start:n.end]) > len(n.word) }

func acceptsWeak(n *name, s string) bool {
	if isUUID(s) {
		return n.word == "key" && n.upper
	}
	return randomLooking(s) && !pathLike(s) && !isAlgorithm(s) && !dateLike(s)
}

// algorithms begin the names of ciphers, signatures and derivations: ecdsa-sha2-nistp256, scram-sha-256.
var algorithms = words(`aes aes128 aes192 aes256 argon2 argon2id bcrypt chacha20 dsa ecdh ecdhe ecdsa ed25519 hkdf hmac md5 pbkdf2
	rsa scram sha sha1 sha2 sha256 sha384 sha512 ssh tls x25519`)

// isAlgorithm reports whether s is the name of one, of short parts.
func isAlgorithm(s string) bool {
	const longest = 9
	first := 0
	for first < len(s) && s[first] != '-' && s[first] != '_' {
		first++
	}
	if first == len(s) || !algorithms.has(s[:first]) {
		return first == len(s) && algorithms.has(s)
	}
	part := 0
	for i := range len(s) {
		if part++; s[i] == '-' || s[i] == '_' {
			part = 0
		}
		if part > longest || !isTokenByte(s[i]) {
			return false
		}
	}
	return true
}

func pathLike(s string) bool {
	return strings.Count(s, "/") >= 2 && strings.Count(s, "/")*10 > len(s) || s[0] == '/' || isHostPath(s)
}

// isHostPath reports whether s is a host or domain and a path.
func isHostPath(s string) bool {
	slash := strings.IndexByte(s, '/')
	return slash > 0 && dottedName(s[:slash])
}
