package redact

import "strings"

// oneTimeDetector finds the short codes that a person types to prove who they are: those sent for one login, the verification
// code of a card, a PIN. They are digits only, so a word beside them must say what they are.
var oneTimeDetector = &detector{name: "secret", literals: []string{
	"otp", "cvv", "cvc", "one-time code", "one-time pass", "one-time pin", "one time code", "one time pass", "confirmation code", "reset code", "access code", "activation code", "verification code", "security code", "login code", "mfa code", "mfa_code", "2fa code", "2fa_code",
	"pin is ", "pin code", "pin_code", "pin: ", "totp",
}, find: findOneTime}

// phraseDetector finds the words that restore a wallet (BIP 39), by the name of the phrase.
var phraseDetector = &detector{name: "secret", literals: []string{"mnemonic", "seed phrase", "recovery phrase", "backup phrase", "secret phrase"}, find: findPhrase}

const (
	minCode, maxCode = 4, 8
	minCVV, maxCVV   = 3, 4
)

func findOneTime(w *work, at int) {
	text := w.text
	if !boundaryBefore(text, at) || at > 0 && isDigit(text[at-1]) || !w.spend(at, costName+costValue) {
		return
	}
	if start, end := codeBefore(text, at); start < end {
		w.addCode(start, end)
		return
	}
	least, most := minCode, maxCode
	switch {
	case hasPrefixFold(text[at:], "cv"): // CVV, CVC
		least, most = minCVV, maxCVV
	case text[at]|0x20 == 's': // security code
		least = minCVV
	}
	end := at
	for end < len(text) && end-at < maxName && (isLetter(text[end]) || strings.IndexByte(" _-2", text[end]) >= 0) && !hasPrefixFold(text[end:], " is") {
		end++
	}
	p := skipAny(text, end, "\\\"'", 4)
	p = skipAny(text, p, " \t", 2)
	operator := false
	switch {
	case hasPrefixFold(text[p:], "is: "), hasPrefixFold(text[p:], "is "):
		operator, p = true, p+len("is ")
	case p < len(text) && (text[p] == ':' || text[p] == '='):
		operator, p = true, p+1
	}
	p = skipWrappers(text, skipBlank(text, p))
	p = skipAny(text, p, " \\\"'", 4)
	stop := p
	for stop < len(text) && isDigit(text[stop]) {
		stop++
	}
	if !operator && stop-p != len("123456") || stop-p < least || stop-p > most {
		return // "OTP 26"
	}
	if stop < len(text) && (wordByte(text[stop]) || strings.IndexByte(".-:/", text[stop]) >= 0 && stop+1 < len(text) && isDigit(text[stop+1])) {
		return // a version, a date
	}
	if unit := skipBlank(text, stop); strings.HasPrefix(text[unit:], "ms") || strings.HasPrefix(text[unit:], "s ") || text[p-1] != ' ' && !operator {
		return
	}
	w.addCode(p, stop)
}

func (w *work) addCode(start, end int) {
	if w.spend(start, costAdd) {
		w.add(start, end, "one-time")
	}
}

// codeBefore returns the code of a sentence that begins with it: "123456 is your login code", "Use 123456 as your login code".
func codeBefore(text string, at int) (start, end int) {
	const farthest = 40
	from := max(0, at-farthest)
	before := text[from:at]
	i := strings.LastIndex(before, " your ")
	if i < 0 || !strings.HasSuffix(before[:i], " is") && !strings.HasSuffix(before[:i], " as") {
		return 0, 0
	}
	end = from + i - len(" is")
	for start = end; start > 0 && isDigit(text[start-1]) && end-start <= maxCode; {
		start--
	}
	if n := end - start; n < minCode || n > maxCode || start > 0 && wordByte(text[start-1]) {
		return 0, 0
	}
	return start, end
}

// findPhrase masks twelve words or more behind the name of the phrase.
func findPhrase(w *work, at int) {
	const fewest, most, shortest, longest = 12, 24, 3, 8
	text := w.text
	p := at
	for p < len(text) && p-at < maxName && (isLetter(text[p]) || strings.IndexByte(" _", text[p]) >= 0) && !hasPrefixFold(text[p:], " is ") {
		p++
	}
	if hasPrefixFold(text[p:], " is ") {
		p += len(" is ")
	}
	p = skipAny(text, p, " :=\\\"'", 8)
	start, end := p, p
	words := 0
	for words < most && w.spend(p, costLook) {
		stop := p
		for stop < len(text) && stop-p <= longest && text[stop] >= 'a' && text[stop] <= 'z' {
			stop++
		}
		if n := stop - p; n < shortest || n > longest {
			break
		}
		words++
		end = stop
		if stop == len(text) || text[stop] != ' ' && text[stop] != ',' {
			break
		}
		p = skipAny(text, stop, ", ", 2)
	}
	if words >= fewest && w.spend(at, costAdd) {
		w.add(start, end, "phrase")
	}
}
