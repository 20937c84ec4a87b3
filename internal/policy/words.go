package policy

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxWords bounds the work on a hostile key; what a key is shows in its last words.
const maxWords = 64

// What fits without asking for memory that most keys do not need.
const (
	usualWords  = 8
	maxShortKey = 64 // characters
)

// splitWords splits an attribute key into its words, in lower case: at every
// character that is neither letter nor digit, and in camelCase, where a run of
// capitals is one word ("userID", "APIKey"). Full-width letters count as ASCII,
// invisible characters as nothing, and words of digits alone (the index of a
// list) are left out. Of very long keys it returns the last words.
func splitWords(key string) []string {
	var short [maxShortKey]rune
	return wordsIn(foldRunes(short[:0], key), key)
}

// wordsIn is splitWords for the characters of key that count.
func wordsIn(runes []rune, key string) []string {
	lower, start := "", 0
	if len(runes) == len(key) && utf8.ValidString(key) { // of ASCII: each character is a byte
		lower = strings.ToLower(key)
	}
	words := make([]string, 0, usualWords)
	flush := func(end int) {
		switch w := runes[start:end]; {
		case len(w) == 0 || allDigits(w):
		case lower != "":
			words = append(words, lower[start:end])
		default:
			words = append(words, strings.ToLower(string(w)))
		}
	}
	for i, r := range runes {
		switch {
		case !isInWord(r):
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

// lastWord is the last one of the words that wordsIn returns, before it is in lower
// case; empty if there is none.
func lastWord(runes []rune) []rune {
	for end := len(runes); end > 0; end-- {
		start := end
		for start > 0 && isInWord(runes[start-1]) {
			start--
			if start+1 < end && camelBoundary(runes, start+1) {
				return runes[start+1 : end]
			}
		}
		if word := runes[start:end]; !allDigits(word) {
			return word
		}
		end = max(start, 1)
	}
	return nil
}

func isInWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

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

// foldRunes appends the characters of key that count, full-width ones as ASCII.
func foldRunes(runes []rune, key string) []rune {
	for _, r := range key {
		switch {
		case r >= utf8.RuneSelf && unicode.Is(unicode.Cf, r):
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
