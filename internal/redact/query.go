package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/DataDog/go-sqllexer"
)

// query is one round of [Scrubber.Query].
func (r *Scrubber) query(p *Pass, key, text string) string {
	if text == "" {
		return text
	}
	safe, ok := p.queries.get(text)
	if !ok {
		safe = maskQuery(text)
		p.queries.put(text, safe)
	}
	safe = r.comments(p, safe)
	// Names and comments may still hold what is sensitive.
	return r.part(p, key, safe, func(s string) string { return s })
}

func maskQuery(text string) string {
	i := skipSpace(text, 0)
	if i < len(text) && (text[i] == '{' || text[i] == '[') && validJSON(text) {
		return maskJSON(text)
	}
	if isCommand(text) {
		return maskCommands(text)
	}
	return maskSQL(text)
}

// queryCache remembers the masked form of statements, which applications repeat. It is direct-mapped and bounded.
type queryCache [64]struct{ text, safe string }

const maxCachedQuery = 4096

func (c *queryCache) slot(text string) int {
	h := uint32(len(text))
	for i := 0; i < len(text); i += 1 + len(text)/16 {
		h = h*31 + uint32(text[i])
	}
	return int(h % uint32(len(c)))
}

func (c *queryCache) get(text string) (string, bool) {
	e := &c[c.slot(text)]
	return e.safe, e.text == text
}

func (c *queryCache) put(text, safe string) {
	if len(text) <= maxCachedQuery {
		e := &c[c.slot(text)]
		e.text, e.safe = text, safe
	}
}

// maskSQL replaces the literals of SQL.
func maskSQL(text string) string {
	m := sqlMasker{rewriter: rewriter{src: text}}
	lexer := sqllexer.New(text)
	for {
		if end := max(parameterEnd(text, m.pos), tickedEnd(text, m.pos)); end > m.pos && m.pos >= m.skipTo {
			m.pass(end)
			lexer = sqllexer.New(text[end:])
		}
		token := lexer.Scan()
		if token.Type == sqllexer.EOF {
			break
		}
		if m.pos+len(token.Value) > len(text) || text[m.pos:m.pos+len(token.Value)] != token.Value || token.Value == "" {
			return m.giveUp(m.pos)
		}
		if !m.token(token.Type, token.Value) {
			return m.giveUp(m.firstQuote())
		}
		m.pos += len(token.Value)
	}
	if m.pos < len(text) {
		return m.giveUp(m.pos)
	}
	return m.String()
}

type sqlMasker struct {
	rewriter
	pos      int
	skipTo   int // end of a literal that spans several tokens
	previous sqllexer.TokenType
	operator bool // the last token that counts is a comparison or a colon
	adjacent bool // the last token was a number: letters right after it belong to it
	values   int  // depth of parentheses after VALUES or IN and of the brackets of lists, zero outside
	listNext bool // the last token that counts was VALUES or IN
	edge     bool // the last token that counts was STARTS or ENDS, of STARTS WITH
}

// token replaces one token if it is a literal. It returns false if the text cannot be read.
func (m *sqlMasker) token(t sqllexer.TokenType, value string) bool {
	start, end := m.pos, m.pos+len(value)
	if start < m.skipTo {
		return true
	}
	adjacent := m.adjacent
	m.adjacent = false
	if end := uuidEnd(m.src, start); end > 0 && t != sqllexer.COMMENT && t != sqllexer.MULTILINE_COMMENT {
		m.replace(start, end, "?")
		m.skipTo = end
		return true
	}
	switch t {
	case sqllexer.SPACE, sqllexer.COMMENT, sqllexer.MULTILINE_COMMENT:
		return true
	case sqllexer.INCOMPLETE_STRING, sqllexer.ERROR:
		return false
	case sqllexer.STRING, sqllexer.DOLLAR_QUOTED_STRING, sqllexer.DOLLAR_QUOTED_FUNCTION:
		m.replace(start, end, "?")
	case sqllexer.NUMBER:
		m.adjacent = true
		m.replace(start, end, "?")
	case sqllexer.IDENT, sqllexer.FUNCTION:
		if adjacent {
			m.replace(start, end, "")
		}
	case sqllexer.QUOTED_IDENT:
		if m.isLiteral(value) {
			m.replace(start, end, "?")
		}
	case sqllexer.UNKNOWN:
		if value == "\"" || value == "'" {
			return false
		}
	}
	m.follow(t, value)
	return true
}

