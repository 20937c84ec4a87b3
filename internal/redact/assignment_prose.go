package redact

import "strings"

// proseValue judges a value that follows its name after nothing but white space, or after "is" and its like.
func proseValue(text string, n *name, v value) (value, bool) {
	s := text[v.start:v.end]
	if len(s) == 1 && isDigit(s[0]) && v.end+1 < len(text) && text[v.end] == ' ' && n.trust >= secretName {
		v.start = v.end + 1 // how a router hides it: password 7 0822455D0A16
		v.end = bareEnd(text, v.start, n, bySpace)
		return v, v.end-v.start >= shortestSecret && mixed(text[v.start:v.end])
	}
	if n.word == "pass" && n.upper && isLogin(text, n, v) {
		return v, !placeholderValue(s, false)
	}
	ticked := v.quoted && text[v.start-1] == '`'
	if ticked && codeLike(s) || isVerb(text, n) && (ticked || s[0] == '-' || isToldToPass(text, n, v)) {
		return v, false // `code()` in a sentence, "pass `--force` to it"
	}
	if strings.HasPrefix(s, "HTTP/") { // POST /oauth/token HTTP/1.1
		return v, false
	}
	if copula.has(s) && v.end < len(text) {
		return copulaValue(text, n, v.end)
	}
	if n.trust == passwordName && !v.quoted {
		if late, ok := latePassword(text, v.start); ok {
			return late, true
		}
	}
	if announcedPassword(text, n, v) {
		return v, !placeholderValue(s, false) && !fieldWords.has(s)
	}
	return v, isLikeSecret(n, s, v.quoted)
}

// isToldToPass reports whether a verb before "pass" makes a verb of it: "it is okay to pass IPv4-mapped addresses".
func isToldToPass(text string, n *name, v value) bool {
	return n.start > 0 && text[n.start-1] == ' ' && (!v.quoted || text[v.start-1] != '\'') &&
		verbsBefore.has(lastSegment(text[max(0, n.start-maxName):n.start]))
}

// isLikeSecret reports whether s, which merely stands behind the name, looks like what the name speaks of.
func isLikeSecret(n *name, s string, quoted bool) bool {
	const (
		shortestMixed = 6
		longToken     = 20 // letters or digits: no word is that long
	)
	switch {
	case len(s) < longestWord && singleWord(s), placeholderValue(s, quoted), strings.Contains(s, "://"), dateLike(s), pathLike(s), n.plural:
		return false
	case n.trust == passwordName && quoted && n.upper: // WITH PASSWORD 'z' of SQL
		return true
	case n.trust == passwordName && len(s) >= shortestMixed && !strings.Contains(s, " ") && mixed(s) && !isUUID(s):
		return true // login x password y of a .netrc
	case quoted: // `secret "..."`, but not `token "x" in line 3`
		return n.trust >= secretName && !strings.Contains(s, " ") && !singleWord(s) && len(s) >= longestWord
	case n.trust == weakName && isUUID(s):
		return n.upper
	case n.trust == weakName && n.word != "key" && !vendorKey(s):
		return false
	case randomLooking(s) && len(s) >= longestWord && !camelCase(s):
		return true
	}
	return (n.upper || n.trust >= secretName) && len(s) >= longToken && alphanumeric(s) && !camelCase(s)
}

// isLogin reports whether the name and value are a line of a dialog with a server of mail or files, behind the one that names the
// user (RFC 959, 1939): USER bob, PASS x.
func isLogin(text string, n *name, v value) bool {
	const farthest = 80
	if n.end-n.start != len(n.word) || v.end < len(text) && text[v.end] > '\r' {
		return false
	}
	before := text[max(0, n.start-farthest):n.start]
	return strings.Contains(before, "USER ") && strings.Contains(before, "\n")
}

// announcedPassword reports whether what stands right behind the name can be nothing but its value: ALTER ROLE bob PASSWORD 'x',
// login failed with password "x", login bob password x of a .netrc.
func announcedPassword(text string, n *name, v value) bool {
	if n.trust != passwordName || isVerb(text, n) || text[n.start:n.end] == "pw" {
		return false
	}
	s := text[v.start:v.end]
	if v.quoted && text[n.end] == '(' {
		return n.upper // PASSWORD('x') of SQL; what getPassword("x") takes is a name
	}
	if v.quoted {
		return text[v.start-1] != '`' && len(s) >= shortestSecret && !strings.ContainsAny(s, " \t/{}<>") && text[n.end-1] != '\''
	}
	const farthest, login = 64, "login" // a name between
	line := text[max(0, n.start-farthest):n.start]
	if !strings.Contains(line, login) {
		return false
	}
	before := strings.Fields(line)
	return len(before) >= 2 && before[len(before)-2] == login
}

