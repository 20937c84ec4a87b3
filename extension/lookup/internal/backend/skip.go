package backend

import "bytes"

// skipValue returns the index after the JSON value that starts at i. It knows
// where values end and no more: whether they are valid, the decoder tells.
func skipValue(in []byte, i int) (int, bool) {
	if i >= len(in) {
		return i, false
	}
	switch in[i] {
	case '"':
		return skipString(in, i)
	case '{', '[':
		return skipNested(in, i)
	}
	end := bytes.IndexAny(in[i:], ",]} \t\r\n")
	if end <= 0 {
		return i, false
	}
	return i + end, true
}

// skipNested counts brackets outside strings, so its depth has no bound to hit.
func skipNested(in []byte, i int) (int, bool) {
	for depth := 0; i < len(in); i++ {
		switch in[i] {
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		case '"':
			end, ok := skipString(in, i)
			if !ok {
				return i, false
			}
			i = end - 1
		}
	}
	return i, false
}

// skipString returns the index after the string that starts at i.
func skipString(in []byte, i int) (int, bool) {
	if i >= len(in) || in[i] != '"' {
		return i, false
	}
	for at := i + 1; ; {
		n := bytes.IndexByte(in[at:], '"')
		if n < 0 {
			return i, false
		}
		at += n
		slashes := 0
		for in[at-1-slashes] == '\\' {
			slashes++
		}
		at++
		if slashes%2 == 0 {
			return at, true
		}
	}
}

func skipSpace(in []byte, i int) int {
	for i < len(in) && (in[i] == ' ' || in[i] == '\t' || in[i] == '\r' || in[i] == '\n') {
		i++
	}
	return i
}
