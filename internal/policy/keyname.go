package policy

import (
	"strings"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// unsafeKey tells whether an attribute key holds a finding itself, or a member
// such as user_id=42 that has to be judged where it stands.
func (p *Policy) unsafeKey(key string) bool {
	pass := passes.Get().(*redact.Pass)
	defer passes.Put(pass)
	judged := false
	pass.Member = func(string, string) (string, bool) {
		judged = true
		return "", false
	}
	return p.scrubber.Scrub(pass, "", key) != key || judged
}

// passes are for scrubbing without a session; they hold scratch memory only.
var passes = sync.Pool{New: func() any { return new(redact.Pass) }}

// wordsOfKey are the words of an attribute key, so that most keys need not be
// searched for the identifiers known in a trace.
func wordsOfKey(key string) redact.Words {
	if mayBeEncoded(key) {
		return redact.AnyWords()
	}
	return redact.WordsOf(key)
}

// minToken is the length from which a run of letters of both cases may be
// base64 of something.
const minToken = 12

// mayBeEncoded tells whether key can say something in an encoding. Few keys
// look so, and being wrong costs no more than a search in the key.
func mayBeEncoded(key string) bool {
	run, upper, lower := 0, false, false
	for _, c := range []byte(key) {
		switch {
		case c == '%' || c == '&' || c == '\\' || c == '=' || c >= 0x80:
			return true
		case c >= 'a' && c <= 'z':
			lower = true
		case c >= 'A' && c <= 'Z':
			upper = true
		case c >= '0' && c <= '9' || c == '_' || c == '-' || c == '+' || c == '/':
		default:
			run, upper, lower = 0, false, false
			continue
		}
		run++
		if run >= minToken && upper && lower {
			return true
		}
	}
	return false
}

// withoutPlaceholders is key with a word that means nothing for each of our
// placeholders: what was found in a key says nothing of the value under it, or a
// second processor would take the value for what the first one found.
func withoutPlaceholders(key string) string {
	const (
		start   = "[redacted:"
		longest = 256 // bytes of a name that is looked at
	)
	var b strings.Builder
	done := 0
	for at := 0; ; {
		i := strings.Index(key[at:], start)
		if i < 0 {
			break
		}
		i += at
		at = i + len(start)
		if n := strings.IndexByte(key[at:min(at+longest, len(key))], ']') + 1; n > 0 && isPlaceholder(key[i:at+n]) {
			at += n
			b.WriteString(key[done:i])
			b.WriteString("redacted")
			done = at
		}
	}
	if done == 0 {
		return key
	}
	b.WriteString(key[done:])
	return b.String()
}
