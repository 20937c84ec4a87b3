package redact

import "strings"

// dialogDetector finds the passwords in what a program prints of its talk with a mail server or, by FIX, with an exchange, and in
// the fields of a page.
var dialogDetector = &detector{
	name:     "password",
	literals: []string{"334 ugfzc3dvcmq6", " login ", `type="password"`, `type='password'`, "554=", "925="},
	find:     findDialog,
}

func findDialog(w *work, at int) {
	if at < w.secrets.until || !w.spend(at, costName+costValue) {
		return
	}
	switch w.text[at] {
	case '5', '9':
		findFIXPassword(w, at)
	case '3':
		findAuthLogin(w, at)
	case ' ':
		findIMAPLogin(w, at)
	default:
		findInput(w, at)
	}
}

// findAuthLogin masks the answer to "Password:" in base64 (AUTH LOGIN of SMTP), on one of the next lines.
func findAuthLogin(w *work, at int) {
	const most, farthest, shortest = 4, 256, 8 // lines, bytes, and those of an answer
	text := w.text
	p := at + len("334 ugfzc3dvcmq6")
	limit := min(len(text), p+farthest)
	for range most {
		p = indexFrom(text[:limit], p, '\n') + 1
		if p >= limit {
			return
		}
		line := text[p:indexFrom(text[:limit], p, '\n')]
		line = strings.TrimRight(line, "\r\"'")
		line = strings.TrimSuffix(line, `\r\n`)
		from := strings.LastIndexAny(line, " '\">") + 1
		answer := line[from:]
		before := strings.ToLower(strings.TrimRight(line[:from], " '\"b"))
		if sent := before == "" || before == "c:" || before == ">" || before == "send:"; !sent || len(answer) < shortest || tokenEnd(answer, 0) < len(answer) {
			continue
		}
		w.addSecretArgument(p+from, p+len(line))
		return
	}
}

// findIMAPLogin masks the password of LOGIN (RFC 9051): a1 LOGIN "bob" "x". Without quotes the text must speak of the protocol.
func findIMAPLogin(w *work, at int) {
	const near, longestTag = 256, 16
	text := w.text
	command := text[at : at+len(" login ")]
	tag := at
	for tag > 0 && at-tag < longestTag && isWord(text[tag-1]) {
		tag--
	}
	if command != " LOGIN " || !strings.ContainsAny(text[tag:at], digits) {
		return
	}
	limit := min(len(text), at+near)
	user := argumentAt(text, at+len(command), limit)
	password := argumentAt(text, user.next, limit)
	if user.start >= user.end || password.start >= password.end {
		return
	}
	quoted := isQuote(text[user.start-1]) && isQuote(text[password.start-1])
	if around := text[max(0, at-near):limit]; quoted || containsFold(around, "imap") || strings.Contains(around, " CAPABILITY") {
		w.addSecretArgument(password.start, password.end)
	}
}

// findInput masks the value that stands in the tag of a field for passwords, wherever in it.
func findInput(w *work, at int) {
	const farthest, attribute = 256, " value="
	text := w.text
	from := max(0, at-farthest)
	open := strings.LastIndexByte(text[from:at], '<')
	if open < 0 {
		return
	}
	tag := text[from+open : indexFrom(text[:min(len(text), at+farthest)], at, '>')]
	i := indexFold(tag, attribute)
	if i < 0 || !w.spend(at, len(tag)) {
		return
	}
	if end, start, ok := quotedEnd(text, from+open+i+len(attribute)); ok && start < end {
		w.addSecretArgument(start, end)
	}
}

// findFIXPassword masks the fields Password (554) and NewPassword (925) of a logon by FIX, between two separators.
func findFIXPassword(w *work, at int) {
	const farthest, longest = 512, 64
	text := w.text
	if at == 0 || text[at-1] != '|' && text[at-1] != 1 || !strings.Contains(text[max(0, at-farthest):at], "8=FIX") {
		return
	}
	from := at + len("554=")
	if end := indexFrom(text[:min(len(text), from+longest)], from, text[at-1]); end < len(text) && text[end] == text[at-1] {
		w.addSecretArgument(from, end)
	}
}
