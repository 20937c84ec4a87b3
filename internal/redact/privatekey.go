package redact

import "strings"

// privateKeyDetector finds private keys: PEM blocks of every kind (RFC 7468), whole, cut off, on one line, with escaped
// line ends or indented, and the bodies of PuTTY files. It masks the body and leaves the lines that say what it was.
var privateKeyDetector = &detector{
	name:     "private_key",
	literals: []string{"-----begin", "---- begin ssh2", "private-lines:"},
	find:     findPrivateKey,
}

// keyBodies find the body of a private key whose first line is missing, by how such keys begin.
var keyBodies = []shape{
	{"pkcs-private-key", `\b((?:MII[A-Za-z0-9+/]{2}[AQgw]IBA[AD]|MHcCAQEE|MIGHAgEAM|MIGTAgEAM|MC4CAQAwBQYDK2Vw|b3BlbnNzaC1rZXktdjE)[A-Za-z0-9+/=\s\\]{24,})`, 0},
}

// Bounds of a PEM block.
const (
	maxPEMLabel = 96
	maxPEMBody  = 1 << 16
	leastBody   = 24 // characters that a body without an end must have
)

func findPrivateKey(w *work, at int) {
	w.looksFar()
	if w.covered(at) || !w.spend(at, costName+costAdd) {
		return
	}
	text := w.text
	if text[at] != '-' {
		findPuTTY(w, at)
		return
	}
	start := keyBody(text, at)
	if start == 0 || !w.spend(at, start-at) {
		return
	}
	stop, until := keyBodyEnd(text, start)
	if until == 0 {
		return
	}
	w.secrets.until = until
	if !strings.HasPrefix(text[start:], placeholderStart) && !masked(strings.TrimSpace(text[start:stop])) {
		w.add(start, stop, "private-key")
	}
}

// keyBody is where the body of the private key begins whose first line begins at at, or 0 if that is of something else.
func keyBody(text string, at int) int {
	label := text[at:min(len(text), at+maxPEMLabel)]
	i := indexFold(label, "private key")
	if i < 0 { // in a form, a plus sign is a space
		i = indexFold(label, "private+key")
	}
	if i < 0 || strings.IndexByte(label[:i], '\n') >= 0 {
		return 0
	}
	start := at + i + len("private key")
	if hasPrefixFold(text[start:], " block") || hasPrefixFold(text[start:], "+block") {
		start += len(" block")
	}
	for start < len(text) && (text[start] == '-' || text[start] == ' ') {
		start++
	}
	return skipPEMHeaders(text, skipBreaks(text, start))
}

// keyBodyEnd returns where the body of a key ends that begins at start, and where the key does. It is 0 if this is no body.
func keyBodyEnd(text string, start int) (stop, until int) {
	body := text[start:min(len(text), start+maxPEMBody)]
	if i := strings.Index(body, "---"); i >= 0 { // the last line
		for stop = start + i; stop > start && spaceAt(text, stop); {
			stop--
		}
		return stop, labelEnd(text, start+i)
	}
	for stop = start; stop < start+len(body) && pemByte(text[stop]); {
		stop++
	}
	if stop-start < leastBody {
		return stop, 0
	}
	return stop, stop
}

// labelEnd is the end of the line "-----END PRIVATE KEY-----" at p, or p if it is none.
func labelEnd(text string, p int) int {
	label := text[p:min(len(text), p+maxPEMLabel)]
	end := indexFold(label, "key")
	if end < 0 || !hasPrefixFold(strings.TrimLeft(label, "-"), "end ") {
		return p
	}
	for end += p + len("key"); end < len(text) && text[end] == '-'; {
		end++
	}
	return end
}

// skipBreaks skips white space, also escaped: \n, \r, \\n.
func skipBreaks(text string, p int) int {
	for p < len(text) {
		switch {
		case text[p] <= ' ':
			p++
		case text[p] == '\\' && p+1 < len(text) && (text[p+1] == 'n' || text[p+1] == 'r' || text[p+1] == 't'):
			p += 2
		case text[p] == '\\' && p+1 < len(text) && text[p+1] == '\\':
			p++
		default:
			return p
		}
	}
	return p
}

// spaceAt reports whether text[end-1] belongs to white space, also escaped.
func spaceAt(text string, end int) bool {
	c := text[end-1]
	return c <= ' ' || c == '\\' || (c == 'n' || c == 'r') && end > 1 && text[end-2] == '\\'
}

// skipPEMHeaders skips lines like "Proc-Type: 4,ENCRYPTED" (RFC 1421): they say how the body is encrypted, no more.
func skipPEMHeaders(text string, p int) int {
	for range 8 {
		q := p
		for q < len(text) && (isWord(text[q]) || text[q] == '-') && q-p < maxName {
			q++
		}
		if q == p || q+1 >= len(text) || text[q] != ':' || text[q+1] != ' ' {
			return p
		}
		end, limit := q, min(len(text), q+maxLine)
		for end < limit && text[end] != '\n' && text[end] != '\\' {
			end++
		}
		p = skipBreaks(text, end)
	}
	return p
}

// findPuTTY masks the lines after "Private-Lines: 14".
func findPuTTY(w *work, at int) {
	text := w.text
	start := at + len("private-lines:")
	for start < len(text) && (text[start] == ' ' || isDigit(text[start])) {
		start++
	}
	start = skipBreaks(text, start)
	stop := start
	for limit := min(len(text), start+maxPEMBody); stop < limit && pemByte(text[stop]) && !hasPrefixFold(text[stop:], "private-mac"); {
		stop++
	}
	for stop > start && text[stop-1] <= ' ' {
		stop--
	}
	if stop-start >= leastBody {
		w.secrets.until = stop
		w.add(start, stop, "putty-private-key")
	}
}
