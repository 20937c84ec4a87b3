package redact

// Kinds of bytes. Letters and digits are those of ASCII.

func isLetter(c byte) bool { return entries[c]&classLetter != 0 }
func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isHex(c byte) bool    { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }
func isQuote(c byte) bool  { return c == '"' || c == '\'' || c == '`' }

// isWord reports whether c is a letter or digit.
func isWord(c byte) bool { return entries[c]&classWord != 0 }

// wordByte reports whether c is a word character of regular expressions.
func wordByte(c byte) bool { return entries[c]&(classWord|classUnderscore) != 0 }

// isTokenByte reports whether c may stand in an identifier, or in base64 that is made for URLs.
func isTokenByte(c byte) bool { return entries[c]&(classWord|classUnderscore|classHyphen) != 0 }

// nameByte reports whether c may stand in a name.
func nameByte(c byte) bool { return entries[c]&className != 0 }

// joint reports whether c joins the words of a name.
func joint(c byte) bool { return c == '_' || c == '-' || c == '.' }

// isBase64 reports whether c may stand in base64 of either alphabet, but for padding.
func isBase64(c byte) bool { return entries[c]&classBase64 != 0 }

// secretByte reports whether c is one of the characters that random tokens are made of.
func secretByte(c byte) bool { return entries[c]&classSecret != 0 }

// pemByte reports whether c may stand in the body of a PEM block, its line ends escaped or not.
func pemByte(c byte) bool { return entries[c]&classPEM != 0 }

// isCapital and isSmall take a rune, as package strings wants it.
func isCapital(r rune) bool { return 'A' <= r && r <= 'Z' }
func isSmall(r rune) bool   { return 'a' <= r && r <= 'z' }

// every reports whether all bytes of s are of a kind.
func every(s string, is func(c byte) bool) bool {
	for i := range len(s) {
		if !is(s[i]) {
			return false
		}
	}
	return true
}

// holdsClass reports whether s holds a byte of one of these classes.
func holdsClass(s string, classes class) bool {
	for i := range len(s) {
		if entries[s[i]]&classes != 0 {
			return true
		}
	}
	return false
}
