package redact

import "strings"

// maxValue bounds a value in bytes.
const maxValue = 4096

// A sep is what stands between a name and its value.
type sep uint8

const (
	noSep   sep = iota
	bySpace     // nothing but white space: prose, or a command line
	byColon
	byEquals
	byMarkup // <name>value<
	byComma  // arguments of a call
	byHyphen // glued to the name
)

// value is the text that a name is given.
type value struct {
	start, end int
	quoted     bool
	sep        sep
}

// valueAfter reads the value that follows a name which ends at end.
func valueAfter(text string, n *name) (v value, ok bool) {
	if n.glued > 0 {
		v = value{start: n.glued, sep: byHyphen}
		v.end = tokenEnd(text, v.start)
		return v, true
	}
	p, quoted := afterName(text, n.end)
	opAt := len(text)
	if end := elementEnd(text, n); end > 0 {
		p, v.sep = end, byMarkup
	} else if labeled := labeledValue(text, n); labeled > 0 {
		p, v.sep = labeled, byColon
	} else if marked, by := markedValue(text, n); marked > 0 {
		p, v.sep = marked, by
	} else {
		opAt = skipBlank(text, p)
		p, v.sep = operatorAt(text, p, quoted)
	}
	if v.sep == noSep {
		return v, false
	}
	p = skipOpeners(text, skipDumpType(text, p), v.sep)
	if p >= len(text) {
		return v, false
	}
	if end, from, ok := quotedEnd(text, p); ok {
		v.start, v.end, v.quoted = from, end, true
		return v, v.start < v.end && (v.sep != byMarkup || tagAt(text, skipAny(text, end, "\\\"'`", 4)))
	}
	if from, end := printedEnd(text, p); end > 0 {
		v.start, v.end, v.quoted = from, end, true
		return v, v.start < v.end
	}
	if strings.HasPrefix(text[p:], cdata) {
		p += len(cdata)
		v.start, v.end = p, p+indexFrom(text[p:min(len(text), p+maxValue)], 0, ']')
		return v, v.start < v.end
	}
	if v.sep == byComma || strings.HasPrefix(text[opAt:], "||") { // only quoted arguments are told from other ones
		return v, false
	}
	p = skipOpenQuote(text, p)
	if p >= len(text) {
		return v, false
	}
	v.start = p
	if v.end = bracedEnd(text, p); v.end == 0 || v.sep != byEquals {
		v.end = bareEnd(text, p, n, v.sep)
	}
	if v.sep == byMarkup && (!tagAt(text, v.end) && v.end < v.start+maxValue || isCaption(text, n)) {
		return v, false
	}
	return v, v.start < v.end
}

// cdata begins text of XML in which nothing is markup.
const cdata = "<![CDATA["

// tagAt reports whether a tag follows after p: `<token> is missing` holds no value.
func tagAt(text string, p int) bool {
	for p < len(text) && text[p] <= ' ' {
		p++
	}
	return p < len(text) && text[p] == '<'
}

// isCaption reports whether the name stands in the tag of what a page shows beside a field: <label for="password">.
func isCaption(text string, n *name) bool {
	const longest = 64
	before := text[max(0, n.start-longest):n.start]
	tag := strings.LastIndexByte(before, '<')
	return tag >= 0 && tag+1 < len(before) && captions.has(segment(before[tag+1:]))
}

var captions = words("label legend button option title th a h")

// elementEnd is the end of the tag that the name begins, if it has attributes: <password type="plain">, else 0.
func elementEnd(text string, n *name) int {
	const longest = 64
	if n.end >= len(text) || text[n.end] != ' ' || !opensTag(text, n.start) {
		return 0
	}
	i := strings.IndexAny(text[n.end:min(len(text), n.end+longest)], "<>\n")
	if i <= 0 || text[n.end+i] != '>' || text[n.end+i-1] == '/' || !strings.Contains(text[n.end:n.end+i], "=") || hasValue(text[n.end:n.end+i]) {
		return 0
	}
	return n.end + i + 1
}

// opensTag reports whether a tag begins with the name at start: <password, <wsse:Password.
func opensTag(text string, start int) bool {
	if start > 0 && text[start-1] == ':' {
		for start--; start > 0 && isWord(text[start-1]); {
			start--
		}
	}
	return start > 0 && text[start-1] == '<'
}

// hasValue reports whether a tag holds its value in an attribute.
func hasValue(attributes string) bool { return containsFold(attributes, "value=") }

// afterName skips what closes a name: quotes, brackets, an array's size, a type.
func afterName(text string, p int) (int, bool) {
	quoted := false
	for p < len(text) {
		switch c := text[p]; {
		case c == '"' || c == '\'' || c == '`':
			quoted = true
		case c == '\\' && p+1 < len(text) && (text[p+1] == '"' || text[p+1] == '\\' || text[p+1] == '\''):
		case c == ']' || c == ')' && quoted:
		case c == '>' && quoted && strings.HasPrefix(text[p:], ">>"): // <<"password">> of Erlang
			p++
		case c == '[' && p+1 < len(text) && (isDigit(text[p+1]) || text[p+1] == ']'):
			end := indexFrom(text[:min(len(text), p+maxName)], p, ']')
			if end == len(text) || text[end] != ']' {
				return p, quoted
			}
			p = end
			continue
		default:
			return p, quoted
		}
		p++
	}
	return p, quoted
}

