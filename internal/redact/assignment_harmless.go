package redact

import "strings"

// plainly reports whether what stands beside the name is no secret, as the first look at it tells: a word of a sentence, a variable,
// for a name that says little nothing random. What it tells, the whole judgment would tell, too, but for most values much later.
func plainly(text string, n *name, v value) bool {
	s := text[v.start:v.end]
	switch {
	case v.sep == byHyphen || v.sep == byComma:
		return false
	case v.sep == bySpace && !isFlag(text, n):
		return n.trust < passwordName && len(s) < longestWord && singleWord(s) && !copula.has(s)
	case n.trust == weakName && len(s) < shortestRandom:
		return true
	default:
		return variable(s)
	}
}

// harmless reports whether what stands beside the name is by its form not what the name speaks of: the next assignment,
// code, the name of a thing, a count, a type, the verdict of a test.
func harmless(text string, n *name, v value) bool {
	s := text[v.start:v.end]
	switch {
	case n.trust < passwordName && alphanumerics(s) == 0:
		return true
	case v.sep == byComma:
		return listed(text, n, v)
	case v.sep == bySpace && isFlag(text, n):
		return harmlessArgument(text, n, v)
	case v.sep == bySpace:
		return besides(text, n, v)
	case v.quoted:
		return harmlessQuoted(text, n, v)
	case v.sep == byHyphen:
		return randomLooking(text[n.start:n.end]) // letters in a line of base64
	}
	return harmlessBare(text, n, v)
}

// harmlessArgument is harmless for what stands behind a flag.
func harmlessArgument(text string, n *name, v value) bool {
	s, between := text[v.start:v.end], text[n.end:v.start]
	if strings.EqualFold(s, strings.Trim(text[n.start:n.end], "-")) && !strings.ContainsFunc(s, isSmall) {
		return true // --token TOKEN, as helps have it
	}
	return strings.IndexByte(between, '\n') >= 0 && strings.IndexByte(between, '\\') < 0
}

// harmlessQuoted is harmless for a value in quotes.
func harmlessQuoted(text string, n *name, v value) bool {
	s := text[v.start:v.end]
	if isRange(s) || isVerb(text, n) && text[v.start-1] == '`' {
		return true
	}
	return n.trust < passwordName && (dottedName(s) || isFile(s) || isColor(s) || isObjectName(text, n, v))
}

// harmlessBare is harmless for a value without quotes behind an operator.
func harmlessBare(text string, n *name, v value) bool {
	s := text[v.start:v.end]
	if opensHint(text, n, v) || v.sep == byColon && (isCoordinate(text, n, v) || behindColon(text, n, v)) {
		return true
	}
	if n.word == "pass" && (isVerdict(text, n, v) || passBefore.has(lastSegment(text[max(0, n.start-maxName):n.start]))) {
		return true
	}
	if n.trust < passwordName && (isRelease(s) || strings.EqualFold(s, text[n.start:n.end]) || isTypeName(text, v) || isNamed(s)) {
		return true
	}
	if isCompared := text[v.start-2:v.start] == "=="; isCompared && isRelease(s) {
		return true // a dependency: passlib==1.7.4
	}
	return isCount(n, s) || isPattern(s) || isEmptyNext(s) || expression(text, s, v.end) || isObjectName(text, n, v)
}

// opensHint reports whether the value begins what says how to give one: ${PASSWORD:?must be set}, <your password>, {"type":
// "string"}.
func opensHint(text string, n *name, v value) bool {
	switch text[v.start] {
	case '?':
		return strings.HasSuffix(text[:n.start], "${")
	case '<', '(':
		return isHint(text, v)
	case '{':
		return isSchema(text[v.start:v.end])
	}
	return false
}

// isObjectName reports whether s is the name of a secret of Kubernetes, and not what is in it: secret=db-credentials beside its
// namespace, `failed to list *v1.Secret: secrets is forbidden`.
func isObjectName(text string, n *name, v value) bool {
	if s := text[v.start:v.end]; n.word != "secret" || n.kwEnd != n.end || !isLabel(strings.ReplaceAll(s, "/", "-")) {
		return n.word == "secret" && strings.EqualFold(s, "secrets")
	}
	const near = 128
	return n.end-n.start == len(n.word) && containsFold(text[max(0, n.start-near):min(len(text), v.end+near)], "namespace")
}

