package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/byteset"
)

// Named identifiers are those that a name beside them gives away in a text that has no structure of its own, as
// assignments do with secrets: user_id=4711 in a log line, 'accountId': 'x-1' in a Python dict, "user_id"=>"x-1" in a Ruby hash,
// <userId>x-1</userId>, X-User-Id: x-1 in a dump of headers. The name is judged like an attribute of that name, by
// [Pass.Member]; without one nothing is found.
func namedDetector() *detector {
	d := &detector{name: "user", find: findNamed}
	for _, owner := range []string{
		"user", "customer", "account", "member", "session", "usr", "cust", "acct", "patient", "employee", "student", "subscriber", "player", "buyer", "visitor",
		"passenger", "recipient", "sender", "author", "person", "guest", "seller", "rider", "anonymous", "distinct",
	} {
		for _, joint := range []string{"", "_", "-", "."} {
			d.literals = append(d.literals, owner+joint+"id")
		}
	}
	for _, owner := range []string{"user", "customer", "account", "member"} {
		for _, joint := range []string{"", "_", "-"} {
			d.literals = append(d.literals, owner+joint+"number")
		}
	}
	d.literals = append(d.literals, "phpsessid", "connect.sid", "sid=", "session=")
	return d
}

// maxNamed bounds an identifier in bytes: what is longer is a document.
const maxNamed = 256

func findNamed(w *work, at int) {
	if w.pass.Member == nil || at < w.secrets.identified || !w.spend(at, costLook) {
		return
	}
	n, session, ok := identifierName(w, at)
	if !ok || !w.spend(at, costName) {
		return
	}
	v, ok := identifierAfter(w, at, &n)
	if !ok {
		return
	}
	value := w.text[v.start:v.end]
	if session && (len(value) < minSession || !randomLooking(value)) {
		return // the SID of a database or a group, a session of a conference
	}
	structured := n.end < len(w.text) && (isQuote(w.text[n.end]) || w.text[n.end] == '\\') || v.sep == byMarkup
	if !mayIdentify(value, structured) || w.r.protected(value) || w.text[at]|0x20 == 'm' && isGroupMember(value) {
		return
	}
	if !w.spend(at, costValue+costAdd) {
		return
	}
	w.pass.opened++ // what the policy says may change
	if safe, ok := w.pass.Member(strings.TrimLeft(w.text[n.start:n.end], "-."), strings.Clone(value)); ok && safe != value {
		w.found = append(w.found, finding{start: v.start, end: v.end, detector: knownDetector, fixed: true, with: safe})
	}
}

// identifierName reads the name around the literal at at. It must end in "id" or "number", user_id_type names no identifier,
// or be that of a session; the policy judges the words before.
func identifierName(w *work, at int) (n name, session, ok bool) {
	text := w.text
	n = name{start: at, end: at}
	for n.end < len(text) && nameByte(text[n.end]) {
		n.end++
		if n.end-at > maxName {
			w.secrets.identified = n.end
			return n, false, false
		}
	}
	session = n.end < len(text) && text[n.end] == '=' && (hasPrefixFold(text[at:], "sid=") || hasPrefixFold(text[at:], "session="))
	if whole := text[at:n.end]; !session && !hasSuffixFold(whole, "id") && !hasSuffixFold(whole, "number") {
		return n, false, false
	}
	for n.start > 0 && at-n.start < maxName && nameByte(text[n.start-1]) {
		n.start--
	}
	return n, session, true
}

// identifierAfter reads the value of the name around the literal at at, which may be an identifier.
func identifierAfter(w *work, at int, n *name) (v value, ok bool) {
	const reach = 64 // of what stands between a name and its value
	text := w.text
	v, ok = valueAfter(text[:min(len(text), n.end+reach+maxNamed)], n)
	if !ok || v.sep == byHyphen || v.sep == byComma || v.sep == bySpace && !isFlag(text, n) || !w.spend(at, costValue+v.end-v.start) {
		return v, false
	}
	if !v.quoted {
		v.end = identifierEnd(text, v.start, v.end)
		if namesAnother(text, v) {
			return v, false
		}
	}
	if v.end-v.start > reach { // so that names without end cost no more than they are long
		w.secrets.identified = v.end
	}
	return v, true
}

// isGroupMember reports whether an ID is that of a client in a consumer group, as Kafka makes them: its name and a UUID.
func isGroupMember(s string) bool {
	const size = 36
	name := len(s) - size - 1
	return name > 0 && s[name] == '-' && isUUID(s[name+1:])
}

// minSession is the length from which the value of a short name is taken for a session.
const minSession = 16

var inIdentifier = byteset.Of(".@+|:/~=%")

// identifierEnd is where an identifier without quotes ends: at the first byte that few IDs have.
func identifierEnd(text string, start, limit int) int {
	end := start
	for end < limit && (isTokenByte(text[end]) || text[end] >= 0x80 || inIdentifier.Has(text[end])) {
		end++
	}
	for end > start && strings.IndexByte(".:/|+~", text[end-1]) >= 0 {
		end--
	}
	return end
}

// namesAnother reports whether a value without quotes is code that yields an ID: c2.id, user1.getId(), @userId.
func namesAnother(text string, v value) bool {
	if v.end < len(text) && (text[v.end] == '(' || text[v.end] == '[') {
		return true
	}
	s := text[v.start:v.end]
	if s == "" || strings.IndexByte("@:$?%", s[0]) >= 0 {
		return true
	}
	dot := strings.LastIndexByte(s, '.')
	return dot > 0 && isLetter(s[0]) && strings.EqualFold(lastSegment(s[dot+1:]), "id")
}

// mayIdentify reports whether s may be an ID and not what a sentence says of one: it holds a digit, or is an email. Short
// numbers count where the name is quoted: that is data.
func mayIdentify(s string, structured bool) bool {
	if len(s) > maxNamed || !holdsClass(s, classDigit|classAt) || strings.ContainsAny(s, " \n\t") || placeholderValue(s, false) {
		return false
	}
	if strings.HasPrefix(s, "0x") && isHexAll(s[2:]) {
		return false // a handle of a program, such as a session of ZooKeeper
	}
	if digitsOnly(strings.TrimPrefix(s, "-")) {
		return structured || len(s) >= minKnownDigit
	}
	return len(s) >= minKnown
}
