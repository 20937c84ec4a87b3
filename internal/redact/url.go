package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// url is one round of [Scrubber.URL].
func (r *Scrubber) url(p *Pass, key, text string) string {
	if len(text) < minSensitive {
		return text
	}
	if hasPrefixFold(text, "jdbc:") {
		// What follows ; or ? are properties of the driver, which may hold any character in braces, and its user is a program's.
		return r.part(p, key, text, func(s string) string { return s })
	}
	w := rewriter{src: text}
	end := len(text)
	fragment := strings.IndexByte(text, '#')
	if fragment >= 0 {
		end = fragment
	}
	query := strings.IndexByte(text[:end], '?')
	pathEnd := end
	switch {
	case query >= 0:
		pathEnd = query
	case isForm(text[:end]) || strings.HasSuffix(key, "query") && isPair(text[:end]):
		query, pathEnd = -1, 0
		r.pairs(p, &w, 0, end, codec.Query)
	}
	if pathEnd > 0 {
		start := authorityStart(text[:pathEnd])
		if w.seen, w.calm = r.calm(p, key, text[start:], pathEnd-start); !w.calm {
			start = r.authority(p, key, &w, start, pathEnd)
			r.path(p, key, &w, start, pathEnd)
		}
	}
	if query >= 0 {
		r.pairs(p, &w, query+1, end, codec.Query)
	}
	if fragment >= 0 {
		r.pairs(p, &w, fragment+1, len(text), codec.Query)
	}
	return r.entities(p, key, w.String(), codec.Query)
}

// authorityStart is where the authority of the URL text begins; zero if it has none.
func authorityStart(text string) int {
	start := strings.Index(text, "//")
	if start < 0 || strings.IndexByte(text[:start], '/') >= 0 || start > 0 && text[start-1] != ':' {
		return 0
	}
	return start + len("//")
}

// authority rewrites the authority of the URL w.src[:end], which begins at start, and returns the offset of the path.
func (r *Scrubber) authority(p *Pass, key string, w *rewriter, start, end int) int {
	if start == 0 {
		return 0
	}
	stop := authorityEnd(w.src[:end], start)
	for from := start; ; {
		u, next, ok := nextUserinfo(w.src, from, stop)
		if !ok {
			break
		}
		w.replace(u.start, u.end, r.userinfo(p, key, w.src[u.start:u.end]))
		start, from = u.end, next
	}
	// The properties of JDBC follow the host after a semicolon: they are pairs of the path.
	stop = start + indexFrom(w.src[start:stop], 0, ';')
	w.replace(start, stop, r.part(p, key, w.src[start:stop], escapeHost))
	return stop
}

// userinfo returns the safe form of what stands before the @ of an authority. The semantic conventions ask for both
// user name and password to be redacted.
func (r *Scrubber) userinfo(p *Pass, key, text string) string {
	decoded := codec.Unescape(text, false)
	if isCredential(decoded) {
		f := Finding{Detector: urlCredentialsDetector.name}
		return codec.Userinfo(p.replace(f, decoded))
	}
	if safe := r.inner(p, key, decoded); safe != decoded {
		return codec.Userinfo(safe)
	}
	return text
}

// escapeHost writes a placeholder with the characters of a host name; pseudonyms stay what they are.
func escapeHost(s string) string {
	if !isWhole(s) {
		return s
	}
	return strings.NewReplacer(placeholderStart, "redacted-", "_", "-", "]", "").Replace(s)
}

// path rewrites a path, its matrix parameters (;name=value) as members.
func (r *Scrubber) path(p *Pass, key string, w *rewriter, start, end int) {
	from := start
	for i := start; i < end; i++ {
		if w.src[i] != ';' {
			continue
		}
		stop := i + 1
		for stop < end && w.src[stop] != ';' && w.src[stop] != '/' {
			stop++
		}
		if !isPair(w.src[i+1 : stop]) {
			continue
		}
		w.replace(from, i, r.segments(p, key, w.src[from:i]))
		r.pair(p, w, i+1, stop, codec.Path)
		from, i = stop, stop-1
	}
	w.replace(from, end, r.segments(p, key, w.src[from:end]))
}

// minTokenSegment is the length from which a path segment may be a secret that its detector knows only standing alone.
const minTokenSegment = 16

// segments scrubs a path as a whole, then its long segments one by one.
func (r *Scrubber) segments(p *Pass, key, text string) string {
	text = r.part(p, key, text, codec.Path)
	w := rewriter{src: text}
	for start := 0; start < len(text); {
		end := indexFrom(text, start, '/')
		if end-start >= minTokenSegment && end-start < len(text) {
			w.replace(start, end, r.part(p, key, text[start:end], codec.Path))
		}
		start = end + 1
	}
	return w.String()
}

// isURL reports whether text starts with a scheme and an authority: https://, jdbc:mysql://.
func isURL(text string) bool {
	const longestScheme = 32
	i := strings.Index(text[:min(len(text), longestScheme)], "://")
	if i <= 0 {
		return false
	}
	for _, c := range []byte(text[:i]) {
		if !isTokenByte(c) && c != '+' && c != '.' && c != ':' {
			return false
		}
	}
	return true
}
