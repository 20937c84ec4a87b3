package redact

import "strings"

// Form returns the safe form of an application/x-www-form-urlencoded body, each pair judged as a member.
func (r *Scrubber) Form(p *Pass, key, text string) string {
	if len(text) < minSensitive {
		return text
	}
	if p == nil {
		p = new(Pass)
	}
	if !isPair(text) {
		return r.Scrub(p, key, text)
	}
	w := rewriter{src: text}
	r.pairs(p, &w, 0, len(text), escapeQuery)
	return w.String()
}

// pairs rewrites w.src[start:end], pairs separated by &.
func (r *Scrubber) pairs(p *Pass, w *rewriter, start, end int, encode func(string) string) {
	for start < end {
		stop := start
		for stop < end && w.src[stop] != '&' {
			stop++
		}
		r.pair(p, w, start, stop, encode)
		start = stop + 1
	}
}

// pair rewrites one name=value. A value whose name gives it away, such as a signature, is masked whatever it is.
func (r *Scrubber) pair(p *Pass, w *rewriter, start, end int, encode func(string) string) {
	text := w.src[start:end]
	eq := strings.IndexByte(text, '=')
	if eq < 0 {
		decoded := unescape(text, true)
		if safe := r.inner(p, "", decoded); safe != decoded {
			w.replace(start, end, encode(safe))
		}
		return
	}
	rawName, rawValue := text[:eq], text[eq+1:]
	name, value := unescape(rawName, true), unescape(rawValue, true)
	if value == "" || isWhole(value) {
		return
	}
	if safe := r.name(p, name); safe != name {
		w.replace(start, start+eq, encode(safe))
	}
	safe := ""
	if isSignature(name) {
		safe = p.replace(Finding{Detector: "secret", Rule: "signed-url"}, value)
	} else {
		safe = r.member(p, memberPath(name), value)
	}
	if safe == value {
		// A literal + of an email or a base64 value was read as a space.
		if strings.IndexByte(rawValue, '+') < 0 {
			return
		}
		value = unescape(rawValue, false)
		if safe = r.inner(p, name, value); safe == value {
			return
		}
	}
	w.replace(start+eq+1, end, encode(safe))
}

// memberPath turns user[id] into user.id.
func memberPath(name string) string {
	if strings.IndexByte(name, '[') < 0 {
		return name
	}
	return strings.TrimSuffix(strings.NewReplacer("][", ".", "[", ".", "]", "").Replace(name), ".")
}

// isSignature reports whether a parameter signs or authorizes a URL: those of the semantic conventions for url.query,
// and of the presigned URLs of AWS, CloudFront, Google, Azure and Alibaba.
func isSignature(name string) bool {
	if len(name) < 3 || len(name) > len("x-amz-security-token") {
		return false
	}
	switch strings.ToLower(name) {
	case "sig", "signature", "x-amz-signature", "x-amz-credential", "x-amz-security-token", "awsaccesskeyid",
		"x-goog-signature", "x-goog-credential", "googleaccessid", "key-pair-id", "ossaccesskeyid", "security-token",
		"x-oss-signature", "x-oss-credential", "oauth_signature", "hmac":
		return true
	}
	return false
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
