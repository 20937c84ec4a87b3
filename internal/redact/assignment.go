package redact

import "strings"

// Assignments are the secrets that a name beside them gives away: `password = x`, `"api_key": "x"`, `--token x`,
// `<secret>x</secret>`, `password is "x"`. The name's words decide how much the value must look like a secret.
func assignmentDetectors() []*detector {
	return []*detector{
		{name: "password", literals: []string{"pass", "pwd", "kennwort"}, find: func(w *work, at int) { findAssignment(w, at, passwordWords) }},
		{name: "secret", literals: []string{"secret", "token", "key", "auth", "cred", "access", "private"}, find: func(w *work, at int) {
			findAssignment(w, at, otherWords)
		}},
	}
}

func findAssignment(w *work, at int, list []secretWord) {
	s := &w.secrets
	if at < s.until {
		return
	}
	if v, ok := assignedAt(w, at, list); ok {
		s.until = max(s.until, v.end)
		w.add(v.start, v.end, "assignment")
	}
}

// assignedAt returns the secret that is assigned to the name with the keyword at at.
func assignedAt(w *work, at int, list []secretWord) (v value, ok bool) {
	n, ok := nameAt(w.text, compoundStart(w.text, at), list, &w.secrets)
	if !ok || strings.HasSuffix(w.text[:n.start], placeholderStart) || inARN(w.text, n.start) {
		return v, false
	}
	v, ok = valueAfter(w.text, &n)
	if ok && v.sep == byComma && !isArgument(w.text, &n) {
		return v, false
	}
	if ok && v.sep == bySpace && !isFlag(w.text, &n) {
		v, ok = proseValue(w.text, &n, v)
	} else if ok {
		ok = accepts(w, &n, v)
	}
	if ok {
		return v, true
	}
	return comparedValue(w.text, &n)
}

// inARN reports whether what starts at at is a part of an Amazon resource name, which names secrets and never holds them.
func inARN(text string, at int) bool {
	const longest = 256
	start := at
	for start > 0 && at-start < longest && strings.IndexByte(" \t\n\"'`,;=&?<>(){}[]", text[start-1]) < 0 {
		start--
	}
	return start < at && strings.HasPrefix(text[start:at], "arn:")
}

// compoundStart is where the compound that holds the literal at at begins: "key" of apikey is looked at from "api".
func compoundStart(text string, at int) int {
	if text[at]|0x20 != 'k' {
		return at
	}
	for _, first := range []string{"api", "access", "account", "private"} {
		if start := at - len(first); start >= 0 && hasPrefixFold(text[start:], first) {
			return start
		}
	}
	return at
}

// isFlag reports whether the name is a flag of a command line: --password, -Password.
func isFlag(text string, n *name) bool {
	return text[n.start] == '-' && (n.start == 0 || text[n.start-1] <= ' ' || isQuote(text[n.start-1]))
}

// isArgument reports whether the name is all that stands in its quotes, as in setenv("PASSWORD", "x"). A name at the end
// of a quoted sentence says nothing about what comes after the comma, nor does one in a list of `words`.
func isArgument(text string, n *name) bool {
	return n.start > 0 && (text[n.start-1] == '"' || text[n.start-1] == '\'')
}

