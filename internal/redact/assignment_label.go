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
