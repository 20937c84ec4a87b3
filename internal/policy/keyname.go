package policy

import (
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
