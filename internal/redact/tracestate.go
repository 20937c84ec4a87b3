package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// traceState is one round of [Scrubber.TraceState].
func (r *Scrubber) traceState(p *Pass, key, text string) string {
	if len(text) < minSensitive {
		return text
	}
	w := rewriter{src: text}
	for start := 0; start < len(text); {
		end := indexFrom(text, start, ',')
		from, to := trimSpace(text, start, end)
		eq := strings.IndexByte(text[from:to], '=')
		if eq < 0 || !isTraceStateKey(text[from:from+eq]) {
			w.replace(from, to, r.part(p, key, text[from:to], codec.TraceState))
		} else {
			name, value := text[from:from+eq], text[from+eq+1:to]
			w.replace(from+eq+1, to, r.traceStateValue(p, name, value))
		}
		start = end + 1
	}
	return r.entities(p, key, w.String(), codec.TraceState)
}

func (r *Scrubber) traceStateValue(p *Pass, name, value string) string {
	if value == "" {
		return value
	}
	if safe, ok := p.judge(name, value); ok {
		if safe == value {
			return value
		}
		return codec.TraceState(safe)
	}
	return r.part(p, name, value, codec.TraceState)
}

// isTraceStateKey follows W3C Trace Context Level 2, section 3.3.1.3.1: lower-case letters, digits and _-*/ after a
// letter or digit, with one @ for a tenant's part.
func isTraceStateKey(s string) bool {
	const longest = 256
	if s == "" || len(s) > longest {
		return false
	}
	tenants := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', isDigit(c):
		case c == '@' && i > 0:
			tenants++
		case i > 0 && strings.IndexByte("_-*/", c) >= 0:
		default:
			return false
		}
	}
	return tenants <= 1 && s[len(s)-1] != '@'
}
