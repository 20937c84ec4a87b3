package redact

import "strings"

// connectionDetector finds passwords in the connection strings that are no URLs and name no "password": those of the
// Go MySQL driver (user:pass@tcp(host)/db) and of Oracle (user/pass@host). The others (ODBC, ADO.NET, libpq, JDBC
// properties, Azure keys) are assignments.
var connectionDetector = &detector{
	name:     "password",
	literals: []string{":*:*:", "wifi:", "@tcp(", "@tcp6(", "@unix(", "@cloudsql(", "jdbc:oracle:", "sqlplus "},
	find:     findConnection,
}

// maxUserinfo bounds a user and password in bytes, as far as a detector may look back.
const maxUserinfo = lookBehind

func findConnection(w *work, at int) {
	if !w.spend(at, costName) {
		return
	}
	switch c := w.text[at]; {
	case c == '@':
		findDriverDSN(w, at)
	case c == ':':
		findPasswordFile(w, at)
	case hasPrefixFold(w.text[at:], "wifi:"):
		findWiFi(w, at)
	default:
		findOracle(w, at)
	}
}

// findPasswordFile masks the password of a line of .pgpass, host:port:database:user:password, for any port and database.
func findPasswordFile(w *work, at int) {
	text := w.text
	start := at
	for start > 0 && at-start < maxDomain && (isTokenByte(text[start-1]) || text[start-1] == '.' || text[start-1] == '*') {
		start--
	}
	if host := text[start:at]; host != "*" && host != "localhost" && strings.IndexByte(host, '.') <= 0 {
		return // a resource name, a pattern of permissions
	}
	user := at + len(":*:*:")
	p := indexFrom(text[:min(len(text), user+maxName)], user, ':')
	if p >= len(text) || text[p] != ':' || p == user || strings.ContainsAny(text[user:p], " \n/") {
		return
	}
	end := p + 1
	for end < len(text) && end-p < maxUserinfo && text[end] > ' ' && !isQuote(text[end]) {
		end++
	}
	s := text[p+1 : end]
	if len(s) < shortestSecret || !w.spend(at, len(s)) || strings.IndexByte(s, ':') >= 0 || placeholderValue(s, true) {
		return
	}
	if w.spend(at, costAdd) {
		w.secrets.until = max(w.secrets.until, end)
		w.add(p+1, end, "pgpass")
	}
}

// findWiFi masks the password of a network as phones read it from a QR code, WIFI:T:WPA;S:name;P:password;;.
func findWiFi(w *work, at int) {
	text := w.text
	start := at + len("wifi:")
	part := text[start:min(len(text), start+maxUserinfo)]
	i := strings.Index(part, "P:")
	if !strings.Contains(part, "S:") || i < 0 || i > 0 && part[i-1] != ';' {
		i = strings.Index(part, ";P:") + 1
	}
	if i < 0 || !strings.HasPrefix(part[i:], "P:") || !strings.Contains(part, "S:") {
		return
	}
	from := start + i + len("P:")
	end := indexFrom(text[:start+len(part)], from, ';')
	if s := text[from:end]; s != "" && !placeholderValue(s, true) && w.spend(at, costAdd) {
		w.add(from, end, "wifi")
	}
}

// findDriverDSN masks what stands between the user and "@tcp(".
func findDriverDSN(w *work, at int) {
	start := at
	for start > w.secrets.until && at-start < maxUserinfo && w.text[start-1] > ' ' && !isQuote(w.text[start-1]) {
		start--
	}
	if !w.spend(at, costName+2*(at-start)) {
		return
	}
	colon := strings.IndexByte(w.text[start:at], ':')
	if colon < 0 {
		return
	}
	s := w.text[start+colon+1 : at]
	if last := s[strings.LastIndexByte(s, ':')+1:]; strings.HasPrefix(last, "$(") && last[len(last)-1] == ')' {
		return // a variable of Kubernetes, in a dump of what it is a part of
	}
	if s != "" && !placeholderValue(s, true) && w.spend(at, costAdd) {
		w.secrets.until = max(w.secrets.until, at)
		w.add(start+colon+1, at, "dsn")
	}
}

// findOracle masks the password of user/password@host.
func findOracle(w *work, at int) {
	text := w.text
	part := text[at:min(len(text), at+maxUserinfo)]
	if i := strings.IndexAny(part[len("sqlplus "):], " \"'\n"); i >= 0 {
		part = part[:len("sqlplus ")+i]
	}
	slash, host := strings.IndexByte(part, '/'), strings.IndexByte(part, '@')
	if slash < 0 || host <= slash+1 || placeholderValue(part[slash+1:host], true) ||
		!w.spend(at, costAdd) {
		return
	}
	w.secrets.until = max(w.secrets.until, at+host)
	w.add(at+slash+1, at+host, "dsn")
}
