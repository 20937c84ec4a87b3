package redact

// What a word looks like, be it of a language or of a program; random.go tells those that are neither.

func digitsOnly(s string) bool   { return every(s, isDigit) }
func isHexAll(s string) bool     { return every(s, isHex) }
func isLetters(s string) bool    { return every(s, isLetter) }
func alphanumeric(s string) bool { return every(s, isWord) }
func hasDigit(s string) bool     { return holdsClass(s, classDigit) }

// alphanumerics is how many letters and digits s holds.
func alphanumerics(s string) int {
	n := 0
	for i := range len(s) {
		if isWord(s[i]) {
			n++
		}
	}
	return n
}

// singleWord reports whether s is letters of one case only: a word, not a random token.
func singleWord(s string) bool {
	lower, upper := false, false
	for i := range len(s) {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z':
			lower = true
		case 'A' <= c && c <= 'Z':
			upper = true
		default:
			return false
		}
	}
	return lower != upper
}

// identifier reports whether s is a name of a program: letters, digits, underscores, dots.
func identifier(s string) bool {
	if s == "" || isDigit(s[0]) {
		return false
	}
	for i := range len(s) {
		if !wordByte(s[i]) && s[i] != '.' && s[i] != '-' {
			return false
		}
	}
	return true
}

// camelCase reports whether s is the name of something in a program: letters, in words of four or more.
func camelCase(s string) bool {
	const shortest = 4
	humps := 1
	for i := range len(s) {
		if !isLetter(s[i]) || i > 1 && isCapital(rune(s[i])) && isCapital(rune(s[i-1])) {
			return false
		}
		if i > 0 && isCapital(rune(s[i])) {
			humps++
		}
	}
	return humps > 1 && humps*shortest <= len(s)
}

// mixed reports whether s holds letters and digits.
func mixed(s string) bool {
	letters, digits := false, false
	for i := range len(s) {
		letters = letters || isLetter(s[i])
		digits = digits || isDigit(s[i])
	}
	return letters && digits
}

// wordy reports whether s is words with marks between, as the name of a page is: how-to-reset-it.
func wordy(s string) bool {
	const longestWord = 6 // as an average
	return (len(s)-alphanumerics(s))*longestWord > len(s)
}
