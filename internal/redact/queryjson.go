package redact

// maskJSON replaces the values of a JSON query (MongoDB, Elasticsearch) by "?"; names, true, false and null stay.
func maskJSON(text string) string {
	w := rewriter{src: text}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			end := stringEnd(text, i)
			next := skipSpace(text, end)
			if next >= len(text) || text[next] != ':' {
				w.replace(i, end, `"?"`)
			}
			i = end
		case c == '-' || isDigit(c):
			end := jsonNumberEnd(text, i)
			w.replace(i, end, `"?"`)
			i = end
		default:
			i++
		}
	}
	return w.String()
}