// behindColon reports whether the colon belongs to something else than a name and its value: a host and port, a mount, a
// selector, a sentence, the line of a sudoers file.
func behindColon(text string, n *name, v value) bool {
	s := text[v.start:v.end]
	if v.end < len(text) && text[v.end] == ':' && strings.IndexByte(text[n.end:v.start], '\n') >= 0 {
		return true // what is below the name has names of its own
	}
	if word := strings.TrimRight(s, "."); n.kwEnd < n.end && isLetters(word) && strings.HasPrefix(text[v.start+len(word):], "...") {
		return true // what is being done to a resource: random_password.db: Creating...
	}
	return isProgram(text, n, v) || v.start == n.end+1 && (isPortOf(text, n, s) || isMount(text, n, s)) || isSelector(text, n, v) ||
		opinion(text, s, v.end) || strings.EqualFold(text[n.start:n.end], "nopasswd")
}

// isNamed reports whether s is the name of something: of a variable, a file, an algorithm, an object, or begins an object.
func isNamed(s string) bool {
	return reference(s) || isHostPath(s) || isObject(s) || isFile(s) || isSystemPath(s) || isAlgorithm(s) ||
		strings.HasPrefix(s, `{"`) || strings.HasPrefix(s, "{'") || strings.HasPrefix(s, "[{")
}

// listed reports whether the two quoted words are no name and its value: members of an object, "pass","name":1, or neighbors
// in a list of words.
func listed(text string, n *name, v value) bool {
	if isMember(text[v.end:]) {
		return true
	}
	if text[n.start] == '-' {
		return false // a flag and its argument
	}
	i := n.start - 1
	for i > 0 && (isQuote(text[i-1]) || text[i-1] == '\\' || text[i-1] == ' ') {
		i--
	}
	s := text[v.start:v.end]
	return i > 0 && (text[i-1] == ',' || text[i-1] == '[') && (singleWord(s) || isLabel(s) || isAlgorithm(s))
}

// isMember reports whether what was in quotes before rest is itself a name: a colon follows.
func isMember(rest string) bool {
	const most = 4 // quotes, escaped or not
	rest = strings.TrimLeft(rest[:min(len(rest), most)], "\\\"'` ")
	return rest != "" && rest[0] == ':'
}

// schemaWords are the first members of what describes a secret in JSON and does not hold it.
var schemaWords = words(`type format description title minlength maxlength min max required pattern example $ref flows tokenurl
	scopes ttl path expires policy expirationseconds version provider length valuefrom secretkeyref name enabled`)

// isSchema reports whether s begins with such an object.
func isSchema(s string) bool {
	if len(s) < 2 || s[0] != '{' || s[1] != '"' && s[1] != '\'' {
		return false
	}
	word, _, _ := strings.Cut(s[2:], s[1:2])
	return schemaWords.has(word)
}

// besides reports whether s merely follows the name: text[n.start:n.end] is a part of a path or goes on behind its keyword,
// s is a flag, the next assignment, the arguments of a call, the name of a thing.
func besides(text string, n *name, v value) bool {
	s := text[v.start:v.end]
	if v.quoted {
		return isLabel(s) || text[v.start-1] == '`' && strings.Contains(s, `:"`) // or the tag of a field
	}
	isCall := text[v.start-1] == '(' && strings.IndexByte(text[n.start:n.end], '.') >= 0
	if isCall || n.start > 0 && text[n.start-1] == '/' {
		return true
	}
	if more := text[n.kwEnd:n.end]; strings.ContainsFunc(more, isSmall) && !secretTails.has(lastSegment(more)) && !jumbledToken(s) {
		return true
	}
	return strings.IndexByte("-(*", s[0]) >= 0 || assigns(s) || strings.Contains(s, "@sha256:") || isRelease(s) ||
		n.word == "key" && isFingerprint(s)
}

// secretTails are the words after a keyword with which a name still tells of a secret: SecretAccessKey.
var secretTails = words("key token secret password pass code value")

// isCount reports whether s is a number too small for a secret, a switch, or a measure: pass=12, remember_password=1,
// time_per_token=0.023.
func isCount(n *name, s string) bool {
	const switches, counts = 2, 3 // digits
	if n.trust < passwordName {
		return strings.Count(s, ".") == 1 && digitsOnly(strings.Replace(s, ".", "", 1))
	}
	if whole, all, ok := strings.Cut(s, "/"); ok && n.word == "pass" {
		return digitsOnly(whole) && digitsOnly(all) && len(all) <= counts // 12/12
	}
	return digitsOnly(s) && (len(s) <= switches || len(s) <= counts && len(n.word) == n.end-n.start && n.word == "pass")
}

