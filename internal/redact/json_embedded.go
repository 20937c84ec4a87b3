package redact

import "strings"

const (
	mostVain      = 8 // braces of one text that begin no object, but look as if they did
	minEmbedded   = len(`{"a":1}`)
	embeddedParts = classBrace | classQuote | classColon
)

// embedded returns text with the JSON objects in it made safe as [Scrubber.json] does it: log lines have them behind a
// time and a level. Their members are judged by name there, too.
func (r *Scrubber) embedded(p *Pass, key, text string) string {
	w := rewriter{src: text}
	for at, vain := 0, 0; vain < mostVain; {
		i := strings.IndexByte(text[at:], '{')
		if i < 0 {
			break
		}
		start := at + i
		at = start + 1
		if first := skipSpace(text, at); first == len(text) || text[first] != '"' {
			continue // no object: it costs no more than a byte
		}
		end := jsonValueEnd(text, start, maxJSONDepth)
		if end < 0 || end-start < minEmbedded {
			vain++
			continue
		}
		if safe, ok := r.json(p, key, text[start:end]); ok {
			w.replace(start, end, safe)
		}
		at = end
	}
	return w.String()
}
