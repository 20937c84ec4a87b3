package redact

import "strings"

// hostCredentialsDetector finds the user and password of user:password@host:port, as proxies and database clients take
// them with no scheme before. What has one is the work of the URL's detector.
var hostCredentialsDetector = &detector{name: "url_credentials", classes: classAt | classColon | classDigit, ranged: true, find: findHostCredentials}

func findHostCredentials(w *work, _ int) {
	text := w.text
	for at := w.from; at < w.to; at++ {
		if at = indexFrom(text[:w.to], at, '@'); at == w.to || !w.spend(at, costName) {
			return
		}
		if !isHostAndPort(text, at+1) {
			continue
		}
		start := at
		for start > 0 && at-start < maxUserinfo && text[start-1] > ' ' && !isQuote(text[start-1]) && strings.IndexByte("/@,;=<>(){}[]", text[start-1]) < 0 {
			start--
		}
		user, password, ok := strings.Cut(text[start:at], ":")
		if start > 0 && text[start-1] == '/' || !ok || !identifier(user) || len(password) < shortestSecret ||
			placeholderValue(password, true) || isThread(user, password) {
			continue
		}
		if !w.spend(at, costAdd) {
			return
		}
		w.add(start+len(user)+1, at, "host")
	}
}

// isHostAndPort reports whether text[start:] begins with the name or address of a host, a port, and no more of a word.
func isHostAndPort(text string, start int) bool {
	const longestPort = 5
	end := start
	for end < len(text) && end-start < maxDomain && (isTokenByte(text[end]) || text[end] == '.') {
		end++
	}
	if end == start || end == len(text) || text[end] != ':' {
		return text[start:end] == "localhost"
	}
	port := end + 1
	for end = port; end < len(text) && isDigit(text[end]); {
		end++
	}
	return end-port >= 2 && end-port <= longestPort && (end == len(text) || !wordByte(text[end]) && text[end] != ':' && text[end] != '.')
}

// isThread reports whether user and password are the name of a thread and the user it works for: LeaseRenewer:hdfs@node1:9000.
func isThread(user, password string) bool {
	return user[0] <= 'Z' && camelCase(user) && singleWord(password)
}
