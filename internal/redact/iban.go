package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/checksum"
)

// ibanDetector finds International Bank Account Numbers (ISO 13616): a country of the registry with its length, and the
// check digits of ISO 7064, in any case, together or in groups.
var ibanDetector = &detector{name: "iban", classes: classDigits8 | classLetter, ranged: true, find: findIBANs}

// ibanLengths are the countries of the SWIFT registry, the territories that use the number of another country, and the
// countries that use the form without having registered it.
const ibanLengths = `AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
	EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30
	KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29
	PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30
	AX18 BL27 GF27 GG22 GP27 IM22 JE22 MF27 MQ27 NC27 PF27 PM27 RE27 TF27 WF27 YT27
	AO25 BF28 BJ28 CF27 CG27 CI28 CM27 CV25 DZ26 GA27 GQ27 GW25 IR26 KM27 MA28 MG27 ML28 MZ25 NE28 SN28 TD27 TG28`

// digitsOnlyIBAN are the countries whose numbers hold nothing but digits, so that hexadecimal IDs are not taken for them.
const digitsOnlyIBAN = "AE AT AX BA BE BI CR CZ DE DK DZ EE EG ES FI FO GL HR HU IL IS LT LY MA ME MN MR NO PL PT RS SD SE SI SK SO ST TL TN VA XK"

var digitsOnlyCountries = words(strings.ToLower(digitsOnlyIBAN))

// alphabet is the number of letters.
const alphabet = 26

// ibanLength holds the length of a country's numbers under its two letters, 0 if it has none.
var ibanLength = func() (t [alphabet * alphabet]uint8) {
	for s := range strings.FieldsSeq(ibanLengths) {
		t[int(s[0]-'A')*alphabet+int(s[1]-'A')] = (s[2]-'0')*10 + s[3] - '0'
	}
	return t
}()

func findIBANs(w *work, _ int) {
	text := w.text
	const shortest = 15
	for i := w.from; i < w.to && i+shortest <= len(text); i++ {
		if !isDigit(text[i+3]) {
			i++ // it is no check digit of the next one either
			continue
		}
		if !isDigit(text[i+2]) || !isLetter(text[i]) || !isLetter(text[i+1]) || i > 0 && isWord(text[i-1]) && !hasSuffixFold(text[:i], "iban") {
			continue
		}
		length := int(ibanLength[int(text[i]|0x20-'a')*alphabet+int(text[i+1]|0x20-'a')])
		if length == 0 {
			continue
		}
		if !w.spend(i, costLook) {
			return
		}
		if end, ok := w.ibanAt(i, length); ok {
			if !w.spend(i, costAdd) {
				return
			}
			w.add(i, end, "iban")
			i = end - 1
		}
	}
}

// ibanAt reads length letters and digits from start on, in groups or not, and checks them.
func (w *work) ibanAt(start, length int) (end int, ok bool) {
	const longest = 34
	text := w.text
	var compact [longest]byte
	n := 0
	for end = start; end < len(text) && n < length; {
		if isWord(text[end]) {
			compact[n] = text[end]
			n++
			end++
			continue
		}
		gap := separator(text[end:])
		if gap == 0 || n < 4 && n != 2 {
			return 0, false
		}
		if end += gap; end-start > lookBehind {
			w.looksFar() // one between any number of marks
		}
	}
	if n == length && digitsOnlyCountries.has(text[start:start+2]) && !digitsOnly(string(compact[2:n])) {
		return 0, false
	}
	if n < length || !isDigit(compact[2]) || !isDigit(compact[3]) || end < len(text) && isWord(text[end]) {
		return 0, false
	}
	return end, checksum.Mod97(string(compact[:n])) || mistyped(text, end-start, length)
}

// mistyped reports whether a number with wrong check digits is taken all the same: if it is the whole text, in capitals,
// without gaps, and too long to be anything else.
func mistyped(text string, size, length int) bool {
	const telling = 24
	return size == len(text) && size == length && length >= telling && !strings.ContainsFunc(text, isSmall)
}

// separator is the length of the white space or mark between two groups of a number, 0 if none is there.
func separator(s string) int {
	switch {
	case s == "":
		return 0
	case strings.IndexByte(" -._+/", s[0]) >= 0:
		return 1
	case strings.HasPrefix(s, "\u00a0"):
		return len("\u00a0")
	case strings.HasPrefix(s, "\u202f") || strings.HasPrefix(s, "\u2009") || strings.HasPrefix(s, "\u2011"):
		return len("\u202f")
	}
	return 0
}