// isVerdict reports whether "PASS:" is what a test runner says of the test that follows.
func isVerdict(text string, n *name, v value) bool {
	if !n.upper || n.end-n.start != len(n.word) {
		return false
	}
	s, rest := text[v.start:v.end], text[v.end:]
	for _, p := range []string{"test", "fuzz", "benchmark", "example"} {
		if hasPrefixFold(s, p) {
			return true
		}
	}
	return strings.Contains(s, "/") || strings.HasPrefix(rest, " (") || singleWord(s) && moreWords(rest)
}

// passBefore are the words before "pass" that make it a round, a ticket or a way.
var passBefore = words(`first second third last final next previous single double multi render shadow depth color lighting geometry
	compute forward backward optimization boarding hall season day guest bus ski mountain proxy fast`)

// opinionWords begin what a text says about a password: "too short", "This field is required".
var opinionWords = words(`this that these those please too at least min max minimum maximum length use enter choose confirm type
	your you it its their we if when only may might some one two more less between try see contact any all same insufficient change
	public private protected virtual`)

// opinion reports whether a sentence stands behind the colon.
func opinion(text, s string, end int) bool { return opinionWords.has(s) && moreWords(text[end:]) }

// isSelector reports whether the name is a value in a CSS selector and s its pseudo-class: input[type="password"]:focus.
func isSelector(text string, n *name, v value) bool {
	return text[v.start-1] == ':' && strings.IndexByte(text[n.end:v.start], ']') >= 0 &&
		n.start > 1 && strings.IndexByte(text[n.start-2:n.start], '=') >= 0
}

// codeWords begin an expression of several words.
var codeWords = words("await new yield lambda function return typeof async not")

// expression reports whether s begins an expression: new Credential(), a >= b.
func expression(text, s string, end int) bool {
	if codeWords.has(s) {
		return moreWords(text[end:])
	}
	const longest = 4 // of an operator and its blanks
	if !identifier(s) || hasDigit(s) {
		return false
	}
	rest := text[end:min(len(text), end+longest)]
	for _, op := range []string{" ==", " >=", " <=", " !=", " && ", " || ", " ? "} {
		if strings.HasPrefix(rest, op) {
			return true
		}
	}
	return false
}

// isTypeName reports whether a value is the type of a field or argument: token: HeaderName, secret: NamedComponent + Debug.
func isTypeName(text string, v value) bool {
	s := text[v.start:v.end]
	if v.sep != byColon || !isCapital(rune(s[0])) || !camelCase(s) {
		return false
	}
	rest := strings.TrimLeft(text[v.end:min(len(text), v.end+2)], " ")
	return rest != "" && strings.IndexByte(",=+|){", rest[0]) >= 0
}

// isPortOf reports whether the name is a host behind // and s its port.
func isPortOf(text string, n *name, s string) bool {
	const longest = 5
	return n.start > 1 && text[n.start-2:n.start] == "//" && len(s) <= longest && digitsOnly(s)
}

var mountModes = words("ro rw z cached delegated consistent")

// isMount reports whether the name is a file that is mounted at s: kafka.pass:/etc/kafka/kafka.pass:ro.
func isMount(text string, n *name, s string) bool {
	return s[0] == '/' && strings.IndexByte(text[n.start:n.end], '.') >= 0 && strings.Count(s, "/") > 1 ||
		n.start > 0 && text[n.start-1] == '/' && mountModes.has(s)
}

// isHint reports whether a value is the first word of a hint in brackets: <your password here>, (sensitive value).
func isHint(text string, v value) bool {
	const longest = 64
	closer := byte('>')
	if text[v.start] == '(' {
		closer = ')'
	}
	if strings.IndexByte(text[v.start:v.end], closer) >= 0 || !strings.HasPrefix(text[v.end:], " ") && !strings.HasPrefix(text[v.end:], ",") {
		return false
	}
	i := strings.IndexAny(text[v.end:min(len(text), v.end+longest)], "<>()\n")
	return i > 0 && text[v.end+i] == closer
}

// isCoordinate reports whether the name is a part of Maven coordinates, com.example.auth:client:1.2, and s what follows the
// colon behind it.
func isCoordinate(text string, n *name, v value) bool {
	if v.start != n.end+1 {
		return false
	}
	s := text[v.start:v.end]
	if n.start > 0 && text[n.start-1] == ':' && isRelease(s) {
		return true // the name is the artifact, s its version
	}
	artifact, version, ok := strings.Cut(s, ":")
	return ok && strings.IndexByte(text[n.start:n.end], '.') > 0 && isRelease(version) && identifier(artifact)
}
