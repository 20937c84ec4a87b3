package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// maxBaggage is the size that every propagator must accept (W3C Baggage section 3.3.2).
const maxBaggage = 8192

// baggage is one round of [Scrubber.Baggage].
func (r *Scrubber) baggage(p *Pass, key, text string) string {
	if len(text) < minSensitive {
		return text
	}
	if strings.IndexByte(text, '=') < 0 {
		return r.part(p, key, text, codec.Octets)
	}
	w := rewriter{src: text}
	for start := 0; start < len(text); {
		end := indexFrom(text, start, ',')
		for from := start; from < end; {
			to := from
			for to < end && text[to] != ';' {
				to++
			}
			r.baggagePair(p, &w, from, to)
			from = to + 1
		}
		start = end + 1
	}
	safe := r.entities(p, key, w.String(), codec.Octets)
	for len(safe) > maxBaggage && len(text) <= maxBaggage {
		safe = safe[:max(0, strings.LastIndexByte(safe, ','))]
	}
	return safe
}

// baggagePair rewrites key=value or a lone key, with white space around each.
func (r *Scrubber) baggagePair(p *Pass, w *rewriter, start, end int) {
	start, end = trimSpace(w.src, start, end)
	eq := strings.IndexByte(w.src[start:end], '=')
	nameEnd := end
	if eq >= 0 {
		_, nameEnd = trimSpace(w.src, start, start+eq)
	}
	name := w.src[start:nameEnd]
	decodedName := codec.Unescape(name, false)
	if safe := r.name(p, decodedName); safe != decodedName {
		w.replace(start, nameEnd, codec.Userinfo(safe))
	}
	if eq < 0 {
		return
	}
	from, to := trimSpace(w.src, start+eq+1, end)
	value := codec.Unescape(w.src[from:to], false)
	if value == "" {
		return
	}
	if safe := r.member(p, decodedName, value); safe != value {
		w.replace(from, to, codec.Octets(safe))
	}
}
