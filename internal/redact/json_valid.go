package redact

import "strings"

// validJSON reports whether text is one or more JSON values with nothing but white space between them, nested no deeper
// than maxJSONDepth. Unlike encoding/json it needs no copy of the text.
func validJSON(text string) bool {
	i := skipSpace(text, 0)
	for i < len(text) {
		if i = jsonValueEnd(text, i, maxJSONDepth); i < 0 {
			return false
		}
		i = skipSpace(text, i)
	}
	return true
}

// jsonValueEnd returns the offset after the JSON value at s[i], or -1 if there is none.
func jsonValueEnd(s string, i, depth int) int {
	if i >= len(s) {
		return -1
	}
	switch c := s[i]; {
	case c == '{' || c == '[':
		if depth == 0 {
			return -1
		}
		return jsonListEnd(s, i, depth-1)
	case c == '"':
		return jsonStringEnd(s, i)
	case c == '-' || isDigit(c):
		return jsonNumberEnd(s, i)
	}
	for _, word := range []string{"true", "false", "null"} {
		if strings.HasPrefix(s[i:], word) {
			return i + len(word)
		}
	}
	return -1
}

// jsonListEnd returns the end of an object or array.
func jsonListEnd(s string, i, depth int) int {
	object := s[i] == '{'
	closing := byte(']')
	if object {
		closing = '}'
	}
	i = skipSpace(s, i+1)
	if i < len(s) && s[i] == closing {
		return i + 1
	}
	for {
		if object {
			if i >= len(s) || s[i] != '"' {
				return -1
			}
			if i = jsonStringEnd(s, i); i < 0 {
				return -1
			}
			if i = skipSpace(s, i); i >= len(s) || s[i] != ':' {
				return -1
			}
			i = skipSpace(s, i+1)
		}
		if i = jsonValueEnd(s, i, depth); i < 0 {
			return -1
		}
		i = skipSpace(s, i)
		switch {
		case i >= len(s):
			return -1
		case s[i] == closing:
			return i + 1
		case s[i] != ',':
			return -1
		}
		i = skipSpace(s, i+1)
	}
}

func jsonStringEnd(s string, i int) int {
	for i++; i < len(s); i++ {
		switch s[i] {
		case '"':
			return i + 1
		case '\\':
			i++
			if i == len(s) {
				return -1
			}
			if s[i] == 'u' {
				const size = 4
				if i+size >= len(s) || !isHexAll(s[i+1:i+1+size]) {
					return -1
				}
			} else if strings.IndexByte(`"\/bfnrt`, s[i]) < 0 {
				return -1
			}
		}
		// Control characters are not allowed, but loggers write them, and nothing is lost by reading on.
	}
	return -1
}

func jsonNumberEnd(s string, i int) int {
	if s[i] == '-' {
		i++
	}
	digits := func() bool {
		start := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		return i > start
	}
	if !digits() {
		return -1
	}
	if i < len(s) && s[i] == '.' {
		i++
		if !digits() {
			return -1
		}
	}
	if i < len(s) && (s[i] == 'e' || s[i] == 'E') {
		i++
		if i < len(s) && (s[i] == '+' || s[i] == '-') {
			i++
		}
		if !digits() {
			return -1
		}
	}
	return i
}