// fieldWords are in quotes behind "password" where a text speaks of a form: password 'confirmation' is missing.
var fieldWords = words(`field fields input form column key name label parameter property attribute confirmation confirm hash
	strength policy grant credentials reset new old current`)

// verbsBefore are the words before "pass" that make it a verb.
var verbsBefore = words("to can cannot must should will would may might not you we they please and or then also always never")

var copula = words("is was = to is: be")

// copulaValue is the value after "password is": quoted, or with a digit or symbol in it.
func copulaValue(text string, n *name, p int) (v value, ok bool) {
	if text[p] == ':' { // "your password is: x"
		p++
	}
	p = skipBlank(text, p)
	if end, from, ok := quotedEnd(text, p); ok {
		v = value{start: from, end: end, quoted: true}
		if s := text[from:end]; text[from-1] == '`' && (codeLike(s) || n.trust < passwordName && !randomLooking(s)) {
			return v, false
		}
		return v, v.start < v.end && n.trust >= secretName && !placeholderValue(text[from:end], true)
	}
	v.start = p
	v.end = bareEnd(text, p, n, bySpace)
	if v.start >= v.end {
		return v, false
	}
	s := text[v.start:v.end]
	if n.trust == passwordName && givenWords.has(s) {
		return latePassword(text, v.start)
	}
	if n.word == "passcode" && digitsOnly(s) && len(s) >= minCode && len(s) <= maxCode {
		return v, true
	}
	if n.trust < secretName || placeholderValue(s, false) {
		return v, false
	}
	if n.trust == passwordName {
		return v, mixed(s) || jumbled(s)
	}
	return v, mixed(s) && randomLooking(s)
}

// givenWords go on in a clause that ends with the password: "a temporary password is generated for root@localhost: x".
var givenWords = words("generated created assigned set")

// latePassword finds the password at the end of a clause about one: "password for user 'x' is 'y'",
// "password does not meet complexity: y".
func latePassword(text string, p int) (v value, ok bool) {
	const longest = 64
	limit := min(len(text), p+longest)
	about := hasPrefixFold(text[p:], "for ") || hasPrefixFold(text[p:], "of ") // "changed the password of x to y"
	for i := p; i+2 < limit; i++ {
		switch c := text[i]; {
		case c == '\n' || c == ';' || c == '{' || c == '=':
			return v, false
		case isQuote(c) && strings.HasPrefix(text[i+1:], ": ") && strings.IndexByte(text[p:i], c) < 0:
			return v, false // the end of a name: "Password Last Set": "..."
		case strings.HasPrefix(text[i:], " is ") || strings.HasPrefix(text[i:], ": ") || about && strings.HasPrefix(text[i:], " to "):
			return clausePassword(text, indexFrom(text, i+1, ' ')+1)
		}
	}
	return v, false
}

// clausePassword is the password that a clause ends with at p.
func clausePassword(text string, p int) (v value, ok bool) {
	if end, from, ok := quotedEnd(text, p); ok {
		v = value{start: from, end: end}
		return v, from < end && !placeholderValue(text[from:end], true) && !strings.Contains(text[from:end], " ")
	}
	v = value{start: p, end: bareEnd(text, p, &name{}, bySpace)}
	if v.start >= v.end {
		return v, false
	}
	const shortest = 6
	s := text[v.start:v.end]
	return v, len(s) >= shortest && mixed(s) && !isDigit(s[0]) && s[0] != '(' && !isAlgorithm(s) && !strings.ContainsAny(s, "/:=") &&
		lastOnLine(text, v.end)
}

func lastOnLine(text string, end int) bool {
	rest := strings.TrimLeft(text[end:min(len(text), end+2)], " .")
	return rest == "" || rest[0] == '\n' || rest[0] == '<' || isQuote(rest[0])
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
