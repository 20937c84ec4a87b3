package redact

import (
	"bytes"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// Many documents say the name of a value beside it: {"name": "DB_PASSWORD", "value": "x"} in the environment of a
// container, in lists of headers, cookies and parameters. Such a value is judged by that name, too.

// labels are the names of the members that say a name, values those of the members that it belongs to.
var (
	labels = words("name key field header param parameter variable attribute property label loc path propertyname propertypath")
	values = words("value val string_value stringvalue input rejectedvalue attemptedvalue invalidvalue") // the latter of validators
)

const (
	maxLabel   = 64  // bytes of a name
	labelReach = 512 // how far it may stand from where its object begins
	minJWK     = 16  // bytes of a private member of a key
)

// labeled rewrites the value of the member name of the object that starts at start, if a sibling says what it is.
func (j *jsonRewriter) labeled(start int, name string, outer int) bool {
	if c := j.src[j.i]; c != '"' && c != '-' && !isDigit(c) {
		if c == '{' && values.has(name) && j.holdsTyped() {
			if label := j.label(start, name); label != "" {
				j.rename(outer, label)
			}
		}
		return false
	}
	if isPrivateMember(name) && isLongString(j.src[j.i:]) {
		return j.privateMember(start)
	}
	if j.cookie(name, outer) {
		return true
	}
	if !values.has(name) || j.labeledAt == start+1 {
		return false // only the first of several values belongs to a name
	}
	j.labeledAt = start + 1
	label := j.label(start, name)
	if label == "" || !identifier(label) || len(label) > maxLabel {
		return false
	}
	end := jsonValueEnd(j.src, j.i, maxJSONDepth)
	raw := j.src[j.i:end]
	value := raw
	if raw[0] == '"' {
		value = codec.Unquote(raw[1 : len(raw)-1])
	}
	if _, ok := j.p.judge(j.where(), value); ok {
		return false
	}
	j.rename(outer, label)
	if safe := j.labeledValue(label, raw, value); safe != value {
		j.replace(j.i, end, codec.Quote(safe))
	}
	j.i = end
	return true
}

// labeledValue returns the safe form of a value, raw as it is written, whose path ends with a label.
func (j *jsonRewriter) labeledValue(label, raw, value string) string {
	path := j.where()
	safe, ok := j.p.judge(path, value)
	if ok && !isWhole(safe) && !strings.ContainsAny(label, "_-.") && !hasSuffixFold(label, "id") {
		ok = false // "user" and "session" are as often names of counters
	}
	if raw[0] != '"' && isWhole(safe) && len(raw) < shortestSecret {
		ok = false // how long a password must be
	}
	if !ok {
		safe = j.r.inner(j.p, path, value)
	}
	return safe
}

// rename gives the member at hand another name than it has.
func (j *jsonRewriter) rename(outer int, name string) {
	if j.path = j.path[:outer]; outer > 0 {
		j.path = append(j.path, '.')
	}
	j.path = append(j.path, name...)
}

// label is the name that a sibling in the object at start gives to a value. In a patch (RFC 6902) it is a path. What is called
// input is that of a tool, whatever its name, if no validator says where it found it.
func (j *jsonRewriter) label(start int, value string) string {
	wanted := labels.has
	if value == "input" {
		wanted = func(name string) bool { return name == "loc" }
	}
	label := j.sibling(start, wanted)
	if strings.HasPrefix(label, "/") && j.sibling(start, func(name string) bool { return name == "op" }) != "" {
		return label[strings.LastIndexByte(label, '/')+1:]
	}
	return label
}

// cookie masks the member name of an object of cookies: {"cookies": {"sid": "x"}}.
func (j *jsonRewriter) cookie(name string, outer int) bool {
	const jar = "cookies"
	at := outer - len(jar)
	if at < 0 || j.src[j.i] != '"' || at > 0 && j.path[at-1] != '.' || !bytes.EqualFold(j.path[at:outer], []byte(jar)) || isSetting(name) {
		return false
	}
	end := stringEnd(j.src, j.i)
	if value := codec.Unquote(j.src[j.i+1 : end-1]); value != "" && !isWhole(value) {
		j.replace(j.i, end, codec.Quote(j.p.replace(Finding{Detector: cookieDetector.name, Rule: "jar"}, value)))
	}
	j.i = end
	return true
}

// sibling returns the text of the first member of the object at start whose name is wanted, or nothing. It looks no farther
// than a name stands from its value.
func (j *jsonRewriter) sibling(start int, wanted func(string) bool) string {
	if j.i-start > labelReach {
		return ""
	}
	s := j.src[:min(len(j.src), j.i+labelReach)]
	for i := skipSpace(s, start+1); i < len(s) && s[i] == '"'; i = skipSpace(s, i+1) {
		nameEnd := jsonStringEnd(s, i)
		if nameEnd < 0 {
			return ""
		}
		name := s[i+1 : nameEnd-1]
		if i = skipSpace(s, skipSpace(s, nameEnd)+1); i >= len(s) {
			return ""
		}
		end := jsonValueEnd(s, i, maxJSONDepth)
		if end < 0 {
			return ""
		}
		if s[i] == '"' && wanted(name) {
			return codec.Unquote(s[i+1 : end-1])
		}
		if s[i] == '[' && name == "loc" {
			return lastOf(s[i+1 : end-1])
		}
		if i = skipSpace(s, end); i >= len(s) || s[i] != ',' {
			return ""
		}
	}
	return ""
}

// lastOf is the last element of a list, if it is a string: of ["body", "password"], where an error was found.
func lastOf(list string) string {
	list, ok := strings.CutSuffix(strings.TrimSpace(list), `"`)
	if !ok {
		return ""
	}
	return list[strings.LastIndexByte(list, '"')+1:]
}

// isPrivateMember reports whether a JSON Web Key has its private part under this name (RFC 7518 section 6).
func isPrivateMember(name string) bool {
	switch name {
	case "d", "p", "q", "dp", "dq", "qi", "k":
		return true
	}
	return false
}

// isLongString reports whether s begins with a string as long as a part of a key.
func isLongString(s string) bool {
	return len(s) > minJWK && s[0] == '"' && strings.IndexByte(s[1:minJWK], '"') < 0
}

// privateMember masks a private part of a JSON Web Key.
func (j *jsonRewriter) privateMember(start int) bool {
	if j.sibling(start, func(name string) bool { return name == "kty" }) == "" {
		return false
	}
	end := stringEnd(j.src, j.i)
	value := codec.Unquote(j.src[j.i+1 : end-1])
	if isWhole(value) {
		return false
	}
	j.replace(j.i, end, codec.Quote(j.p.replace(Finding{Detector: privateKeyDetector.name, Rule: "jwk"}, value)))
	j.i = end
	return true
}

// sortOrders stand behind the name of a field in a query.
var sortOrders = words("asc desc ascending descending")

// pair rewrites an array of a name and a value within another array: [["password", "x"], ["user", "bob"]].
func (j *jsonRewriter) pair() bool {
	s := j.src[:min(len(j.src), j.i+labelReach)]
	i := skipSpace(s, j.i+1)
	if i >= len(s) || s[i] != '"' {
		return false
	}
	nameEnd := jsonStringEnd(s, i)
	if nameEnd < 0 || nameEnd-i > maxLabel || !identifier(s[i+1:nameEnd-1]) {
		return false
	}
	name := s[i+1 : nameEnd-1]
	if i = skipSpace(s, nameEnd); i >= len(s) || s[i] != ',' {
		return false
	}
	i = skipSpace(s, i+1)
	if i >= len(s) || s[i] != '"' {
		return false
	}
	end := jsonStringEnd(s, i)
	if end < 0 {
		return false
	}
	stop := skipSpace(s, end)
	if stop >= len(s) || s[stop] != ']' {
		return false
	}
	value := codec.Unquote(s[i+1 : end-1])
	safe, ok := j.p.judge(name, value)
	if !ok || !isWhole(safe) || sortOrders.has(value) {
		return false
	}
	j.replace(i, end, codec.Quote(safe))
	j.i = stop + 1
	return true
}

// maxArguments bounds a command line that is an array, in bytes.
const maxArguments = 2 << 10

// arguments rewrites an array of strings that has flags among them, ["--password", "x"], as the command line that it is.
func (j *jsonRewriter) arguments() bool {
	s := j.src[:min(len(j.src), j.i+maxArguments)]
	i, flags := skipSpace(s, j.i+1), false
	for {
		if i >= len(s) || s[i] != '"' {
			return false
		}
		flags = flags || i+1 < len(s) && s[i+1] == '-'
		if i = jsonStringEnd(s, i); i < 0 {
			return false
		}
		if i = skipSpace(s, i); i < len(s) && s[i] == ']' {
			break
		}
		if i >= len(s) || s[i] != ',' {
			return false
		}
		i = skipSpace(s, i+1)
	}
	start := j.i + 1
	if !flags {
		return false
	}
	path := j.where()
	if _, ok := j.p.judge(path, s[start:i]); ok {
		return false
	}
	safe := j.r.part(j.p, path, s[start:i], func(with string) string { return strings.Trim(codec.Quote(with), `"`) })
	if safe == s[start:i] || !validJSON("["+safe+"]") {
		return false
	}
	j.replace(start, i, safe)
	j.i = i + 1
	return true
}
