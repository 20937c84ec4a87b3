package redact

import (
	"bytes"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// maxJSONDepth bounds the nesting of JSON; what is nested deeper is not taken for JSON.
const maxJSONDepth = 64

// json returns the safe form of a JSON text: its strings and numbers are replaced where they stand, its formatting is
// kept. ok is false if text is not one JSON object or array, or several of them on lines of their own.
func (r *Scrubber) json(p *Pass, key, text string) (safe string, ok bool) {
	start := skipSpace(text, 0)
	p.charge(costRead * len(text))
	if start == len(text) || text[start] != '{' && text[start] != '[' || !validJSON(text) {
		return "", false
	}
	j := jsonRewriter{r: r, p: p, rewriter: rewriter{src: text}, i: start, path: p.pathBuffers[p.depth][:0]}
	if p.depth > 0 {
		// JSON inside another structure is judged by the whole path.
		j.path = append(j.path, key...)
	}
	for j.i < len(text) {
		j.value()
		j.space()
	}
	p.pathBuffers[p.depth] = j.path
	return j.String(), true
}

// jsonRewriter walks a text that is known to be valid JSON.
type jsonRewriter struct {
	rewriter
	r    *Scrubber
	p    *Pass
	i    int
	seen int // end of the latest string

	labeledAt int // offset behind the start of the object of which a value was looked at last
	path      []byte
}

func (j *jsonRewriter) space() { j.i = skipSpace(j.src, j.i) }

func (j *jsonRewriter) value() {
	switch c := j.src[j.i]; c {
	case '{':
		j.object()
	case '[':
		if j.position() || j.arguments() {
			return
		}
		j.i++
		for j.space(); j.src[j.i] != ']'; j.space() {
			if j.src[j.i] != '[' || !j.pair() {
				j.value()
			}
			j.space()
			if j.src[j.i] == ',' {
				j.i++
			}
		}
		j.i++
	case '"':
		j.text()
	case 't', 'f', 'n':
		for j.i < len(j.src) && isLetter(j.src[j.i]) {
			j.i++
		}
	default:
		j.number()
	}
}

// position replaces an array of two or three numbers, as GeoJSON has positions (RFC 7946), if it is found to be one.
func (j *jsonRewriter) position() bool {
	const longest = 80
	start, end := j.i+1, j.i+1
	for end < len(j.src) && end-start < longest && strings.IndexByte("0123456789.,-+ \t\r\n", j.src[end]) >= 0 {
		end++
	}
	if end == len(j.src) || j.src[end] != ']' || strings.IndexByte(j.src[start:end], '.') < 0 || !j.r.geo {
		return false
	}
	numbers := strings.TrimSpace(j.src[start:end])
	if safe := j.r.part(j.p, "", numbers, codec.Quote); safe == numbers {
		return false
	}
	j.replace(start, end, codec.Quote(Placeholder(geoDetector.name)))
	j.i = end + 1
	return true
}

func (j *jsonRewriter) object() {
	object := j.i
	j.i++
	for j.space(); j.src[j.i] != '}'; j.space() {
		start := j.i
		j.i = stringEnd(j.src, start)
		name := codec.Unquote(j.src[start+1 : j.i-1])
		if safe := j.r.name(j.p, name); safe != name {
			j.replace(start, j.i, codec.Quote(safe))
		}
		j.space()
		j.i++ // the colon
		j.space()
		outer := len(j.path)
		if outer == 0 || !j.isTyped(object, name) { // the type of a value is no part of its name
			j.rename(outer, name)
		}
		if !j.labeled(object, name, outer) {
			j.value()
		}
		j.path = j.path[:outer]
		j.space()
		if j.src[j.i] == ',' {
			j.i++
		}
	}
	j.i++
}

func (j *jsonRewriter) text() {
	start := j.i
	j.i = stringEnd(j.src, start)
	value := codec.Unquote(j.src[start+1 : j.i-1])
	j.p.structure(min(j.i-j.seen, maxBefore))
	j.seen = j.i
	if safe := j.r.member(j.p, j.where(), value); safe != value {
		j.replace(start, j.i, codec.Quote(safe))
	}
}

// number rewrites a number, which becomes a string if it is replaced: an identifier, a card.
func (j *jsonRewriter) number() {
	start := j.i
	for j.i < len(j.src) && strings.IndexByte("+-.0123456789eE", j.src[j.i]) >= 0 {
		j.i++
	}
	value := j.src[start:j.i]
	j.p.inNumber = true
	safe := j.r.member(j.p, j.where(), value)
	j.p.inNumber = false
	if safe != value {
		j.replace(start, j.i, codec.Quote(safe))
	}
}

// stringEnd returns the offset after the closing quote of the string that starts at s[start].
func stringEnd(s string, start int) int {
	for i := start + 1; ; i++ {
		switch s[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
}

// LongestPath bounds the path that a member is judged by, in bytes. Thousands of members may share one that is as long as
// the rest of the text.
const LongestPath = 256

// EndOfPath returns path, with dots between its names, or of a longer one than [LongestPath] the names at its end.
func EndOfPath(path []byte) []byte {
	if len(path) <= LongestPath {
		return path
	}
	path = path[len(path)-LongestPath:]
	return path[bytes.IndexByte(path, '.')+1:]
}

// where is the path of the member at hand.
func (j *jsonRewriter) where() string { return j.p.intern(EndOfPath(j.path)) }

// maxInterned bounds the paths that a Pass remembers.
const maxInterned = 1024

// intern returns b as a string, the same one for the same path, so that clean JSON costs no allocation.
func (p *Pass) intern(b []byte) string {
	if s, ok := p.paths[string(b)]; ok {
		return s
	}
	s := string(b)
	if p.paths == nil || len(p.paths) >= maxInterned {
		p.paths = make(map[string]string)
	}
	p.paths[s] = s
	return s
}
