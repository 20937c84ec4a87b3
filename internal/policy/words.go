package policy

import (
	"strings"
	"unicode"
)

// maxWords bounds the work on a hostile key; what a key is shows in its last words.
const maxWords = 64

// splitWords splits an attribute key into its words, in lower case: at every
// character that is neither letter nor digit, and in camelCase, where a run of
// capitals is one word ("userID", "APIKey"). Full-width letters count as ASCII,
// invisible characters as nothing, and words of digits alone (the index of a
// list) are left out. Of very long keys it returns the last words.
func splitWords(key string) []string {
	runes := foldRunes(key)
	var words []string
	start := 0
	flush := func(end int) {
		if w := runes[start:end]; len(w) > 0 && !allDigits(w) {
			words = append(words, strings.ToLower(string(w)))
		}
	}
	for i, r := range runes {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(i)
			start = i + 1
		case i > start && camelBoundary(runes, i):
			flush(i)
			start = i
		}
	}
	flush(len(runes))
	if len(words) > maxWords {
		words = words[len(words)-maxWords:]
	}
	return words
}

// camelBoundary tells whether a new word begins at runes[i], a letter or digit
// that follows another one.
func camelBoundary(runes []rune, i int) bool {
	if !unicode.IsUpper(runes[i]) {
		return false
	}
	if !unicode.IsUpper(runes[i-1]) {
		return true
	}
	// Inside a run of capitals: the last one begins a word if a small letter
	// follows ("APIKey"), unless that is the plural of an abbreviation ("userIDs").
	if i+1 >= len(runes) || !unicode.IsLower(runes[i+1]) {
		return false
	}
	plural := runes[i+1] == 's' && (i+2 >= len(runes) || !unicode.IsLetter(runes[i+2]))
	return !plural
}

// foldRunes returns the characters of key that count, full-width ones as ASCII.
func foldRunes(key string) []rune {
	runes := make([]rune, 0, len(key))
	for _, r := range key {
		switch {
		case unicode.Is(unicode.Cf, r):
			continue
		case r >= '！' && r <= '～':
			r -= '！' - '!'
		}
		runes = append(runes, r)
	}
	return runes
}

func allDigits(runes []rune) bool {
	for _, r := range runes {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}
