package redact

import "strings"

// cookieDetector finds cookies in a text that holds more: headers of a request or response, the arguments of curl, dumps of a
// client's jar, scripts.
var cookieDetector = &detector{name: "cookie", literals: []string{"cookie"}, find: findCookies, follows: givesCookies}

// longestCookies bounds a header line; servers accept less.
const longestCookies = 16 << 10

// givesCookies reports whether what follows the word may be cookies: most texts only speak of them.
func givesCookies(rest string) bool {
	p := cookieOperator(rest, 0)
	return p > 0 && p < len(rest)
}

// cookieOperator returns the end of what stands between the word and the cookies, or 0: a colon, an equals sign, or the
// blank behind a flag, with the quotes around a name.
func cookieOperator(text string, p int) int {
	if p < len(text) && (text[p]|0x20 == 's' || text[p] == '2') {
		p++
	}
	q := skipAny(text, p, "\\\"' ", 4)
	if q+1 < len(text) && text[q] == '=' && text[q+1] == '>' {
		q++
	}
	if q < len(text) && (text[q] == ':' || text[q] == '=' || text[q] == '>' && q > p) {
		return q + 1
	}
	if q > p && text[p] == ' ' { // --cookie "a=b"
		return p + 1
	}
	return 0
}

func findCookies(w *work, at int) {
	text := w.text
	if at > 0 && isWord(text[at-1]) || at < w.cookies {
		return
	}
	operator := cookieOperator(text, at+len("cookie"))
	start := skipSpace(text, operator)
	if operator == 0 || start == len(text) || text[operator-1] == ' ' && (at < 2 || text[at-2] != '-') {
		return
	}
	w.looksFar()
	switch {
	case text[operator-1] == ':' && operator == at+len("cookie:") && !isQuote(text[start]) && text[start] != '{':
		w.cookieLine(start, at > 0 && isInQuotes(text, at), false)
	case text[start] == '{':
		w.cookieJar(start + 1)
	case text[start] == '[' && start+1 < len(text) && (isQuote(text[start+1]) || text[start+1] == '\\'):
		w.cookieList(start + 1)
	case text[start] == '[': // [a=b; c=d] of a map of headers
		end := start + indexFrom(text[start:min(len(text), start+longestCookies)], 0, ']')
		w.cookiesIn(start+1, end)
	case isQuote(text[start]) || text[start] == '\\':
		w.cookieList(start)
	default:
		w.cookieLine(start, at > 0 && isInQuotes(text, at), true)
	}
}

// cookieLine masks the cookies from start up to the end of the line, or to a quote where the header began with one. A value in
// the middle of a line ends at a blank.
func (w *work) cookieLine(start int, quoted, inLine bool) {
	for start < len(w.text) {
		end := start
		for end < len(w.text) && end-start < longestCookies && strings.IndexByte(";\r\n", w.text[end]) < 0 &&
			(!quoted || entries[w.text[end]]&classQuote == 0) && (!inLine || w.text[end] != ' ' && w.text[end] != ',') {
			end++
		}
		if !w.spend(start, costName) || inLine && strings.IndexByte(w.text[start:end], '=') <= 0 {
			return // cookies=enabled
		}
		last := end
		if end > start && isQuote(w.text[end-1]) && strings.Count(w.text[start:end], w.text[end-1:end])%2 == 1 {
			last-- // it closes what was opened before the header
		}
		w.cookiePair(start, last)
		w.cookies = end
		if end == len(w.text) || w.text[end] != ';' {
			return
		}
		for start = end + 1; start < len(w.text) && w.text[start] == ' '; {
			start++
		}
	}
}

// cookieList masks the cookies in each of the quoted texts from p on.
func (w *work) cookieList(p int) {
	for {
		end, from, ok := quotedEnd(w.text, p)
		if !ok || !w.spend(p, costName) {
			return
		}
		w.cookiesIn(from, end)
		p = skipAny(w.text, end, "\\\"'", 4)
		next := skipAny(w.text, p, ", \n\t\r", 16)
		if next == p || next == len(w.text) || strings.IndexByte(w.text[p:next], ',') < 0 || !isQuote(w.text[next]) && w.text[next] != '\\' {
			return
		}
		p = next
	}
}

// cookiesIn masks the cookies of w.text[from:end], with semicolons between.
func (w *work) cookiesIn(from, end int) {
	for from < end && w.spend(from, costName) {
		stop := from
		for stop < end && w.text[stop] != ';' {
			stop++
		}
		w.cookiePair(from, stop)
		from = stop + 1
	}
	w.cookies = max(w.cookies, end)
}

// cookieJar masks the values of a dictionary of cookies: {'sid': 'x'}.
func (w *work) cookieJar(p int) {
	for w.spend(p, costName) {
		p = skipAny(w.text, p, " \n\t\r,", 16)
		end, from, ok := quotedEnd(w.text, p)
		if !ok {
			return
		}
		name := w.text[from:end]
		p = skipAny(w.text, end, "\\\"'", 4)
		if p = skipAny(w.text, p, ": ", 4); p == len(w.text) {
			return
		}
		if end, from, ok = quotedEnd(w.text, p); !ok {
			return
		}
		if !isSetting(name) && !isCookieAttribute(name) && name != "name" && !IsMask(w.text[from:end]) && from < end && w.spend(from, costAdd) {
			w.add(from, end, "jar")
		}
		p = skipAny(w.text, end, "\\\"'", 4)
		w.cookies = p
	}
}

func (w *work) cookiePair(start, end int) {
	start, end = trimSpace(w.text, start, end)
	eq := strings.IndexByte(w.text[start:end], '=')
	if eq <= 0 {
		return
	}
	name := strings.TrimRight(w.text[start:start+eq], " ")
	if isCookieAttribute(name) || isSetting(name) || IsMask(w.text[start+eq+1:end]) || strings.ContainsAny(name, " ()\"'<>") {
		return
	}
	if w.spend(start, costAdd) {
		w.add(start+eq+1, end, "header")
	}
}

// isInQuotes reports whether a header at text[at] is the start of a quoted argument, such as curl -H "Cookie: ...".
func isInQuotes(text string, at int) bool {
	const setPrefix = 4 // "Set-"
	for i := at - 1; i >= 0 && i >= at-1-setPrefix; i-- {
		if entries[text[i]]&classQuote != 0 {
			return true
		}
	}
	return false
}