// follow keeps track of what decides whether double quotes hold an identifier or a literal.
func (m *sqlMasker) follow(t sqllexer.TokenType, value string) {
	switch value {
	case "(":
		if m.values > 0 || m.listNext {
			m.values++
		}
	case "[":
		if m.values > 0 || m.listNext || !m.isIndex() {
			m.values++
		}
	case ")", "]":
		m.values = max(0, m.values-1)
	}
	word := len(value) > 1 && isLetter(value[0]) // most of what long statements hold is none
	if value != "," && value != ")" || m.values > 0 {
		m.listNext = word && isWordOf(value, "VALUES", "IN", "VALUE") || m.listNext && value == ","
	}
	m.operator = t == sqllexer.OPERATOR || t == sqllexer.JSON_OP || word && (isWordOf(value, comparisons...) || m.edge && isWordOf(value, "WITH"))
	m.edge = word && isWordOf(value, "STARTS", "ENDS")
	m.previous = t
}

// comparisons are the words that stand before a literal, in SQL, Cypher and Kusto.
var comparisons = []string{"LIKE", "ILIKE", "RLIKE", "REGEXP", "REGEX", "CONTAINS", "HAS", "HASPREFIX", "STARTSWITH", "ENDSWITH"}

// isIndex reports whether the bracket at m.pos follows what it indexes, as in payload["name"], and opens no list.
func (m *sqlMasker) isIndex() bool {
	if m.pos == 0 {
		return false
	}
	c := m.src[m.pos-1]
	return isWord(c) || c == '_' || c == ')' || c == ']' || c == '"' || c == '`'
}

// pass passes over a name that the lexer does not know, up to end.
func (m *sqlMasker) pass(end int) {
	m.pos = end
	m.adjacent = false
	m.follow(sqllexer.BIND_PARAMETER, "")
}

// parameterEnd returns the end of the named parameter or operator of MongoDB at text[start], as in Cypher, SQLite, N1QL and
// GraphQL, or zero. The lexer knows $ only as the start of a string that a second one ends: $tag$...$tag$.
func parameterEnd(text string, start int) int {
	if start+1 >= len(text) || text[start] != '$' || !isLetter(text[start+1]) && text[start+1] != '_' {
		return 0
	}
	end := start + 1
	for end < len(text) && (isWord(text[end]) || text[end] == '_') {
		end++
	}
	if end < len(text) && (text[end] == '$' || text[end] >= utf8.RuneSelf) {
		return 0
	}
	return end
}

func isWordOf(s string, words ...string) bool {
	for _, w := range words {
		if len(s) == len(w) && strings.EqualFold(s, w) {
			return true
		}
	}
	return false
}

// isLiteral reports whether text in double quotes is a string, as in MySQL, and not an identifier.
func (m *sqlMasker) isLiteral(value string) bool {
	inner := strings.Trim(value, `"`)
	if strings.Contains(inner, `"."`) || isWhole(inner) {
		return false
	}
	if m.operator || m.values > 0 {
		end := m.pos + len(value)
		return end >= len(m.src) || m.src[end] != '.'
	}
	for _, c := range inner {
		if c < utf8.RuneSelf && !isTokenByte(byte(c)) && c != '$' && c != ' ' && c != '.' ||
			c >= utf8.RuneSelf && !unicode.IsLetter(c) && !unicode.IsMark(c) {
			return true
		}
	}
	return inner == "" || isDigit(inner[0])
}

// firstQuote returns where doubt begins: at the first quote of what was read so far.
func (m *sqlMasker) firstQuote() int {
	if i := strings.IndexAny(m.src[:m.pos], "'\""); i >= 0 {
		return i
	}
	return m.pos
}

// giveUp masks all from start on.
func (m *sqlMasker) giveUp(start int) string {
	return maskSQL(m.src[:start]) + "?"
}

// uuidEnd returns the end of a bare UUID at text[start], as CQL has them, or zero.
func uuidEnd(text string, start int) int {
	const size = 36
	if start+size > len(text) || !isUUID(text[start:start+size]) {
		return 0
	}
	return start + size
}

// tickedEnd returns the end of the name in backticks at text[start], or zero. No dialect has them around a literal, and those of
// BigQuery may hold hyphens and numbers.
func tickedEnd(text string, start int) int {
	const longest = 192
	if start >= len(text) || text[start] != '`' {
		return 0
	}
	name := text[start+1 : min(len(text), start+longest)]
	end := strings.IndexAny(name, "`'\"\n")
	if end < 0 || name[end] != '`' {
		return 0
	}
	return start + 1 + end + 1
}
