package redact

import "strings"

// A trust says how much a name tells about the value beside it.
type trust uint8

const (
	noSecret     trust = iota
	weakName           // only a value that looks random is taken
	secretName         // a secret, a token, an API key
	passwordName       // a password: any value but a placeholder is taken
)

// maxName bounds how far a name is followed to either side of its keyword.
const maxName = 48

// name is a name that holds a keyword, as it stands in a text.
type name struct {
	start, end int
	kwEnd      int    // where the keyword ends
	word       string // the keyword, lower case
	trust      trust
	plural     bool
	upper      bool // the keyword is written in capitals
	glued      int  // where a value begins that hangs on the name by a hyphen or dot, or 0
}

// nameAt reads the name whose keyword begins at at. ok=false: it names no secret, or it lies in a name that was judged
// already and told at least as much.
func nameAt(text string, at int, list *secretWords, s *secretState) (n name, ok bool) {
	may := list.at(text[at])
	for i := range may {
		if ok = may[i].standsAt(text, at); ok {
			n = may[i].name(text, at)
			break
		}
	}
	kw := at + len(n.word)
	n.kwEnd = kw
	if !ok {
		return n, false
	}
	n.upper = text[at] >= 'A' && text[at] <= 'Z' && text[kw-1] >= 'A' && text[kw-1] <= 'Z'
	if n.word == "key" && !n.judgeKey(text, at) || n.word == "token" && countsTokens(text, at) || at < s.named && n.trust <= s.namedTrust {
		return n, false
	}
	n.start = at
	for n.start > 0 && at-n.start < maxName && nameByte(text[n.start-1]) {
		n.start--
	}
	n.end, n.glued = s.nameEnd(text, kw)
	if whole := text[n.start:n.end]; len(whole) >= longestPlain && !holdsClass(whole, classHyphen|classDot|classUnderscore) && randomLooking(whole) {
		return n, false // letters in a line of base64
	}
	s.named, s.namedTrust = n.end, n.trust
	after := segment(text[kw:n.end])
	return n, after == "" || !notSecretAfter.has(after) && !notSecretAfter.has(lastSegment(text[kw:n.end]))
}

// standsAt reports whether the word stands at at, with its boundaries.
func (k *secretWord) standsAt(text string, at int) bool {
	return hasPrefixFold(text[at:], k.word) && k.endsAt(text, at, at+len(k.word)) &&
		(k.inside || boundaryBefore(text, at) || k.trust == passwordName && ownerBefore(text, at))
}

// name is a name that holds the word at at.
func (k *secretWord) name(text string, at int) name {
	end := at + len(k.word)
	return name{word: k.word, trust: k.trust, plural: end < len(text) && text[end]|0x20 == 's'}
}

// endsAt reports whether a word ends at end: no small letter goes on, except for a plural s.
func (k *secretWord) endsAt(text string, at, end int) bool {
	if end >= len(text) {
		return true
	}
	c := text[end]
	capitals := text[end-1] <= 'Z' && text[at] <= 'Z' && text[at+1] <= 'Z'
	switch {
	case c >= 'a' && c <= 'z':
		if c == 's' && (end+1 == len(text) || !isLetter(text[end+1])) {
			return k.trust != passwordName
		}
		return capitals || hasPrefixFold(text[end:], "key") || hasPrefixFold(text[end:], "token")
	case c >= 'A' && c <= 'Z' && capitals:
		// SECRETS, TOKENS, KEYWORD; but SECRETKEY, TOKENKEY
		return c == 'S' && (end+1 == len(text) || !isLetter(text[end+1])) || hasPrefixFold(text[end:], "key") ||
			hasPrefixFold(text[end:], "token")
	}
	return true
}

// boundaryBefore reports whether a word may begin at at: after no letter, or where the case changes.
func boundaryBefore(text string, at int) bool {
	if at == 0 || !isLetter(text[at-1]) {
		return true
	}
	return text[at] < 'a' && text[at-1] >= 'a'
}

