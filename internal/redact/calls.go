package redact

import (
	"bytes"
	"maps"
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// calls are functions and constructors that take a password by position, which is said from 0.
var calls = map[string]int{
	"networkcredential(": 1, "directoryentry(": 2, "pscredential(": 1,
	"httpbasicauth(": 1, "httpdigestauth(": 1, "setbasicauth(": 1, "basicauth(": 1, "basic_auth(": 1, "auth=(": 1, ".login(": 1, "->login(": 1,
	"pdo->__construct(": 2, "pdo::__construct(": 2, "mysqli->__construct(": 2, "mysqli::__construct(": 2, "mysqli::real_connect(": 2,
	"mysqli->real_connect(":       2,
	"usernamepasswordcredential(": 1, "usernamepasswordcredentials(": 1, "usernamepasswordauthenticationtoken(": 1,
	"passwordauthentication(": 1, "plainauth(": 2, "getconnection(": 2, "mysqli_connect(": 2, "new mysqli(": 2, "new pdo(": 2,
	"setpassword(": 0, "withpassword(": 0, "convertto-securestring ": 0,
}

// longestCall bounds the length of these names.
const longestCall = 40

func callDetector() *detector {
	return &detector{name: "password", literals: slices.Sorted(maps.Keys(calls)), find: findCall}
}

// findCall masks the password among the arguments of a call, if it is written there in quotes.
func findCall(w *work, at int) {
	const longest = 256
	text := w.text
	if at < w.secrets.until || !w.spend(at, costName+costValue) {
		return
	}
	part := text[at:min(len(text), at+longest)]
	if !w.spend(at, len(part)) {
		return
	}
	var lower [longestCall]byte
	head := appendLower(lower[:0], part[:min(len(part), longestCall)])
	position, open := 0, 0
	for _, last := range []byte{'(', ' '} {
		end := bytes.IndexByte(head, last) + 1
		if n, ok := calls[string(head[:end])]; ok { // the compiler makes no string for it
			position, open = n, end
			break
		}
	}
	if open == 0 {
		return
	}
	p := at + open
	if hasPrefixFold(text[p:], "-string ") {
		p += len("-string ")
	}
	limit := at + len(part)
	for ; position > 0; position-- {
		if p = nextArgument(text, p, limit); p < 0 {
			return
		}
	}
	p = skipBlank(text, p)
	if p < len(text) && text[p]|0x20 == 'n' { // N'...' of Transact-SQL
		p++
	}
	if end, from, ok := quotedEnd(text, p); ok && from < end && text[from-1] != '`' {
		w.addSecretArgument(from, end)
	}
}

// inArguments holds the bytes that mean something in a list of arguments.
var inArguments = byteset.Of("\\\"'`([{}]);,\n")

// nextArgument returns what follows the comma behind the argument at p, or -1 if there is none.
func nextArgument(text string, p, limit int) int {
	depth := 0
	for p < limit {
		if !inArguments.Has(text[p]) {
			p++
			continue
		}
		if c := text[p]; c == '\\' || isQuote(c) {
			if end, _, ok := quotedEnd(text[:limit], p); ok {
				p = end
				for p < limit && text[p] == '\\' {
					p++
				}
				p++
				continue
			}
		}
		switch text[p] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth--; depth < 0 {
				return -1
			}
		case '\n', ';':
			return -1
		case ',':
			if depth == 0 {
				return p + 1
			}
		}
		p++
	}
	return -1
}
