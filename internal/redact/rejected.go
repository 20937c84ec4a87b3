package redact

import "strings"

// rejectedDetector finds the secrets that a validator refused and repeats in its message, with the field that they were typed
// into before them: `on field 'password': rejected value [x]` of Spring, the errors of pydantic as a text, the field on a line
// of its own above `[type=too_short, input_value='x', ...]`, and as a list, `'loc': ('body', 'password'), ..., 'input': 'x'`.
var rejectedDetector = &detector{name: "password", literals: []string{"rejected value [", "input_value=", "'input':", `"input":`}, find: findRejected}

// farthestField bounds how far before a refused value its field may stand, in bytes.
const farthestField = 384

func findRejected(w *work, at int) {
	text := w.text
	if at < w.secrets.until || !w.spend(at, costName+costValue) {
		return
	}
	before := text[max(0, at-farthestField):at]
	w.pass.charge(len(before))
	var field string
	var p int
	switch text[at] | 0x20 {
	case 'r':
		field, p = fieldInQuotes(before), at+len("rejected value ")
	case 'i':
		field, p = fieldAbove(before), at+len("input_value=")
	default:
		field, p = fieldInList(before), skipBlank(text, at+len("'input':"))
	}
	if !isSecretField(field) || p >= len(text) {
		return
	}
	if text[p] == '[' {
		inside := text[p+1 : min(len(text), p+1+maxName*4)]
		end := strings.Index(inside, "]; codes [") // the next word of Spring: the value may hold a bracket
		if end < 0 {
			end = strings.IndexByte(inside, ']')
		}
		if end > 0 {
			w.addSecretArgument(p+1, p+1+end)
		}
		return
	}
	if end, from, ok := quotedEnd(text, p); ok && from < end {
		w.addSecretArgument(from, end)
	}
}

// fieldInQuotes is the field of "on field 'user.password': ".
func fieldInQuotes(before string) string {
	before, ok := strings.CutSuffix(before, "': ")
	if !ok {
		return ""
	}
	return before[strings.LastIndexByte(before, '\'')+1:]
}

// fieldAbove is the field on the line above the one that before ends on.
func fieldAbove(before string) string {
	line := strings.LastIndexByte(before, '\n')
	if line < 0 {
		return ""
	}
	before = before[:line]
	return strings.TrimSpace(before[strings.LastIndexByte(before, '\n')+1:])
}

// fieldInList is the last part of the location of an error: ('body', 'password').
func fieldInList(before string) string {
	const name = "loc"
	i := strings.LastIndex(before, name)
	if i < 0 || strings.Contains(before[i:], "},") {
		return ""
	}
	list := before[i+len(name):]
	end := strings.IndexAny(list, ")]")
	if end < 0 {
		return ""
	}
	list = strings.TrimRight(list[:end], ", '\"\\")
	return list[strings.LastIndexAny(list, " '\"")+1:]
}

// isSecretField reports whether a field or column has the name of a secret: its last part does.
func isSecretField(field string) bool {
	if i := strings.LastIndexByte(field, '.'); i >= 0 {
		field = field[i+1:]
	}
	if field == "" || len(field) > maxName {
		return false
	}
	var s secretState
	for _, literal := range []string{"passw", "pwd", "secret", "token"} {
		if i := indexFold(field, literal); i >= 0 {
			if found, ok := nameAt(field, i, allWords, &s); ok && !found.plural {
				return true
			}
		}
	}
	return false
}
