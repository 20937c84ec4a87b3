package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// stateWords are what a text says about a secret instead of giving it: "password: required".
var stateWords = words(`required reset expired invalid incorrect missing changed updated failed empty null nil none true false yes
	no not is are was for and or the a an must should does has have can cannot will to in on of with from by wrong unknown unset set
	given provided needed ok okay success successful failure mismatch rejected accepted revoked forgotten weak strong undefined
	hidden masked redacted filtered protected encrypted hashed removed omitted string str text number integer int bool boolean bytes
	byte char varchar object array any void type optional default anonymous granted denied refreshed created deleted validated
	verified verification validation authentication login logout prompt ask env file input value disabled enabled supported
	unsupported used unused valid obrigatória obrigatoria inválida invalida incorreta incorrecta requerida falsch ungültig
	erforderlich requis vergeten verplicht`)

// placeholderWords stand where a secret was taken out or was never put in.
var placeholderWords = words(`null nil none true false undefined nan redacted filtered masked hidden removed omitted [filtered]
	[redacted] [masked] [hidden] [secret] [removed] <nil> (null) string str number boolean bool bytes byte char int integer object
	any void optional required password= int8 int16 int32 int64 uint uint8 uint16 uint32 uint64 float float32 float64 double decimal
	uuid string! id! int! nullptr &str *string []byte []string off on !vault !secret !ref !sub !env !getatt !reference !importvalue`)

// placeholderValue reports whether s stands for a secret without being one: a variable, a mask, a type, a call.
func placeholderValue(s string, quoted bool) bool {
	if s == "" || strings.HasPrefix(s, placeholderStart) || IsMask(s) || judgedAssignment(s) {
		return true
	}
	if placeholderWords.has(s) || !quoted && stateWords.has(s) {
		return true
	}
	if !quoted && isTakenOut(s) || isYours(s) {
		return true
	}
	return !quoted && (codeLike(s) || genericType(s) || s[0] == '&' && identifier(s[1:])) || variable(s) || masked(s)
}

// isYours reports whether s is what a manual has in the place of a secret: your-api-key-here, YOUR_PASSWORD.
func isYours(s string) bool {
	const your = "your"
	if !hasPrefixFold(s, your) || len(s) <= len(your)+1 || !joint(s[len(your)]) {
		return false
	}
	return every(s, func(c byte) bool { return isLetter(c) || joint(c) })
}

// isTakenOut reports whether s begins as what programs print in place of a secret or of a pointer: Some([REDACTED of Rust,
// (*string)(nil) of Go.
func isTakenOut(s string) bool {
	inner := s[strings.LastIndexByte(s, '(')+1:]
	return hasPrefixFold(inner, "[redacted") && !strings.HasPrefix(inner, placeholderStart) ||
		strings.HasPrefix(s, "(*") && (hasPrefixFold(inner, "nil)") || hasPrefixFold(inner, "0x"))
}

// containerTypes are the types that most often hold another one.
var containerTypes = words(`option optional vec box arc rc result list set map dict hashmap hashset array promise future observable union
	maybe nullable sequence iterable mutex cow`)

// genericType reports whether s is a type with parameters: Optional[str], Vec<String>.
func genericType(s string) bool {
	s = strings.TrimLeft(strings.TrimSuffix(s, ","), "&*")
	if strings.IndexByte(s, '[') < 0 && strings.IndexByte(s, '<') < 0 {
		return false
	}
	i := strings.IndexAny(s, "[<")
	if i > 0 && containerTypes.has(s[:i]) {
		return true
	}
	if i <= 0 || i+2 >= len(s) || s[len(s)-1] != ']' && s[len(s)-1] != '>' || hasDigit(s) {
		return false
	}
	return identifier(s[:i]) && identifier(strings.Trim(s[i+1:], "]>"))
}

// judgedAssignment reports whether s is another name and what masks its value, behind a quote that nothing closes.
func judgedAssignment(s string) bool {
	if strings.Contains(s, "%5Bredacted") {
		s = codec.Unescape(s, false)
	}
	i := strings.Index(s, placeholderStart)
	if i <= 1 || s[i-1] != '=' && s[i-1] != ':' {
		return false
	}
	end := i
	for end < len(s) && strings.HasPrefix(s[end:], placeholderStart) {
		next := placeholderEnd(s, end)
		if next == end {
			return false // it does not end
		}
		end = next
	}
	return end == len(s) && identifier(strings.Trim(s[:i-1], "\\\"'"))
}

