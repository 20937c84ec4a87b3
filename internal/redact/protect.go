package redact

import "strings"

// maxProtected bounds the tokens that protectedToken looks at.
const maxProtected = 160

// protectedToken reports whether w.text[start:end] is, or is part of, a token that only looks random or like a number:
// a UUID, a digest, a trace or span ID, a traceparent, a time, a version, an image reference, a package URL. Detectors
// that judge by digits or entropy ask before they add a finding.
func (w *work) protectedToken(start, end int) bool {
	text := w.text
	for start > 0 && end-start < maxProtected && isTokenByte(text[start-1]) {
		start--
	}
	for end < len(text) && end-start < maxProtected && isTokenByte(text[end]) {
		end++
	}
	token := text[start:end]
	return isUUID(token) || isDigest(token) || isTraceParent(token) || isEpoch(token) ||
		isDigestReference(text[:start]) || isPackage(text, start)
}

// isUUID reports whether s has the form of RFC 9562 section 4.
func isUUID(s string) bool {
	const size = 36
	if len(s) != size {
		return false
	}
	for i := range size {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !isHex(s[i]) {
				return false
			}
		}
	}
	return true
}

// isDigest reports whether s is hex of the size of a span ID, a trace ID or MD5, SHA-1, SHA-224, 256, 384, 512. Digits
// alone are a number.
func isDigest(s string) bool {
	switch len(s) {
	case 16, 32, 40, 56, 64, 96, 128:
	default:
		return false
	}
	letters := 0
	for i := 0; i < len(s); i++ {
		if !isHex(s[i]) {
			return false
		}
		if !isDigit(s[i]) {
			letters++
		}
	}
	return letters > 0
}

// isTraceParent reports whether s is a W3C traceparent: version, trace ID, parent ID, flags.
func isTraceParent(s string) bool {
	return len(s) == 55 && s[2] == '-' && s[35] == '-' && s[52] == '-' && isHexAll(s[3:35]) && isHexAll(s[36:52])
}

// isEpoch reports whether s is a time after 2001 and before 2033 in seconds, or its thousandths, millionths or
// billionths. No card starts with 1 at these lengths.
func isEpoch(s string) bool {
	switch len(s) {
	case 10, 13, 16, 19:
		return s[0] == '1' && digitsOnly(s)
	}
	return false
}

// isDigestReference reports whether what stands before a token says that it is a digest: sha256:, @sha1-.
func isDigestReference(before string) bool {
	if before == "" || before[len(before)-1] != ':' {
		return false
	}
	before = before[:len(before)-1]
	for _, name := range digestNames {
		if n := len(before) - len(name); n >= 0 && equalFold(before[n:], name) {
			return true
		}
	}
	return false
}

// digestNames stand before a digest; h1 is that of the checksums of Go modules.
var digestNames = []string{"sha256", "sha512", "sha384", "sha1", "md5", "blake3", "h1", "hmac-sha256", "hmac-sha512"}

// isDigestName reports whether s begins with the name of a digest and a mark: sha256:0f1e..., sha512-...
func isDigestName(s string) bool {
	for _, name := range digestNames {
		if hasPrefixFold(s, name) && len(s) > len(name) && (s[len(name)] == ':' || s[len(name)] == '-') {
			return true
		}
	}
	return false
}

// isPackage reports whether a token at start lies in a package URL, pkg:type/name@version.
func isPackage(text string, start int) bool {
	from := start
	for from > 0 && start-from < maxProtected && entries[text[from-1]]&(classSpace|classQuote) == 0 {
		from--
	}
	return strings.HasPrefix(text[from:], "pkg:")
}