// typeWords stand between a declared name and its value.
var typeWords = []string{": string", " string", ": str", ": &str", ":string", ":str"}

// skipType skips the type of a declared name, if a value follows.
func skipType(text string, p int) int {
	if p == len(text) || text[p] != ':' && text[p] != ' ' {
		return p
	}
	const marks = 3 // of a type, in front of its s
	if q := skipAny(text, p, ": &", marks); q == len(text) || text[q]|0x20 != 's' {
		return p
	}
	for _, t := range typeWords {
		if hasPrefixFold(text[p:], t) {
			if q := skipBlank(text, p+len(t)); q < len(text) && text[q] == '=' {
				return q
			}
			return p
		}
	}
	return p
}

// operatorAt reads the operator at p and returns where it ends.
func operatorAt(text string, p int, quoted bool) (int, sep) {
	p = skipType(text, p)
	q := skipBlank(text, p)
	rest := text[q:]
	switch {
	case rest == "":
		return p, noSep
	case !quoted && isWord(rest[0]): // as in most sentences
		if q > p {
			return p, bySpace
		}
		return p, noSep
	case quoted && hasPrefixFold(rest, "value="), quoted && hasPrefixFold(rest, "value ="):
		return q + strings.IndexByte(rest, '=') + 1, byEquals
	case q == p && strings.HasPrefix(rest, "->") && len(rest) > 2 && (isLetter(rest[2]) || rest[2] == '_'):
		return p, noSep // a member: token->next
	case q == p && strings.HasPrefix(rest, "::") && len(rest) > 2 && (isLetter(rest[2]) || rest[2] == '_' || rest[2] == '{'):
		return p, noSep // a path: token::Kind
	case strings.HasPrefix(rest, "||"), strings.HasPrefix(rest, ".="), strings.HasPrefix(rest, "?="),
		strings.HasPrefix(rest, "->"), strings.HasPrefix(rest, "<- "), strings.HasPrefix(rest, "=>"), strings.HasPrefix(rest, "+="):
		return q + 2, byEquals
	case rest[0] == '>':
		return q + 1, byMarkup
	case rest[0] == ';' && quoted && dumpType(rest[1:]) > 0: // PHP: s:8:"password";s:2:"pw";
		return q + 1 + dumpType(rest[1:]), byEquals
	case rest[0] == ',' && (quoted || rest[1:] != "" && (isQuote(rest[1]) || rest[1] == '<')):
		return q + 1, byComma
	case len(rest) > 1 && rest[0] == '(' && isQuote(rest[1]):
		return q, bySpace
	}
	i := 0
	for i < len(rest) && i < 4 && (rest[i] == ':' || rest[i] == '=' || rest[i] == '!' && i == 0) {
		i++
	}
	switch {
	case i > 0 && rest[i-1] == '=':
		return q + i, byEquals
	case i > 0 && rest[0] == ':':
		return q + i, byColon
	case i > 0:
		return p, noSep
	case q > p || rest[0] == '\n' || rest[0] == '\r':
		return p, bySpace
	}
	return p, noSep
}

// skipOpeners skips white space and the marks that may stand before a value: @"...", b'...', N'...', (..., the + of a form.
func skipOpeners(text string, p int, s sep) int {
	const most = 64 // white space, an indented next line
	limit := min(len(text), p+most)
	for p < limit && (text[p] == ' ' || text[p] == '\t' || (s == byMarkup || s == bySpace || s == byColon) && (text[p] == '\n' || text[p] == '\r')) {
		p++
	}
	if s == byColon {
		p = skipBlockMark(text, p)
	}
	p = skipWrappers(text, p)
	if p+1 < len(text) && (text[p] == '@' || text[p] == '(' || text[p] == '+' || text[p]|0x20 == 'b' || text[p]|0x20 == 'r' ||
		text[p]|0x20 == 'u' || text[p]|0x20 == 'f' || text[p] == 'N') && isQuote(text[p+1]) {
		p++
	}
	if p+1 < len(text) && (s == bySpace || s == byColon) && (text[p] == '(' || text[p] == '[') && isWord(text[p+1]) {
		p++
	}
	return p
}

// skipOpenQuote skips a quote that does not end on its line: what it opens was cut off, or has several lines.
func skipOpenQuote(text string, p int) int {
	const most, longest = 3, 256 // backslashes, and bytes of the first word
	q := skipAny(text, p, "\\", most)
	if q+1 >= len(text) || !isQuote(text[q]) {
		return p
	}
	for i := q + 1; i < min(len(text), q+longest) && text[i] > ' '; i++ {
		if isQuote(text[i]) {
			return p
		}
	}
	return q + 1
}

// skipBlockMark skips what says in YAML that the value stands on the next lines: |, >-, |2+.
func skipBlockMark(text string, p int) int {
	const most = 64 // of the indented next line
	if p >= len(text) || text[p] != '|' && text[p] != '>' {
		return p
	}
	end := skipAny(text, p+1, "+-123456789", 2)
	if end < len(text) && text[end] == '\r' {
		end++
	}
	if end == len(text) || text[end] != '\n' {
		return p
	}
	return skipAny(text, end, " \n\r\t", most)
}
