package redact

import "strings"

// IsMask reports whether text stands where something was taken out before it came to us: the REDACTED of the semantic
// conventions for URLs, the marks of other tools. There is nothing left to hide in it.
func IsMask(text string) bool {
	const fewest = 3 // asterisks
	if strings.HasPrefix(text, "%5B") && strings.HasSuffix(text, "%5D") {
		text = "[" + text[len("%5B"):len(text)-len("%5D")] + "]"
	}
	return maskWords.has(text) || len(text) >= fewest && strings.Trim(text, "*") == "" || text == goMask
}

// goMask is what net/url writes for a password.
const goMask = "xxxxx"

var maskWords = words(`redacted [redacted] <redacted> {redacted} (redacted) filtered [filtered] <filtered>
	masked [masked] <masked> removed [removed]`)
