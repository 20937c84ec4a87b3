package redact

import "unicode/utf8"

// runeStart returns where the rune starts that text[at] belongs to: the look for a value may end within one.
func runeStart(text string, at int) int {
	if at == len(text) || utf8.RuneStart(text[at]) {
		return at
	}
	for i := at - 1; i >= 0 && i > at-utf8.UTFMax; i-- {
		if !utf8.RuneStart(text[i]) {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); i+size > at {
			return i
		}
		break
	}
	return at
}

// runeEnd returns the end of the rune that at lies within, or at.
func runeEnd(text string, at int) int {
	if i := runeStart(text, at); i < at {
		_, size := utf8.DecodeRuneInString(text[i:])
		return i + size
	}
	return at
}
