package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// form is one round of [Scrubber.Form].
func (r *Scrubber) form(p *Pass, key, text string) string {
	if len(text) < minSensitive {
		return text
	}
	if !isPair(text) {
		return r.scrub(p, key, text)
	}
	w := rewriter{src: text}
	r.pairs(p, &w, 0, len(text), codec.Query)
	return r.entities(p, key, w.String(), codec.Query)
}

// pairs rewrites w.src[start:end], pairs separated by &. Where there is no effort left for one of them, what follows it is
// masked unseen, as in any text: to mask ten thousands of pairs one by one costs more than to look at them.
func (r *Scrubber) pairs(p *Pass, w *rewriter, start, end int, encode func(string) string) {
	unseen := p.unseen
	for start < end && !p.broke() {
		stop := start
		for stop < end && w.src[stop] != '&' {
			stop++
		}
		r.pair(p, w, start, stop, encode)
		start = stop + 1
		if p.unseen > unseen && start < end {
			p.unseen += end - start
			w.replace(start, end, encode(p.replace(Finding{Detector: mixedDetector.name, Rule: effortRule}, wholeMask)))
			return
		}
	}
}

// pair rewrites one name=value. A value whose name gives it away, such as a signature, is masked whatever it is.
func (r *Scrubber) pair(p *Pass, w *rewriter, start, end int, encode func(string) string) {
	text := w.src[start:end]
	p.charge(costMember)
	eq := strings.IndexByte(text, '=')
	if eq < 0 {
		decoded := codec.Unescape(text, true)
		if safe := r.inner(p, "", decoded); safe != decoded {
			w.replace(start, end, encode(safe))
		}
		return
	}
	rawName, rawValue := text[:eq], text[eq+1:]
	p.structure(eq + 1)
	if w.calm && strings.IndexByte(rawValue, '=') < 0 {
		r.calmPair(p, w, start, start+eq, end, encode)
		return
	}
	name, value := codec.Unescape(rawName, true), codec.Unescape(rawValue, true)
	if name != rawName {
		p.opened++
	}
	if safe := r.name(p, name); safe != name {
		w.replace(start, start+eq, encode(safe))
	}
	if value == "" || isWhole(value) || IsMask(value) {
		return
	}
	safe := r.pairValue(p, name, rawValue, value)
	if safe == value {
		return
	}
	if rawValue != value && codec.Userinfo(value) == rawValue {
		encode = codec.Userinfo // as strict as the writer was
	}
	w.replace(start+eq+1, end, encode(safe))
}

// calmPair is pair in calm text: nothing is decoded, and little is scanned.
func (r *Scrubber) calmPair(p *Pass, w *rewriter, start, eq, end int, encode func(string) string) {
	name, value := w.src[start:eq], w.src[eq+1:end]
	many := w.seen&manyClasses != 0 && holdsMany(w.src[start:end])
	if many {
		if safe := r.name(p, name); safe != name {
			w.replace(start, eq, encode(safe))
		}
	}
	if value == "" || isWhole(value) || IsMask(value) {
		return
	}
	safe, ok := p.told(name, value)
	if !ok {
		safe, ok = p.judge(name, value)
	}
	if !ok {
		if !many && !r.mayHold(p, name, value, w.seen&^manyClasses) {
			return
		}
		safe = r.within(p, name, value)
	}
	if safe != value {
		w.replace(eq+1, end, encode(safe))
	}
}

// pairValue returns the safe form of a pair's value.
func (r *Scrubber) pairValue(p *Pass, name, raw, value string) string {
	if safe, ok := p.told(name, value); ok {
		return safe
	}
	if strings.IndexByte(raw, '+') >= 0 {
		// Many writers leave the + of an email or of base64 as it is.
		literal := codec.Unescape(raw, false)
		if safe := r.inner(p, name, literal); safe != literal {
			spaced := strings.ReplaceAll(safe, "+", " ")
			if again := r.inner(p, name, spaced); again != spaced {
				return again
			}
			return safe
		}
	}
	path := memberPath(name)
	if safe, ok := p.judge(path, value); ok {
		return safe
	}
	if raw != value {
		return r.inner(p, path, value)
	}
	return r.within(p, path, value)
}

// told masks a value that the parameter's name tells to be a secret, whatever detectors say.
func (p *Pass) told(name, value string) (safe string, ok bool) {
	switch {
	case isSignature(name):
		return p.replace(Finding{Detector: "secret", Rule: "signed-url"}, value), true
	case len(value) >= minGrant && (name == "key" && mixedToken(value) || mayTell(name) && randomLooking(value)):
		return p.replace(Finding{Detector: "secret", Rule: "grant"}, value), true
	default:
		return "", false
	}
}

// minGrant is the length of the shortest value that is taken for a grant: the names also mean codes of countries and coupons.
const minGrant = 16

// memberPath turns user[id] into user.id.
func memberPath(name string) string {
	if strings.IndexByte(name, '[') < 0 {
		return name
	}
	path := make([]byte, 0, len(name))
	for i := range len(name) {
		switch c := name[i]; {
		case c == '[' && (i == 0 || name[i-1] != ']'), c == ']' && i+1 < len(name) && name[i+1] == '[':
			path = append(path, '.')
		case c != '[' && c != ']':
			path = append(path, c)
		}
	}
	return strings.TrimSuffix(string(path), ".")
}

// signatures are the parameters that sign or authorize a URL: those of the semantic conventions for url.query, and of the
// presigned URLs of AWS, CloudFront, Google, Azure and Alibaba.
var signatures = words(`sig signature x-amz-signature x-amz-credential x-amz-security-token awsaccesskeyid x-goog-signature
	x-goog-credential googleaccessid key-pair-id ossaccesskeyid security-token x-oss-signature x-oss-credential oauth_signature
	hmac q-signature hdnts hdnea x-cos-security-token`)

func isSignature(name string) bool { return signatures.has(name) }

// mayTell reports whether the value of the parameter may be a grant or a signature, if it looks like one.
func mayTell(name string) bool {
	return isGrant(name) || strings.EqualFold(name, "sign") || hasSuffixFold(name, "_signature")
}

// isPair reports whether text starts with a plausible name and an equals sign.
func isPair(text string) bool {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == '=':
			return i > 0
		case isTokenByte(c), c == '.', c == '%', c == '[', c == ']', c == '+', c == '*', c == '$', c == ':', c == '~', c >= 0x80:
		default:
			return false
		}
	}
	return false
}

// isForm reports whether text is at least two pairs.
func isForm(text string) bool {
	if !isPair(text) {
		return false
	}
	i := strings.IndexByte(text, '&')
	return i >= 0 && isPair(text[i+1:])
}
