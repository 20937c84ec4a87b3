package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// cookie is one round of [Scrubber.Cookie].
func (r *Scrubber) cookie(p *Pass, key, text string) string {
	w := rewriter{src: text}
	for start := 0; start < len(text); {
		end := indexFrom(text, start, ';')
		from, to := trimSpace(text, start, end)
		r.cookiePair(p, &w, from, to)
		start = end + 1
	}
	return r.entities(p, key, w.String(), codec.Octets)
}

func (r *Scrubber) cookiePair(p *Pass, w *rewriter, start, end int) {
	text := w.src[start:end]
	name, _, ok := strings.Cut(text, "=")
	switch {
	case !ok && isCookieAttribute(text):
		return
	case !ok:
		if text != "" && !isWhole(text) {
			// A value without a name, RFC 6265bis section 5.4.
			w.replace(start, end, p.replace(Finding{Detector: "cookie"}, text))
		}
		return
	}
	name = strings.TrimSpace(name)
	p.structure(end - start)
	decodedName := codec.Unescape(name, false)
	if safe := r.name(p, decodedName); safe != decodedName {
		w.replace(start, start+len(name), codec.Userinfo(safe))
	}
	from, to := trimSpace(w.src, start+strings.IndexByte(text, '=')+1, end)
	if to-from >= 2 && w.src[from] == '"' && w.src[to-1] == '"' {
		from, to = from+1, to-1
	}
	value := w.src[from:to]
	if value == "" || isWhole(value) || IsMask(value) || r.protected(value) {
		return
	}
	if isCookieAttribute(name) || isSetting(name) {
		w.replace(from, to, r.part(p, name, value, codec.Octets))
		return
	}
	decoded := codec.Unescape(value, false)
	if safe, ok := p.judge(name, decoded); ok {
		if safe != decoded {
			w.replace(from, to, codec.Octets(safe))
		}
		return
	}
	w.replace(from, to, codec.Octets(p.replace(Finding{Detector: "cookie"}, decoded)))
}

// cookieAttributes are the attributes of Set-Cookie, RFC 6265bis section 4.1.
var cookieAttributes = words("path domain expires max-age secure httponly samesite partitioned priority")

func isCookieAttribute(name string) bool { return cookieAttributes.has(name) }

// settings are the names of cookies that hold how a page looks, not who looks at it.
var settings = words(`lang language locale i18next theme color_mode color-mode dark_mode tz timezone currency country region
	cookieconsent cookieconsent_status cookie_consent viewport dpr layout`)

func isSetting(name string) bool { return settings.has(name) }
