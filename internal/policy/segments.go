package policy

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// class is what the words of a key say its value is.
type class uint8

const (
	classNone class = iota
	classIdentifier
	classLeaf // an identifier where a plain value stands
	classSecret
	classCookie
	classEmail
	classIP
	classURL
	classStrict // personal data of level strict
)

// meaning is a class with its detail: the domain of an identifier, the name in
// the placeholder of what is masked.
type meaning struct {
	class class
	name  string
}

// classify says what the words of key mean. Words count whole, never as part of
// one: `author` is no `auth`, `monkey` no `key`.
func classify(key string) meaning {
	key = withoutPlaceholders(withoutListNames(key))
	var short [maxShortKey]rune
	runes := foldRunes(short[:0], key)
	if !mayMean(lastWord(runes)) {
		return meaning{} // as most keys that nothing names, which must cost little: there can be any number of them
	}
	return meaningOf(wordsIn(runes, key))
}

// meaningOf says what the words of a key mean.
func meaningOf(ws []string) meaning {
	if m := classifySecret(ws); m.class != classNone {
		return m
	}
	if m := classifyIdentifier(ws); m.class != classNone {
		return m
	}
	return lexicon.find(ws, classEmail, classIP, classURL, classStrict)
}

// classifySecret looks for the name of a secret at the end of the words.
func classifySecret(ws []string) meaning {
	for len(ws) > 1 && carriers[ws[len(ws)-1]] {
		ws = ws[:len(ws)-1]
	}
	ws = unglued(ws)
	last, before := stem(ws[len(ws)-1]), ""
	if len(ws) > 1 {
		before = ws[len(ws)-2]
	}
	switch {
	case slices.ContainsFunc(ws[max(0, len(ws)-3):len(ws)-1], func(w string) bool { return flagWords[w] }):
		return meaning{}
	case ws[len(ws)-1] == "tokens":
		// Tokens are counted more often than listed: only phrases such as `access tokens` are secrets.
		return lexicon.findExact(ws, classSecret)
	case last == "token" && tokenCounters[before]:
		return meaning{}
	case wholeSecrets[last] && (len(ws) == 1 || (last == "pass" || last == "pw") && passOwners[before]):
		return meaning{classSecret, "secret"}
	}
	return lexicon.find(ws, classCookie, classSecret)
}

// classifyIdentifier looks for the name of an identifier at the end of the words.
func classifyIdentifier(ws []string) meaning {
	n := len(ws)
	for n > 1 && (wrappers[ws[n-1]] || n > 2 && ws[n-2] == "id" && ids[ws[n-1]]) {
		n--
		ws = ws[:n]
	}
	m := lexicon.find(ws, classIdentifier)
	if last := ws[n-1]; last != "sub" && strings.TrimRight(last, "0123456789") == "sub" {
		m = meaning{} // sub1 is a part of something, no subject
	}
	if m.class == classNone {
		m = lexicon.findExact(ws, classLeaf)
	}
	if m.class == classNone {
		m = composed(ws)
	}
	if m.class == classNone {
		return m
	}
	switch {
	case m.name == "user" && n > 1 && machineUsers[ws[0]]:
		return meaning{}
	case m.name == "account" && n > 1 && (cloudWords[ws[0]] || machineAccounts[wordBeforeAccount(ws)]):
		return meaning{}
	case m.class == classLeaf && n > 1 && (m.name == "session" || machineWords[ws[n-2]]):
		return meaning{}
	}
	return m
}

// composed recognizes a word for somebody or something followed by one for an
// ID, with at most one qualifier between: `member_no`, `customer.external_id`.
func composed(ws []string) meaning {
	n := len(ws)
	id := stem(ws[n-1])
	if id == "uid" && (n == 1 || uidOwners[ws[n-2]]) {
		return meaning{classIdentifier, "user"}
	}
	if n < 2 || !ids[id] {
		return meaning{}
	}
	subject := ws[n-2]
	if n > 2 && qualifiers[subject] {
		subject = ws[n-3]
	}
	if domain := subjects[stem(subject)]; domain != "" {
		return meaning{classIdentifier, domain}
	}
	return meaning{}
}

// endsInThing tells whether a key ends in the ID of a thing or the user of a server, of
// which the last word alone would say that it is somebody's.
func endsInThing(key string) bool {
	if i := strings.LastIndexFunc(key, unicode.IsLetter); i < 0 || key[i] < utf8.RuneSelf && key[i]|0x20 != 'd' && key[i]|0x20 != 'r' {
		return false // most keys need not be split
	}
	ws := splitWords(key)
	if len(ws) < 2 {
		return false
	}
	switch before := ws[len(ws)-2]; ws[len(ws)-1] {
	case "uid":
		return things[before] || machineUsers[before]
	case "user":
		return servers[before]
	default:
		return false
	}
}

// withoutListNames is key without what the query protocol of AWS puts before the
// number of an element: `Tags.member.1.Key` is the key of a tag, no member's.
func withoutListNames(key string) string {
	const name = ".member."
	i := strings.Index(key, name)
	if i < 0 || i+len(name) == len(key) || key[i+len(name)] < '0' || key[i+len(name)] > '9' {
		return key
	}
	return key[:i] + key[i+len(name)-1:]
}

// wordBeforeAccount is the word before the account word of a key, or empty.
func wordBeforeAccount(ws []string) string {
	for i := len(ws) - 1; i > 0; i-- {
		if accounts[stem(ws[i])] {
			return ws[i-1]
		}
	}
	return ""
}
