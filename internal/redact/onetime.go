package redact

import "strings"

// oneTimeDetector finds the short codes that a person types to prove who they are: those sent for one login, the verification
// code of a card, a PIN. They are digits only, so a word beside them must say what they are.
var oneTimeDetector = &detector{name: "secret", find: findOneTime, literals: append(codeNames(
	"one-time", "one time", "one_time", "onetime", "confirmation", "access", "activation", "verification", "security",
	"login", "mfa", "2fa", "unlock", "recovery", "backup"),
	"otp", "cvv", "cvc", "reset code", "one-time pass", "one-time pin", "one time pass",
	"pin is ", "pin: ", "pin=", "pin'", "pin\"", "pin code", "pin_code", "pincode", "atm pin", "atm_pin", "card pin", "card_pin", "sim pin",
	"sim_pin", "puk", "totp",
)}

// codeNames are the names of codes for each of these purposes, as prose and programs write them.
func codeNames(purposes ...string) (names []string) {
	for _, purpose := range purposes {
		for _, between := range []string{" ", "_", "-", ""} {
			names = append(names, purpose+between+"code")
		}
	}
	return names
}

// phraseDetector finds the words that restore a wallet (BIP 39), by the name of the phrase.
var phraseDetector = &detector{
	name:     "secret",
	literals: []string{"mnemonic", "seed phrase", "recovery phrase", "backup phrase", "secret phrase"},
	find:     findPhrase,
}

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
	v, ok := codeAfter(text, at)
	if !ok {
		return
	}
	least, most := minCode, maxCode
	switch {
	case hasPrefixFold(text[at:], "cv"): // CVV, CVC
		least, most = minCVV, maxCVV
	case text[at]|0x20 == 's': // security code
		least = minCVV
	}
	stop := v.start
	for stop < len(text) && isDigit(text[stop]) {
		stop++
	}
	if n := stop - v.start; n < least || n > most || v.sep == bySpace && n != len("123456") { // "OTP 26"
		return
	}
	if !isMeasure(text, stop) {
		w.addCode(v.start, stop)
	}
}

// codeAfter returns what follows the name of a code at at.
func codeAfter(text string, at int) (v value, ok bool) {
	n := name{start: at, end: at}
	for i := at; i < len(text) && i-at < maxName && (isLetter(text[i]) || strings.IndexByte(" _-2", text[i]) >= 0) && !hasPrefixFold(text[i:], " is"); i++ {
		if text[i] != ' ' {
			n.end = i + 1
		}
	}
	n.kwEnd = n.end
	for _, verb := range []string{" is: ", " is "} {
		if hasPrefixFold(text[n.end:], verb) {
			return value{start: skipBlank(text, n.end+len(verb)), sep: byColon}, true
		}
	}
	const farthest = 64 // bytes: more need not be read for a few digits
	return valueAfter(text[:min(len(text), n.end+farthest)], &n)
}

// isMeasure reports whether the digits that end at end are no code but a version, a date, or a number with its unit.
func isMeasure(text string, end int) bool {
	if end == len(text) {
		return false
	}
	if wordByte(text[end]) || strings.IndexByte(".-:/", text[end]) >= 0 && end+1 < len(text) && isDigit(text[end+1]) {
		return true
	}
	rest := strings.TrimPrefix(text[skipBlank(text, end):], "m")
	return strings.HasPrefix(rest, "s") && (len(rest) == 1 || strings.IndexByte(" ,.;)]", rest[1]) >= 0) // 1200 ms
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
