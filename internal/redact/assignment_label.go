package redact

import "strings"

// labeledValue returns where the value begins that a text gives a name on its own: 'name': 'DB_PASSWORD', 'value': 'x' of a
// dump, or the same on two lines of YAML, as containers have their environment. It is 0 if the name is no such label.
func labeledValue(text string, n *name) int {
	const most = 64 // bytes between: quotes, a comma, an indented line
	p := skipAny(text, n.end, "\"'\\, \t\r\n", most)
	if p == n.end || !hasPrefixFold(text[p:], "value") || !strings.ContainsAny(text[n.end:p], ",\n") {
		return 0
	}
	p = skipAny(text, p+len("value"), "\"'\\ ", most)
	if p >= len(text) || text[p] != ':' && text[p] != '=' || !labelBefore(text, n.start) {
		return 0
	}
	return p + 1
}

// labelBefore reports whether what stands before start says that a name follows: name: , "key": ".
func labelBefore(text string, start int) bool {
	const most = 8
	p := start
	for p > 0 && start-p < most && strings.IndexByte("\"'\\ ", text[p-1]) >= 0 {
		p--
	}
	if p == 0 || text[p-1] != ':' && text[p-1] != '=' {
		return false
	}
	end := p - 1
	for end > 0 && start-end < 2*most && strings.IndexByte("\"'\\ >", text[end-1]) >= 0 {
		end--
	}
	begin := end
	for begin > 0 && end-begin <= longestEntry && isWord(text[begin-1]) {
		begin--
	}
	return labels.has(text[begin:end])
}

// markedValue is labeledValue for markup: <key>password</key><string>x of a property list, name="password" type="hidden"
// value="x" of a page, and the part of a form behind name="password".
func markedValue(text string, n *name) (p int, s sep) {
	const farthest = 128 // within a tag
	if n.end >= len(text) {
		return 0, noSep
	}
	if strings.HasPrefix(text[n.end:], "</") {
		end := indexFrom(text[:min(len(text), n.end+longestEntry)], n.end, '>')
		if end >= len(text) || text[end] != '>' || !labels.has(text[n.end+len("</"):end]) {
			return 0, noSep
		}
		return insideTags(text, end+1), byMarkup
	}
	if text[n.end] != '"' && text[n.end] != '\'' || n.start < 2 || text[n.start-1] != text[n.end] || !labelBefore(text, n.start) {
		return 0, noSep
	}
	rest := text[n.end+1 : min(len(text), n.end+farthest)]
	if body := formPart(text, n.end+1); body > 0 {
		return body, byEquals
	}
	tag := strings.IndexByte(rest, '>')
	if tag < 0 || strings.IndexByte(rest[:tag], '<') >= 0 {
		return 0, noSep
	}
	for _, attribute := range []string{" value=", " content="} {
		if i := indexFold(rest[:tag], attribute); i >= 0 {
			return n.end + 1 + i + len(attribute), byEquals
		}
	}
	if next := skipSpace(rest, tag+1); hasPrefixFold(rest[next:], "<value>") {
		return insideTags(text, n.end+1+next), byMarkup
	}
	return 0, noSep
}

// formPart returns where the part of a form begins of which the first header ends at p (RFC 7578), behind the headers that may
// follow that one: Content-Type, Content-Transfer-Encoding. It is 0 if there is no such part.
func formPart(text string, p int) int {
	const most, longest = 3, 128 // headers, and bytes of one
	for range most {
		if p < len(text) && text[p] == '\r' {
			p++
		}
		if p >= len(text) || text[p] != '\n' {
			return 0
		}
		line := text[p+1 : min(len(text), p+1+longest)]
		if strings.HasPrefix(line, "\n") || strings.HasPrefix(line, "\r\n") {
			return skipSpace(text, p)
		}
		if !hasPrefixFold(line, "content-") {
			return 0
		}
		end := strings.IndexAny(line, "\r\n")
		if end < 0 {
			return 0
		}
		p += 1 + end
	}
	return 0
}

// insideTags is the start of the text in the tags that open at p, or 0 if none does.
func insideTags(text string, p int) int {
	const most, longest = 3, 64 // tags, and bytes of one
	for range most {
		p = skipSpace(text, p)
		if p+1 >= len(text) || text[p] != '<' || !isLetter(text[p+1]) {
			break
		}
		end := indexFrom(text[:min(len(text), p+longest)], p, '>')
		if end >= len(text) || text[end] != '>' || text[end-1] == '/' {
			return 0
		}
		p = end + 1
	}
	if p == 0 || p >= len(text) || text[p-1] != '>' {
		return 0
	}
	return p
}
