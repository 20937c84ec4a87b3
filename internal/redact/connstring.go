package redact

import "strings"

// connectionDetector finds passwords in the connection strings that are no URLs and name no "password": those of the
// Go MySQL driver (user:pass@tcp(host)/db) and of Oracle (user/pass@host). The others (ODBC, ADO.NET, libpq, JDBC
// properties, Azure keys) are assignments.
var connectionDetector = &detector{
	name:     "password",
	literals: []string{"@tcp(", "@tcp6(", "@unix(", "@cloudsql(", "jdbc:oracle:", "sqlplus "},
	find:     findConnection,
}

const maxUserinfo = 256

func findConnection(w *work, at int) {
	if !w.spend(at, costName) {
		return
	}
	if w.text[at] == '@' {
		findDriverDSN(w, at)
		return
	}
	findOracle(w, at)
}

// findDriverDSN masks what stands between the user and "@tcp(".
func findDriverDSN(w *work, at int) {
	start := at
	for start > w.secrets.until && at-start < maxUserinfo && w.text[start-1] > ' ' && !isQuote(w.text[start-1]) {
		start--
	}
	colon := strings.IndexByte(w.text[start:at], ':')
	if colon < 0 {
		return
	}
	if s := w.text[start+colon+1 : at]; s != "" && !placeholderValue(s, true) && w.spend(at, costAdd) {
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
