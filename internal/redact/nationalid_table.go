package redact

import (
	"slices"
	"strings"
)

// nationalIDs are the numbers with a published form, most with a published checksum.
var nationalIDs = []nationalID{
	{id: "us-ssn", forms: []string{"999-99-9999", "999 99 9999"}, valid: validSSN},
	{id: "us-ssn", forms: []string{"999999999"}, valid: validSSN, context: []string{"ssn", "social sec", "social_sec"}},
	{id: "us-itin", forms: []string{"999-99-9999"}, valid: validITIN, context: []string{"itin", "tax"}},
	{id: "gb-nino", forms: []string{"AA999999A", "AA 99 99 99 A", "AA-99-99-99-A"}, valid: validNINO},
	{id: "gb-nhs", forms: []string{"999 999 9999", "999-999-9999"}, valid: validNHS, context: []string{"nhs"}},
	{id: "gb-nhs", forms: []string{"9999999999"}, valid: validNHS, context: []string{"nhs"}},
	{id: "ca-sin", forms: []string{"999-999-999", "999 999 999"}, valid: luhnText},
	{id: "ca-sin", forms: []string{"999999999"}, valid: luhnText, context: []string{"sin", "social ins"}},
	{id: "fr-nir", forms: []string{"9 99 99 99 999 999 99", "999999999999999", "9 99 99 99 999 999|99"}, valid: validNIR},
	{id: "de-tax-id", forms: []string{"99 999 999 999"}, valid: validGermanTaxID},
	{id: "de-tax-id", forms: []string{"99999999999"}, valid: validGermanTaxID, context: []string{"steuer", "tax", "idnr"}},
	{id: "es-dni", forms: []string{"99999999A", "99999999-A", "99.999.999-A"}, valid: validDNI},
	{id: "es-nie", forms: []string{"A9999999A", "A-9999999-A"}, valid: validNIE},
	{id: "it-fiscal-code", forms: []string{"AAAAAAXXAXXAXXXA"}, valid: validFiscalCode},
	{id: "nl-bsn", forms: []string{"999999999", "9999.99.999"}, valid: validBSN, context: []string{"bsn", "burgerservice", "sofi"}},
	{id: "be-national-number", forms: []string{"99.99.99-999.99"}, valid: validBelgian},
	{id: "be-national-number", forms: []string{"99999999999"}, valid: validBelgian, context: []string{"rijksregister", "national", "insz", "niss"}},
	{id: "pl-pesel", forms: []string{"99999999999"}, valid: validPESEL, context: []string{"pesel"}},
	{id: "se-personal-number", forms: []string{"999999-9999", "99999999-9999"}, valid: validSwedish},
	{id: "fi-hetu", forms: []string{"999999-999X", "999999+999X", "999999A999X"}, valid: validFinnish},
	{id: "dk-cpr", forms: []string{"999999-9999"}, valid: validCPR, context: []string{"cpr", "personnummer"}},
	{id: "no-birth-number", forms: []string{"99999999999", "999999 99999"}, valid: validNorwegian},
	{id: "br-cpf", forms: []string{"999.999.999-99"}, valid: validCPF},
	{id: "br-cpf", forms: []string{"99999999999"}, valid: validCPF, context: []string{"cpf"}},
	{id: "in-aadhaar", forms: []string{"9999 9999 9999", "9999-9999-9999"}, valid: validAadhaar},
	{id: "in-aadhaar", forms: []string{"999999999999"}, valid: validAadhaar, context: []string{"aadhaar", "aadhar", "uid"}},
	{id: "in-pan", forms: []string{"AAAAA9999A"}, valid: validPAN},
	{id: "cn-resident-id", forms: []string{"99999999999999999X"}, valid: validChinese},
	{id: "kr-resident-number", forms: []string{"999999-9999999"}, valid: validKorean},
	{id: "sg-nric", forms: []string{"A9999999A"}, valid: validNRIC},
	{id: "tw-id", forms: []string{"A999999999"}, valid: validTaiwanese},
	{id: "au-tfn", forms: []string{"999 999 999", "999999999"}, valid: validTFN, context: []string{"tfn", "tax file"}},
	{id: "za-id", forms: []string{"9999999999999"}, valid: validSouthAfrican},
	{id: "tr-id", forms: []string{"99999999999"}, valid: validTurkish, context: []string{"kimlik", "tckn", "tc no"}},
	{id: "ro-cnp", forms: []string{"9999999999999"}, valid: validCNP},
	{id: "cz-birth-number", forms: []string{"999999/9999"}, valid: validCzech},
	{id: "ch-ahv", forms: []string{"999.9999.9999.99"}, valid: validAHV},
	{id: "mx-curp", forms: []string{"AAAA999999AAAAAAX9"}, valid: validCURP},
	{id: "passport", forms: []string{"999999999", "A9999999", "A99999999", "AA999999", "AA9999999", "99AA99999"}, valid: anyNumber, context: []string{"passport n", "passport:", "passport_n"}},
	{id: "ie-pps", forms: []string{"9999999A", "9999999AA"}, valid: validPPS, context: []string{"pps"}},
}

