package policy

import (
	"hash/maphash"
	"strings"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// unsafeKey tells whether an attribute key holds a finding itself.
func (p *Policy) unsafeKey(key string) bool {
	if builtinTable().registry[key] {
		return false
	}
	pass := passes.Get().(*redact.Pass)
	defer passes.Put(pass)
	return p.scrubber.Scrub(pass, "", key) != key
}

// passes are for scrubbing without a session; they hold scratch memory only.
var passes = sync.Pool{New: func() any { return new(redact.Pass) }}

var wordSeed = maphash.MakeSeed()

// wordBits is a Bloom filter of the words of text, so that most attribute keys
// need not be searched for the identifiers known in a trace: those that share
// no bit with an identifier's first word cannot hold it.
func wordBits(text string) uint64 {
	if mayBeEncoded(text) {
		return ^uint64(0) // its words may be any
	}
	var bits uint64
	for word := range strings.FieldsFuncSeq(text, notWord) {
		bits |= wordBit(word)
	}
	return bits
}

// firstWordBits is [wordBits] of the first word of text.
func firstWordBits(text string) uint64 {
	for word := range strings.FieldsFuncSeq(text, notWord) {
		return wordBit(word)
	}
	return ^uint64(0) // it has none, and may stand anywhere
}

func wordBit(word string) uint64 { return 1 << (maphash.String(wordSeed, strings.ToLower(word)) & 63) }

// notWord is false for ASCII letters and digits only: other characters are
// boundaries to one side or the other of every rule about words.
func notWord(r rune) bool {
	return (r < '0' || r > '9') && (r < 'a' || r > 'z') && (r < 'A' || r > 'Z')
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
