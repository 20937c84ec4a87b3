package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// urlCredentialsDetector finds the user and password of URLs and connection strings in any text:
// postgresql://user:password@host1,user:password@host2/db.
var urlCredentialsDetector = &detector{name: "url_credentials", literals: []string{"://"}, find: findURLCredentials}

func findURLCredentials(w *work, at int) {
	start := at + len("://")
	if w.covered(start) || !w.spend(at, costLook) {
		return
	}
	end := authorityEnd(w.text, start)
	for w.spend(at, costName+end-start) {
		u, next, ok := nextUserinfo(w.text, start, end)
		if !ok {
			return
		}
		if isCredential(w.text[u.start:u.end]) && w.spend(at, costAdd) {
			w.add(u.start, u.end, "userinfo")
		}
		start = next
	}
}

// longestAuthority bounds the look for the end of an authority that a password with a slash in it has.
const longestAuthority = 2048

// authorityEnd returns where the authority that starts at start ends: at a slash, question mark, hash, white space,
// quote or bracket. If what ended there is no host and port and an @ follows in the same word, a password holds one of
// these characters unescaped, and the authority goes on behind it.
func authorityEnd(text string, start int) int {
	limit := min(len(text), start+maxToken)
	end := start
	brackets := false
	for ; end < limit; end++ {
		c := text[end]
		if !endsAuthority.Has(c) {
			continue
		}
		if c != '<' && c != '>' && c != '[' {
			break
		}
		if c == '<' && end == start || c == '>' && text[start] != '<' {
			break
		}
		brackets = brackets || c == '['
	}
	if end == limit || strings.IndexByte("/?#", text[end]) < 0 {
		return end
	}
	authority := text[start:end]
	colon := strings.LastIndexByte(authority, ':')
	if colon < 0 || brackets || strings.IndexByte(authority, '@') >= 0 || isPort(authority[colon+1:]) {
		return end
	}
	at := strings.IndexByte(text[end:max(end, min(len(text), start+longestAuthority))], '@')
	if at < 0 || holdsClass(text[end:end+at], classSpace|classQuote) {
		return end
	}
	return authorityEnd(text, end+at+1)
}

// endsAuthority holds the bytes at which an authority ends, or may.
var endsAuthority = func() byteset.Set {
	set := byteset.Of("/?#\\\"`<>[")
	for c, e := range entries {
		if e&(classSpace|classControl) != 0 {
			set.Add(byte(c))
		}
	}
	return set
}()

func isPort(s string) bool { return s == "" || len(s) <= 5 && digitsOnly(s) }

type span struct{ start, end int }

// nextUserinfo returns what stands before the @ of the next host of the authority text[start:end], and where the search
// for the host after it goes on. Connection strings may hold several: user:pw@host1,user:pw@host2.
func nextUserinfo(text string, start, end int) (u span, next int, ok bool) {
	at := strings.IndexByte(text[start:end], '@')
	if at < 0 {
		return span{}, end, false
	}
	last, host := start+at, true // what stands behind the last @ is a host and port
	for i := last + 1; i < end; i++ {
		switch c := text[i]; {
		case c == '@':
			last, host = i, true // an @ in the password
		case c == ',' && host && i > last+1:
			return span{start, last}, i + 1, true
		default:
			host = host && (isTokenByte(c) || c == '.' || c == ':')
		}
	}
	return span{start, last}, end, true
}

const (
	minTokenUser  = 20
	maxPlainUser  = 64
	minMixedToken = 16
)

// isCredential reports whether a userinfo holds a password, or a token in place of a user name.
func isCredential(userinfo string) bool {
	if isWhole(userinfo) {
		return false
	}
	if user, password, ok := strings.Cut(userinfo, ":"); ok {
		return (user != "" || password != "") && !isMaskedPassword(password) || password == "" && isToken(user)
	}
	return isToken(userinfo)
}

// isToken reports whether a user name looks like a token: long, with letters and digits.
func isToken(user string) bool {
	if len(user) < minTokenUser || strings.IndexByte(user, '@') >= 0 {
		return false
	}
	digits := 0
	for i := 0; i < len(user); i++ {
		if isDigit(user[i]) {
			digits++
		}
	}
	return digits >= 3 && alphanumerics(user) >= minMixedToken || len(user) > maxPlainUser
}

// isMaskedPassword reports whether a password is masked already, or a placeholder of a template.
func isMaskedPassword(s string) bool {
	switch {
	case s == "":
		return false
	case strings.Trim(s, "*") == "", strings.Trim(s, "xX") == "", strings.Trim(s, ".") == "", isWhole(s):
		return true
	case s[0] == '{' && s[len(s)-1] == '}' && identifier(s[1:len(s)-1]),
		strings.HasPrefix(s, "${") && strings.HasSuffix(s, "}"), strings.HasPrefix(s, "{{") && strings.HasSuffix(s, "}}"),
		strings.HasPrefix(s, "<") && strings.HasSuffix(s, ">"), strings.HasPrefix(s, "%s"):
		return true
	}
	return IsMask(s)
}