// anyNumber is for numbers without a checksum, of which the words before them tell.
func anyNumber(string) bool { return true }

// weigh sums digits times weights.
func weigh(s string, weights ...int) (sum int) {
	for i, w := range weights {
		sum += int(s[i]-'0') * w
	}
	return sum
}

func number(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// birthday reports whether s holds a month and a day of month at these offsets.
func birthday(s string, month, day int) bool {
	m, d := number(s[month:month+2]), number(s[day:day+2])
	return m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// validSSN: rules of the Social Security Administration since 2011, there is no checksum.
func validSSN(s string) bool {
	area := s[:3]
	return area != "000" && area != "666" && area[0] != '9' && s[3:5] != "00" && s[5:] != "0000"
}

func validITIN(s string) bool { return s[0] == '9' && s[3] >= '5' }

// unusedNINO are prefixes that are never given out.
var unusedNINO = []string{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}

func validNINO(s string) bool {
	return strings.IndexByte("DFIQUV", s[0]) < 0 && strings.IndexByte("DFIOQUV", s[1]) < 0 &&
		!slices.Contains(unusedNINO, s[:2]) && s[8] >= 'A' && s[8] <= 'D'
}

func validNHS(s string) bool {
	check := 11 - weigh(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11
	return check%11 == int(s[9]-'0') && check != 10
}

func validNIR(s string) bool {
	return (s[0] == '1' || s[0] == '2') && 97-number(s[:13])%97 == number(s[13:])
}

// validGermanTaxID: ISO 7064 MOD 11,10.
func validGermanTaxID(s string) bool {
	if s[0] == '0' {
		return false
	}
	p := 10
	for i := range 10 {
		if p = (p + int(s[i]-'0')) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (11-p)%10 == int(s[10]-'0')
}

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

func validDNI(s string) bool { return dniLetters[number(s[:8])%len(dniLetters)] == s[8] }

func validNIE(s string) bool {
	first := strings.IndexByte("XYZ", s[0])
	return first >= 0 && dniLetters[(first*10_000_000+number(s[1:8]))%len(dniLetters)] == s[8]
}

func validFiscalCode(s string) bool {
	const odd = "BAKPLCQDREVOSFTGUHMINJWZYX" // position of a letter is its value in odd places
	if strings.IndexByte("ABCDEHLMPRST", s[8]) < 0 {
		return false
	}
	sum := 0
	for i := range 15 {
		v := int(s[i] - 'A')
		if isDigit(s[i]) {
			v = int(s[i] - '0')
		}
		if i%2 == 0 {
			v = strings.IndexByte(odd, byte('A'+v))
		}
		sum += v
	}
	return byte('A'+sum%26) == s[15]
}

func validBSN(s string) bool { return weigh(s, 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0 && number(s) > 0 }

func validBelgian(s string) bool {
	n, check := number(s[:9]), number(s[9:])
	return birthday(s, 2, 4) && (97-n%97 == check || 97-(2_000_000_000+n)%97 == check)
}

func validPESEL(s string) bool {
	return (10-weigh(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)%10)%10 == int(s[10]-'0')
}

func validSwedish(s string) bool {
	s = s[len(s)-10:]
	return birthday(s, 2, 4) && luhnText(s)
}

func validFinnish(s string) bool {
	const letters = "0123456789ABCDEFHJKLMNPRSTUVWXY"
	if len(s) == 11 { // the century is a letter
		s = s[:6] + s[7:]
	}
	return len(s) == 10 && birthday(s, 2, 0) && letters[number(s[:9])%31] == s[9]
}

func validCPR(s string) bool { return birthday(s, 2, 0) }

func validNorwegian(s string) bool {
	return birthday(s, 2, 0) && weigh(s, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weigh(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

func validCPF(s string) bool {
	first := weigh(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
	second := weigh(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
	return first == int(s[9]-'0') && second == int(s[10]-'0')
}
