package redact

// maskJSON replaces the values of a JSON query (MongoDB, Elasticsearch) by "?"; names, true, false and null stay, and the
// name of the collection that a command is about.
func maskJSON(text string) string {
	w := rewriter{src: text}
	keep := false
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case c == '"':
			end := stringEnd(text, i)
			next := skipSpace(text, end)
			switch {
			case next < len(text) && text[next] == ':':
				keep = namesCollection(text[i+1 : end-1])
			case !keep || !isPlainName(text[i+1:end-1]):
				w.replace(i, end, `"?"`)
			}
			i = end
		case c == '-' || isDigit(c):
			end := jsonNumberEnd(text, i)
			w.replace(i, end, `"?"`)
			i = end
		default:
			keep = keep && c != '{' && c != '['
			i++
		}
	}
	return w.String()
}

// namesCollection reports whether the value of this member of a MongoDB command is the name of a collection or database.
func namesCollection(name string) bool {
	switch name {
	case "find", "aggregate", "insert", "update", "delete", "count", "distinct", "findAndModify", "getMore", "collection", "$db":
		return true
	}
	return false
}
