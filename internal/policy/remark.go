package policy

import (
	"slices"
	"unicode"
)

// Validators tell what is wrong with a field under its name: {"errors": {"password": ["is too short (minimum is 8 characters)"]}}.

// errorWords stand in a key above the fields that something is wrong with.
var errorWords = words(`error errors violation violations`)

// tellsErrors tells whether key is that of such a field.
func tellsErrors(key string) bool {
	ws := splitWords(key)
	return len(ws) > 1 && slices.ContainsFunc(ws[:len(ws)-1], func(w string) bool { return errorWords[w] })
}

// isRemark tells whether text is a sentence of three words or more, and quotes nothing: letters, small numbers and the marks
// between them.
func isRemark(text string) bool {
	const fewest, mostDigits = 3, 3
	words, digits, inWord := 0, 0, false
	runes := []rune(text)
	for i, r := range runes {
		switch {
		case unicode.IsDigit(r):
			if digits++; digits > mostDigits || inWord {
				return false
			}
			continue
		case unicode.IsLetter(r), r == '\'' && inWord && i+1 < len(runes) && unicode.IsLetter(runes[i+1]):
			if digits > 0 {
				return false // a mix of both is no word
			}
			if !inWord {
				words++
			}
			inWord = true
			continue
		case r == ' ', r == '.', r == ',', r == ';', r == ':', r == '(', r == ')', r == '-', r == '!':
			inWord = false
		default:
			return false
		}
		digits = 0
	}
	return words >= fewest
}