// passOwners are the words that "pass" hangs on where it means a password: dbpass, storepass; but not bypass, compass.
var passOwners = words(`admin api app auth become bind ca cert client db database deststore ftp git imap jks key keystore ldap login
	mail master mongo mq my mysql net pg pop postgres proxy rabbit redis repl root rpc sa smtp sql srcstore ssh ssl store
	sudo svc sys trust truststore user usr vnc web wifi`)

// ownerBefore reports whether one of them ends at at.
func ownerBefore(text string, at int) bool {
	start := at
	for start > 0 && at-start <= longestEntry && isLetter(text[start-1]) {
		start--
	}
	return passOwners.has(text[start:at])
}

// nameEnd follows a name from the end of its keyword. A part that looks like a value ends it: SECRET-ab12cd34ef56.
func (s *secretState) nameEnd(text string, from int) (end, glued int) {
	const mostLooks = 3 // parts that are looked at as values
	if from > s.parts.end || from < s.parts.start {
		s.parts = span{from, from}
	}
	end = from
	limit, looks := min(len(text), from+maxName), 0
	for end < limit {
		c := text[end]
		if c == '-' || c == '.' {
			next := end + 1
			if next >= len(text) || !isWord(text[next]) {
				return end, 0
			}
			if looks++; looks <= mostLooks && next > s.parts.end {
				if valueLike(text[next:]) {
					return end, next
				}
				s.parts.end = next
			}
		} else if !wordByte(c) {
			break
		}
		end++
	}
	return end, 0
}

// valueLike reports whether s begins with a random token: one long part, or the parts of a UUID. The short random
// parts at the end of a pod's name (auth-7d9f8b6c5-x2x4z) are none.
func valueLike(s string) bool {
	const onePart, allParts, longest = 14, 32, 64
	s = s[:min(len(s), longest)]
	part, digits := 0, class(0)
	for part < len(s) && isWord(s[part]) {
		digits += entries[s[part]] & classDigit
		part++
	}
	end := part
	for end < len(s) && secretByte(s[end]) && s[end] != '=' && (s[end] != '/' || part >= onePart) {
		digits += entries[s[end]] & classDigit
		end++
	}
	return digits >= 3*classDigit && (part >= onePart || end >= allParts)
}

// segment is the first part of s between separators and changes of case.
func segment(s string) string {
	for s != "" && joint(s[0]) {
		s = s[1:]
	}
	end := 0
	for end < len(s) && isLetter(s[end]) {
		if end > 0 && s[end] <= 'Z' && s[end-1] >= 'a' {
			break
		}
		end++
	}
	return s[:end]
}

// lastSegment is the last part of s, as segment is the first.
func lastSegment(s string) string {
	for s != "" && (joint(s[len(s)-1]) || strings.IndexByte(" \t\"'", s[len(s)-1]) >= 0) {
		s = s[:len(s)-1]
	}
	start := len(s)
	for start > 0 && isLetter(s[start-1]) {
		start--
		if s[start] <= 'Z' && start+1 < len(s) && s[start+1] >= 'a' {
			break
		}
	}
	return s[start:]
}

// longestPlain is the length from which a name must not look random.
const longestPlain = 20

// notTokenBefore are the words before "token" that make it a piece of text, a page of a list, a state of a lock.
var notTokenBefore = words(`max min per next prev previous page paging pagination continuation stop input output prompt
	completion total reasoning cached unk pad eos bos sep num sequence lock cancellation cursor fencing skip elevated unexpected
	sync progress done result watch`)

// countsTokens reports whether the "token" at at is a piece of text or a page, by the word before it.
func countsTokens(text string, at int) bool {
	return notTokenBefore.has(lastSegment(text[max(0, at-maxName):at]))
}

// judgeKey settles how much a name that holds "key" tells, by the word before it.
func (n *name) judgeKey(text string, at int) bool {
	before := lastSegment(text[max(0, at-maxName):at])
	if notSecretBefore.has(before) {
		return false
	}
	if secretBefore.has(before) || vendorNames.has(before) || hasSuffixFold(before, "api") || hasSuffixFold(before, "secret") ||
		hasSuffixFold(before, "access") || hasSuffixFold(before, "private") {
		n.trust = secretName
		return true
	}
	return before != "" || n.upper
}