// accepts reports whether the value may be the secret that the name speaks of.
func accepts(w *work, n *name, v value) bool {
	s := w.text[v.start:v.end]
	if len(s) == 1 && !isWord(s[0]) { // a stray quote
		return false
	}
	if placeholderValue(s, v.quoted) || w.ours(s) || strings.Contains(s, "://") {
		return false
	}
	if v.sep == byColon && v.start == n.end+1 && isPlace(w.text[n.start:n.end], n.word, s) || strings.Contains(s, "@sha256:") {
		return false
	}
	if v.sep == byHyphen {
		return n.trust >= secretName || randomLooking(s)
	}
	if v.sep == bySpace { // a flag
		return s[0] != '-' && (n.trust == passwordName || len(s) >= 4)
	}
	switch n.trust {
	case passwordName:
		return acceptsPassword(n, s, v)
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

func acceptsPassword(n *name, s string, v value) bool {
	if n.word == "pwd" && (s[0] == '/' || s[0] == '~') { // the working directory
		return false
	}
	if v.quoted || v.sep == byEquals || v.sep == byMarkup {
		return true
	}
	if v.sep == byComma {
		return true
	}
	// `password: ` in prose goes on with a sentence; in YAML or a log line the value is all there is.
	return !stateWords[strings.ToLower(s)]
}

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
	// client_secret: abcd, auth_token=abcdef; but `token: input`
	return compound(text, n) && (isSecret || told && len(s) >= 2*shortestSecret-2)
}

// compound reports whether the name has more than the one word: auth_token.
func compound(text string, n *name) bool { return len(text[n.start:n.end]) > len(n.word) }

func acceptsWeak(n *name, s string) bool {
	if uuidLike(s) {
		return n.word == "key" && n.upper
	}
	return randomLooking(s) && !pathLike(s)
}

func digitsOnly(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

func pathLike(s string) bool {
	return strings.Count(s, "/") >= 2 && strings.Count(s, "/")*10 > len(s) || s[0] == '/'
}

// uuidLike reports whether s has the shape of a UUID (RFC 9562).
func uuidLike(s string) bool {
	if len(s) != 36 || s[8] != '-' || s[13] != '-' || s[18] != '-' || s[23] != '-' {
		return false
	}
	for i := range len(s) {
		if c := s[i] | 0x20; s[i] != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// proseValue judges a value that follows its name after nothing but white space, or after "is" and its like.
func proseValue(text string, n *name, v value) (value, bool) {
	s := text[v.start:v.end]
	if strings.HasPrefix(s, "HTTP/") { // POST /oauth/token HTTP/1.1
		return v, false
	}
	if len(s) <= 4 && copula[strings.ToLower(s)] && v.end < len(text) {
		return copulaValue(text, n, v.end)
	}
	if n.trust == passwordName && !v.quoted {
		if v, ok := latePassword(text, v.start); ok {
			return v, true
		}
	}
	if len(s) < longestWord && singleWord(s) || placeholderValue(s, v.quoted) || strings.Contains(s, "://") || dateLike(s) || pathLike(s) || n.plural {
		return v, false
	}
	if n.trust == passwordName && len(s) >= 6 && !strings.Contains(s, " ") && mixed(s) && !uuidLike(s) || n.trust == passwordName && v.quoted && n.upper {
		return v, true // netrc: login x password y; SQL: WITH PASSWORD 'z'
	}
	if v.quoted { // `secret "..."`, but not `token "x" in line 3`
		return v, n.trust >= secretName && !strings.Contains(s, " ") && !singleWord(s) && len(s) >= longestWord
	}
	if n.trust == weakName && uuidLike(s) {
		return v, n.upper
	}
	if n.trust == weakName && n.word != "key" && !vendorKey(s) {
		return v, false
	}
	if randomLooking(s) && len(s) >= 12 {
		return v, true
	}
	const longToken = 20 // letters or digits: no word is that long
	return v, (n.upper || n.trust >= secretName) && len(s) >= longToken && alphanumeric(s)
}

func alphanumeric(s string) bool {
	for i := range len(s) {
		if !isWord(s[i]) {
			return false
		}
	}
	return true
}

var copula = words("is was = to is: be")

// copulaValue is the value after "password is": quoted, or with a digit or symbol in it.
func copulaValue(text string, n *name, p int) (v value, ok bool) {
	p = skipBlank(text, p)
	if end, from, ok := quotedEnd(text, p); ok {
		v = value{start: from, end: end, quoted: true}
		return v, v.start < v.end && n.trust >= secretName && !placeholderValue(text[from:end], true)
	}
	v.start = p
	v.end = bareEnd(text, p, n, bySpace)
	if v.start >= v.end {
		return v, false
	}
	s := text[v.start:v.end]
	return v, n.trust >= secretName && !placeholderValue(s, false) && (n.trust == passwordName && (mixed(s) || jumbled(s)) || mixed(s) && randomLooking(s))
}

// jumbled reports whether capitals follow small letters time and again, as in no word and few names.
func jumbled(s string) bool {
	n := 0
	for i := 1; i < len(s); i++ {
		if s[i] >= 'A' && s[i] <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z' {
			n++
		}
	}
	return n >= 2
}

// mixed reports whether s holds letters and digits.
func mixed(s string) bool {
	letters, digits := false, false
	for i := range len(s) {
		letters = letters || isLetter(s[i])
		digits = digits || s[i] >= '0' && s[i] <= '9'
	}
	return letters && digits
}

// latePassword finds the password at the end of a clause about one: "password for user 'x' is 'y'",
// "password does not meet complexity: y".
func latePassword(text string, p int) (v value, ok bool) {
	const longest = 64
	limit := min(len(text), p+longest)
	for i := p; i+2 < limit; i++ {
		switch c := text[i]; {
		case c == '\n' || c == ';' || c == '{' || c == '=':
			return v, false
		case strings.HasPrefix(text[i:], " is ") || strings.HasPrefix(text[i:], ": "):
			q := i + strings.IndexByte(text[i+1:], ' ') + 2
			if end, from, ok := quotedEnd(text, q); ok {
				v = value{start: from, end: end}
				return v, from < end && !placeholderValue(text[from:end], true) && !strings.Contains(text[from:end], " ")
			}
			v = value{start: q, end: bareEnd(text, q, &name{}, bySpace)}
			if v.start >= v.end {
				return v, false
			}
			s := text[v.start:v.end]
			return v, mixed(s) && isLetter(s[0]) && !strings.ContainsAny(s, "/:=") && len(s) >= 6 && lastOnLine(text, v.end)
		}
	}
	return v, false
}

func lastOnLine(text string, end int) bool {
	rest := strings.TrimLeft(text[end:min(len(text), end+2)], " .")
	return rest == "" || rest[0] == '\n'
}

// comparedValue is the value that stands before the name: `"x" == password`.
func comparedValue(text string, n *name) (v value, ok bool) {
	p := n.start
	for p > 0 && (text[p-1] == ' ' || text[p-1] == '$') {
		p--
	}
	q := p
	for q > 0 && p-q < 3 && (text[q-1] == '=' || text[q-1] == '!') {
		q--
	}
	if p-q < 2 {
		return v, false
	}
	for q > 0 && text[q-1] == ' ' {
		q--
	}
	if q < 2 || !isQuote(text[q-1]) {
		return v, false
	}
	const longest = 256
	from := strings.LastIndexByte(text[max(0, q-1-longest):q-1], text[q-1])
	if from < 0 {
		return v, false
	}
	v = value{start: max(0, q-1-longest) + from + 1, end: q - 1, quoted: true}
	return v, v.start < v.end && !placeholderValue(text[v.start:v.end], true)
}
