package redact

import "strings"

// sqlPasswordDetector finds the passwords in statements of SQL that stand in a log line or an error: IDENTIFIED BY of MySQL
// and Oracle, SET PASSWORD FOR, and the columns of an INSERT. The others say PASSWORD before the value: they are assignments.
var sqlPasswordDetector = &detector{
	name:     "password",
	literals: []string{"identified by", "identified with", "insert into", "set password for"},
	find:     findSQLPassword,
}

// maxStatement bounds how far a statement is looked at, in bytes.
const maxStatement = 1024

func findSQLPassword(w *work, at int) {
	if at < w.secrets.until || !w.spend(at, costName+costValue) {
		return
	}
	if w.text[at+1]|0x20 == 'n' {
		findInserted(w, at+len("insert into"))
		return
	}
	text := w.text
	if text[at]|0x20 == 's' {
		const longestUser = 96
		p := at + len("set password for")
		if i := strings.Index(text[p:min(len(text), p+longestUser)], " = "); i >= 0 {
			addSQLValue(w, at, skipBlank(text, p+i+len(" = ")))
		}
		return
	}
	p := skipBlank(text, at+len("identified by"))
	if hasPrefixFold(text[at:], "identified with") {
		const longestPlugin = 64
		i := indexFold(text[p:min(len(text), p+longestPlugin)], " by ")
		if i < 0 {
			return
		}
		p += i + len(" by ")
	}
	if hasPrefixFold(text[p:], "password ") { // a hash
		p += len("password ")
	}
	end := addSQLValue(w, at, skipBlank(text, p))
	if rest := skipBlank(text, end); end > p && hasPrefixFold(text[rest:], "replace ") {
		addSQLValue(w, at, skipBlank(text, rest+len("replace ")))
	}
}

// addSQLValue masks the password at p of the clause at at and returns its end. Oracle takes one without quotes, but so do
// sentences: "identified by the team".
func addSQLValue(w *work, at, p int) int {
	text := w.text
	if end, from, ok := quotedEnd(text, p); ok && from < end && text[from-1] != '`' {
		w.addSecretArgument(from, end)
		return end + 1
	}
	end := p
	for end < len(text) && end-p < maxName && text[end] > ' ' && strings.IndexByte(";,)", text[end]) < 0 {
		end++
	}
	if word := text[p:end]; word == "" || isQuote(word[0]) || !isStatement(text, at) || stateWords.has(word) {
		return p
	}
	w.addSecretArgument(p, end)
	return end
}

// isStatement reports whether what stands before at begins a statement: CREATE USER bob, ALTER USER bob.
func isStatement(text string, at int) bool {
	const farthest = 128
	before := text[max(0, at-farthest):at]
	for _, verb := range []string{"create user", "alter user", "connect to"} {
		if containsFold(before, verb) {
			return strings.HasSuffix(before, " ")
		}
	}
	return containsFold(before, "grant ") && containsFold(before, " to ")
}

// findInserted masks what an INSERT puts into the columns that are named like passwords: (name, password) VALUES ('x', 'y').
func findInserted(w *work, p int) {
	text := w.text
	limit := min(len(text), p+maxStatement)
	open := indexFrom(text[:limit], p, '(')
	closing := indexFrom(text[:limit], open, ')')
	if closing == limit || !hasPrefixFold(text[skipSpace(text, closing+1):], "values") || !w.spend(p, closing-p) {
		return
	}
	columns := secretColumns(text[open+1 : closing])
	if columns == 0 {
		return
	}
	row := skipSpace(text, closing+1) + len("values")
	for { // addColumns ends it where it takes too much
		row = skipSpace(text, row)
		if row >= len(text) || text[row] != '(' {
			return
		}
		row = w.addColumns(row+1, columns)
		if row-p > lookAhead {
			w.looksFar()
		}
		if row < 0 || row >= len(text) || text[row] != ',' {
			return
		}
		row++
	}
}

// secretColumns returns the columns that hold passwords or secrets, as bits.
func secretColumns(list string) (columns uint64) {
	n := 0
	for column := range strings.SplitSeq(list, ",") {
		column = strings.Trim(column, " \t\r\n`\"[]")
		if n < 64 && isSecretField(column) {
			columns |= 1 << n
		}
		n++
	}
	return columns
}

// addColumns masks the values of these columns in the row at p and returns what follows it, or -1.
func (w *work) addColumns(p int, columns uint64) int {
	text := w.text
	for ; w.spend(p, costValue); columns >>= 1 {
		p = skipSpace(text, p)
		stop := p // a value in quotes may be long, which must not hide the columns behind it
		if end, from, ok := quotedEnd(text, p); ok {
			stop = end
			if columns&1 != 0 && from < end {
				w.addSecretArgument(from, end)
			}
		}
		limit := min(len(text), stop+maxStatement)
		next := nextArgument(text, p, limit)
		if next < 0 {
			return indexFrom(text[:limit], stop, ')') + 1
		}
		p = next
	}
	return -1
}
