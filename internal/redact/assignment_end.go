package redact

import "strings"

// quotedEnd reads a quoted text at p, the quote escaped or not. It must end on the same line.
func quotedEnd(text string, p int) (end, from int, ok bool) {
	slashes := 0
	for p < len(text) && text[p] == '\\' && slashes < 4 {
		p++
		slashes++
	}
	if p >= len(text) || !isQuote(text[p]) {
		return 0, 0, false
	}
	q := text[p]
	from = p + 1
	if slashes == 0 && from+1 < len(text) && text[from] == q && isWord(text[from+1]) {
		return doubledEnd(text, from+1, q)
	}
	limit := min(len(text), from+maxValue)
	for i := from; i < limit; i++ {
		switch text[i] {
		case '\n':
			return 0, 0, false
		case q:
			n := 0
			for i-n-1 >= from && text[i-n-1] == '\\' {
				n++
			}
			if n == slashes || slashes == 0 && n%2 == 0 || n < slashes {
				return i - min(n, slashes), from, true
			}
		}
	}
	return 0, 0, false
}

// doubledEnd reads a text from p up to two quotes, as CSV (RFC 4180) and SQL have it within a quoted one.
func doubledEnd(text string, p int, q byte) (end, from int, ok bool) {
	for i := p; i+1 < min(len(text), p+maxValue) && text[i] != '\n'; i++ {
		if text[i] == q {
			return i, p, text[i+1] == q
		}
	}
	return 0, 0, false
}

// bracedEnd reads the value of a property of ODBC or JDBC in braces, in which a semicolon may stand and a closing brace is written
// twice. It is 0 if no such value is at p, or one without a semicolon.
func bracedEnd(text string, p int) int {
	if text[p] != '{' {
		return 0
	}
	limit := min(len(text), p+maxUserinfo)
	semicolon := false
	for i := p + 1; i < limit && text[i] > ' '; i++ {
		switch {
		case text[i] == ';':
			semicolon = true
		case text[i] != '}':
		case i+1 < limit && text[i+1] == '}':
			i++
		case semicolon && (i+1 == len(text) || text[i+1] == ';' || isQuote(text[i+1]) || text[i+1] <= ' '):
			return i + 1
		default:
			return 0
		}
	}
	return 0
}

// bareEnd reads a value without quotes.
func bareEnd(text string, p int, n *name, s sep) int {
	limit := min(len(text), p+maxValue)
	end := p
	query := inQuery(text, n)
scan:
	for end < limit {
		switch c := text[end]; {
		case c <= ' ':
			break scan
		case c == '<' && (s == byMarkup || end+1 < len(text) && text[end+1] == '/'):
			break scan
		case c == '&' && (query || nextIsName(text[end+1:])):
			break scan
		case c == ';' && end > p:
			break scan
		case c == ',' && nextIsName(text[end+1:]):
			break scan
		case c == '\\' && end+1 < len(text) && (text[end+1] == 'n' || text[end+1] == 'r' || text[end+1] == '"' || text[end+1] == 't'):
			break scan
		}
		end++
	}
	return trimTail(text, p, end)
}

// inQuery reports whether the name is a parameter of a query or form.
func inQuery(text string, n *name) bool {
	return n.start > 0 && (text[n.start-1] == '&' || text[n.start-1] == '?')
}

// nextIsName reports whether s goes on with another name and its value, or ends.
func nextIsName(s string) bool {
	s = strings.TrimLeft(s, " \t\"'")
	i := 0
	for i < len(s) && i < maxName && nameByte(s[i]) {
		i++
	}
	if i == 0 {
		return s == "" || s[0] == '\n'
	}
	if i < len(s) && (s[i] == '"' || s[i] == '\'') {
		i++
	}
	return i < len(s) && (s[i] == '=' || s[i] == ':')
}

// trimTail takes off what belongs to the sentence or structure around a value: closing quotes, commas, brackets that
// the value did not open.
func trimTail(text string, p, end int) int {
	var open bracketCounts
	for end > p {
		c := text[end-1]
		switch c {
		case ',', ';', '"', '\'', '`', '|':
		case '.', ':', '!', '?':
			if end < len(text) && text[end] > ' ' || c == '!' || c == '?' {
				return end
			}
		case ')', ']', '}', '>':
			if open.balanced(text[p:end], c) {
				return end
			}
		default:
			return end
		}
		end--
	}
	return end
}

// bracketCounts are the brackets of a value, one kind counted when it is asked for, less the closing ones that were taken
// off.
type bracketCounts [4]struct {
	counted       bool
	opened, ended int
}

// balanced reports whether s, which ends with this closer, opened as many brackets of its kind as it closes; if not, the
// closer is taken off.
func (b *bracketCounts) balanced(s string, closer byte) bool {
	const closers, openers = ")]}>", "([{<"
	i := strings.IndexByte(closers, closer)
	n := &b[i]
	if !n.counted {
		n.counted = true
		n.opened, n.ended = strings.Count(s, openers[i:i+1]), strings.Count(s, closers[i:i+1])
	}
	if n.opened >= n.ended || closer == '>' && n.opened == 0 && len(s) > 20 {
		return true
	}
	n.ended--
	return false
}
