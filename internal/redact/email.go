package redact

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// emailDetector finds email addresses as people and mail servers use them: RFC 5321, with the quoted local parts and
// comments of RFC 5322 and the other scripts of RFC 6531. What else has an @ in it is left alone: package@1.2.3,
// git@github.com:, @decorator, user@host in a URL.
var emailDetector = &detector{name: "email", classes: classAt, ranged: true, find: findEmails}

const (
	maxLocal  = 128 // twice what RFC 5321 allows
	maxDomain = 255
)

func findEmails(w *work, _ int) {
	for i := w.from; i < w.to; {
		at := strings.IndexByte(w.text[i:w.to], '@')
		if at < 0 {
			return
		}
		at += i
		i = at + 1
		if !w.spend(at, costValue) { // most are no addresses
			return
		}
		end := domainEnd(w.text, at+1)
		if end < 0 {
			continue
		}
		if !w.spend(at, 2*costValue) {
			return
		}
		start := localStart(w.text, at)
		if start == at || isRemote(w.text, start, at, end) || isVersion(w.text, start, at, end) || isUser(w.text, start, at, end) {
			continue
		}
		if w.spend(at, costAdd) {
			w.add(start, end, "")
			i = end
		}
	}
}

// domainEnd returns the end of the mail domain that starts at start, or -1 if there is none.
func domainEnd(text string, start int) int {
	start = skipComment(text, start)
	if start == len(text) {
		return -1
	}
	if text[start] == '[' {
		return literalEnd(text, start)
	}
	end, lastDot := start, -1
	for end < len(text) && end-start < maxDomain {
		c := text[end]
		switch {
		case isWord(c), c == '-', c == '_':
			end++
			continue
		case c == '.' && end > start && text[end-1] != '.':
			lastDot = end
			end++
			continue
		case c >= utf8.RuneSelf:
			if r, size := utf8.DecodeRuneInString(text[end:]); unicode.IsLetter(r) || unicode.IsMark(r) || unicode.IsDigit(r) {
				end += size
				continue
			}
		}
		break
	}
	for end > start && strings.IndexByte(".-_", text[end-1]) >= 0 {
		end--
	}
	if lastDot >= end {
		lastDot = strings.LastIndexByte(text[start:end], '.')
		if lastDot >= 0 {
			lastDot += start
		}
	}
	if lastDot <= start {
		return -1
	}
	if e := topLevelEnd(text, start, lastDot+1, end); e >= 0 {
		return e
	}
	return sentenceEnd(text, start, lastDot)
}

// sentenceEnd returns the end of a domain before a dot that ends a sentence, or a part of a name, without a space after
// it: "sent to a@example.com.Then it failed". It asks for a public top-level domain, and another case after the dot.
func sentenceEnd(text string, start, dot int) int {
	if dot+1 >= len(text) || !isLetter(text[dot+1]) || text[dot+1]&0x20 == text[dot-1]&0x20 {
		return -1
	}
	label := start + strings.LastIndexByte(text[start:dot], '.') + 1
	if label <= start || dot-label < 2 || dot-label > 3 || !isTopLevel(text[label:dot]) {
		return -1
	}
	return dot
}

// topLevelEnd checks the last label of a domain and returns its end, which lies before letters of another script that
// follow it without a space.
func topLevelEnd(text string, start, label, end int) int {
	if isAddress(text[start:end]) {
		return end
	}
	stop := label
	for stop < end && text[stop] < utf8.RuneSelf {
		stop++
	}
	if stop == label {
		// A label of another script: an internationalized top-level domain has two letters or more.
		if utf8.RuneCountInString(text[label:end]) < 2 {
			return -1
		}
		return end
	}
	if stop == end && isPrivateTopLevel(text, start, label, end) {
		return end
	}
	for ; stop > label; stop-- {
		if isTopLevel(text[label:stop]) {
			return stop
		}
		if stop == end || isWord(text[stop-1]) {
			// Only what follows another script, a hyphen or an underscore may be cut off.
			rest := lastJoint(text[label:stop])
			if rest < 0 {
				break
			}
			stop = label + rest + 1
		}
	}
	return -1
}

// isAddress reports whether s is a dotted IPv4 address: some mail servers take it without brackets.
func isAddress(s string) bool {
	end, ok := ipv4At(s, 0)
	return ok && end == len(s)
}

// isVersion reports whether what looks like a mailbox at an IPv4 address is a package and its version of four parts.
func isVersion(text string, start, at, end int) bool {
	if !isAddress(text[at+1 : end]) {
		return false
	}
	if text[at+2] == '.' {
		return true // 1.2.3.4: numbers of releases begin small, addresses of mail servers hardly ever
	}
	return start > 0 && strings.IndexByte("/@:", text[start-1]) >= 0 ||
		end < len(text) && strings.IndexByte("?/-+_", text[end]) >= 0
}

// isPrivateTopLevel reports whether the last label of a domain may be one that only its owner's name servers know: a word
// behind a name, and no file with a line number, as stack traces have it.
func isPrivateTopLevel(text string, start, label, end int) bool {
	const shortest = 5 // shorter ones are file names: index.html
	name := text[label:end]
	if len(name) < shortest || !isLetter(text[start]) || end+1 < len(text) && text[end] == ':' && isDigit(text[end+1]) {
		return false
	}
	if end < len(text) && text[end] == '(' {
		return false // a method: this@Activity.finish()
	}
	for i := start; i < end; i++ {
		letter := isLetter(text[i])
		if i >= label && !letter || letter && text[i]&0x20 != text[start]&0x20 {
			return false // domains are written in one case, names in code in several
		}
	}
	return !fileKinds.has(name)
}

// fileKinds are the long last parts of names of files, units of systemd (user@1000.service) and other things with an @.
var fileKinds = words(`bundle class swift scala gradle patch proto service socket timer scope slice mount target properties config
	lock`)

// literalEnd returns the end of an address literal, [192.0.2.1] or [IPv6:2001:db8::1], or -1. A wrong address may still
// be somebody's.
func literalEnd(text string, start int) int {
	const longest = 64
	if strings.HasPrefix(text[start:], placeholderStart) {
		return -1 // what was behind this @ is masked
	}
	digits := 0
	for i := start + 1; i < len(text) && i-start < longest; i++ {
		switch c := text[i]; {
		case c == ']':
			if digits == 0 {
				return -1
			}
			return i + 1
		case isHex(c):
			digits++
		case c == '.', c == ':', c == '-', isWord(c):
		default:
			return -1
		}
	}
	return -1
}

// skipComment skips (a comment) at text[i].
func skipComment(text string, i int) int {
	if i < len(text) && text[i] == '(' {
		for j := i + 1; j < len(text) && j-i < maxLocal; j++ {
			switch text[j] {
			case ')':
				return j + 1
			case '(', '@', '\n':
				return i
			}
		}
	}
	return i
}

// lastJoint is the index of the last hyphen or underscore in s, or -1.
func lastJoint(s string) int {
	i := len(s) - 1
	for i >= 0 && s[i] != '-' && s[i] != '_' {
		i--
	}
	return i
}
