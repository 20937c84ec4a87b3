// Package checksum has the check digits that more than one kind of number is told by.
package checksum

// Luhn reports whether the digits of s, whatever stands between them, pass the check of payment cards and many identity
// numbers (ISO/IEC 7812-1 annex B). One digit is no number.
func Luhn[Text string | []byte](s Text) bool {
	const doubled = "0246813579" // of each digit, the sum of the digits
	sum, n := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		c := s[i]
		if c < '0' || c > '9' {
			continue
		}
		if n++; n%2 == 0 {
			c = doubled[c-'0']
		}
		sum += int(c - '0')
	}
	const fewest = 2
	return n >= fewest && sum%10 == 0
}

// Mod97 reports whether the letters and digits of s, whatever stands between them, pass the check of IBANs: ISO 7064
// MOD 97-10, after the first four of them moved to the end.
func Mod97(s string) bool {
	const head, longest = 4, 34 // an IBAN's
	compact := make([]byte, 0, longest)
	for i := range len(s) {
		if isDigit(s[i]) || isLetter(s[i]) {
			compact = append(compact, s[i])
		}
	}
	if len(compact) <= head {
		return false
	}
	rest := 0
	for i := range compact {
		if c := compact[(i+head)%len(compact)]; isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c|0x20-'a') + 10) % 97
		}
	}
	return rest == 1
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