// variable reports whether s is a reference to be filled in.
func variable(s string) bool {
	if isTemplate(s) {
		return true
	}
	last := s[len(s)-1]
	switch s[0] {
	case 'S':
		return strings.HasPrefix(s, "SECRET[") && last == ']'
	case '$':
		return isShellVariable(s)
	case '{':
		return last == '}' && identifier(strings.Trim(s, "{} ."))
	case '<':
		return last == '>' && !strings.ContainsAny(s[1:len(s)-1], "<>")
	case '%':
		return len(s) == 2 && isLetter(s[1]) || len(s) > 2 && last == '%' && identifier(s[1:len(s)-1]) && !strings.ContainsFunc(s, isSmall)
	case '[':
		inner := strings.Trim(s, "[] ") // [DB_PASSWORD_1] or [filtered], but not x-api-key=[a1b2c3] of a list of headers
		return last == ']' && identifier(inner) && (!strings.ContainsAny(inner, digits) || !strings.ContainsFunc(inner, isSmall))
	case '#':
		return len(s) > 3 && s[1] == '{' && last == '}'
	case ':', '?', '@':
		return len(s) == 1 || s[0] != '?' && identifier(s[1:]) && !strings.ContainsFunc(s, isCapital) && len(s) < 12
	}
	return false
}

// isTemplate reports whether s begins as a template does; its end may stand behind a space.
func isTemplate(s string) bool {
	if !strings.HasPrefix(s, "{{") {
		return strings.HasPrefix(s, "${{") || strings.HasPrefix(s, "<%")
	}
	return len(s) <= len("{{x") || strings.HasSuffix(s, "}}") || strings.Contains(s, "}}") && identifier(strings.Trim(s, "{}. "))
}

// isShellVariable reports whether s, which begins with a dollar sign, is a variable or a command of a shell, with an end or
// without, or a parameter of a statement: $PASSWORD, ${PASSWORD:-x}, $(cat file), $1.
func isShellVariable(s string) bool {
	name := s[1:]
	switch {
	case name == "":
		return false
	case name[0] == '(':
		return true
	case name[0] == '{':
		inner, _, ends := strings.Cut(name[1:], "}")
		return strings.HasSuffix(s, "}") || strings.HasSuffix(s, `"`) || ends && identifier(strings.Trim(inner, ": ")) ||
			identifier(name[1:]) || strings.Contains(s, ":?")
	}
	return identifier(name) || len(s) <= len("$99") && digitsOnly(name)
}

// masked reports whether s is one character again and again: ***, xxxx, ....
func masked(s string) bool {
	const enough = 128 // of a long one: what is longer is no mask
	marks := 0
	for i := range len(s) {
		if i > enough && marks < i/4 {
			return false
		}
		switch s[i] {
		case '*', '.', '#', '-', '_', '?', '=':
			marks++
		case 'x', 'X':
			if s[i] == s[0] {
				marks++
			}
		}
	}
	if marks == len(s) {
		return len(s) > 1 || len(s) == 1 && strings.IndexByte("*?-_=.", s[0]) >= 0
	}
	if s == ">-" || s == "|-" { // the value stands on the next lines of YAML
		return true
	}
	return strings.HasPrefix(s, "\u2022") || strings.Count(s, "*") >= 4 && marks*2 >= len(s)
}

// codeLike reports whether s is code that yields a value: a call, an index, a path of names.
func codeLike(s string) bool {
	if hasPrefixFold(s, "convertto-") { // of PowerShell
		return true
	}
	i, dots := 0, 0
	for i < len(s) && (wordByte(s[i]) || s[i] == '.' && i > 0) {
		if isDigit(s[i]) && i == 0 {
			return false
		}
		if s[i] == '.' {
			dots++
		}
		i++
	}
	if i == 0 {
		return false
	}
	if i == len(s) { // credentials.password, process.env.TOKEN: names only
		return dots > 0 && !hasDigit(s) && s[len(s)-1] != '.' && !strings.Contains(s, "..")
	}
	return yields(s[:i], s[i:])
}

// yields reports whether what follows a name makes code of it: the arguments of a call, an index, a member.
func yields(name, rest string) bool {
	switch rest[0] {
	case '(':
		return len(rest) == 1 || strings.HasSuffix(rest, ")") || isQuote(rest[1]) || strings.IndexByte(")$", rest[1]) >= 0 ||
			isLetter(rest[1]) && !strings.ContainsAny(rest, "{<>#")
	case '{': // AppWindowToken{9f4ef63
		return len(rest) > 1 && len(name) > 1 && isCapital(rune(name[0]))
	case '[':
		return len(rest) > 1 && (isQuote(rest[1]) || isDigit(rest[1]) && strings.HasSuffix(rest, "]"))
	}
	return strings.HasPrefix(rest, "->") || strings.HasPrefix(rest, "::")
}

// isObject reports whether s is what Java prints of an object: android.os.BinderProxy@2bd79ce.
func isObject(s string) bool {
	const longest = 8 // digits of its hash
	name, hash, ok := strings.Cut(s, "@")
	return ok && dottedName(name) && hash != "" && len(hash) <= longest && isHexAll(hash)
}

// dateLike reports whether s begins as a date or a time does: 2024-09-27, 10:12.
func dateLike(s string) bool {
	shape := 0
	for i := 0; i < len(s) && i < 5; i++ {
		if isDigit(s[i]) {
			shape++
			continue
		}
		return (s[i] == '-' || s[i] == '/') && shape == 4 || s[i] == ':' && shape <= 2
	}
	return false
}
