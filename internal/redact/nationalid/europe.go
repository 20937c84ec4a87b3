package nationalid

import (
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/checksum"
)

// unusedNINO are prefixes that are never given out.
var unusedNINO = []string{"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}

func validNINO(s string) bool {
	return strings.IndexByte("DFIQUV", s[0]) < 0 && strings.IndexByte("DFIOQUV", s[1]) < 0 &&
		!slices.Contains(unusedNINO, s[:2]) && s[8] >= 'A' && s[8] <= 'D'
}

func validNHS(s string) bool {
	check := 11 - weigh(s, 10, 9, 8, 7, 6, 5, 4, 3, 2)%11
	return check%11 == digit(s, 9) && check != 10
}

func validNIR(s string) bool {
	return (s[0] == '1' || s[0] == '2') && 97-value(s[:13])%97 == value(s[13:])
}

// validGermanTaxID: ISO 7064 MOD 11,10.
func validGermanTaxID(s string) bool {
	if s[0] == '0' {
		return false
	}
	p := 10
	for i := range 10 {
		if p = (p + digit(s, i)) % 10; p == 0 {
			p = 10
		}
		p = p * 2 % 11
	}
	return (11-p)%10 == digit(s, 10)
}

const dniLetters = "TRWAGMYFPDXBNJZSQVHLCKE"

func validDNI(s string) bool { return dniLetters[value(s[:8])%len(dniLetters)] == s[8] }

func validNIE(s string) bool {
	first := strings.IndexByte("XYZ", s[0])
	return first >= 0 && dniLetters[(first*10_000_000+value(s[1:8]))%len(dniLetters)] == s[8]
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
			v = digit(s, i)
		}
		if i%2 == 0 {
			v = strings.IndexByte(odd, byte('A'+v))
		}
		sum += v
	}
	return byte('A'+sum%26) == s[15]
}

func validBSN(s string) bool { return weigh(s, 9, 8, 7, 6, 5, 4, 3, 2, -1)%11 == 0 && value(s) > 0 }

func validBelgian(s string) bool {
	n, check := value(s[:9]), value(s[9:])
	return birthday(s, 2, 4) && (97-n%97 == check || 97-(2_000_000_000+n)%97 == check)
}

func validPESEL(s string) bool {
	return upTo10(weigh(s, 1, 3, 7, 9, 1, 3, 7, 9, 1, 3)) == digit(s, 10)
}

func validSwedish(s string) bool {
	s = s[len(s)-10:]
	return birthday(s, 2, 4) && checksum.Luhn(s)
}

func validFinnish(s string) bool {
	const letters = "0123456789ABCDEFHJKLMNPRSTUVWXY"
	if len(s) == 11 { // the century is a letter
		s = s[:6] + s[7:]
	}
	return len(s) == 10 && birthday(s, 2, 0) && letters[value(s[:9])%31] == s[9]
}

func validCPR(s string) bool { return birthday(s, 2, 0) }

func validNorwegian(s string) bool {
	return birthday(s, 2, 0) && weigh(s, 3, 7, 6, 1, 8, 9, 4, 5, 2, 1)%11 == 0 && weigh(s, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)%11 == 0
}

func validCNP(s string) bool {
	check := weigh(s, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	return s[0] >= '1' && s[0] <= '8' && birthday(s, 3, 5) && check%10+check/10 == digit(s, 12)
}

func validCzech(s string) bool {
	month := value(s[2:4]) % 50 % 20
	day := value(s[4:6])
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && value(s)%11 == 0
}

func validAHV(s string) bool {
	return s[:3] == "756" && upTo10(weigh(s, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3)) == digit(s, 12)
}

func validPPS(s string) bool {
	sum := weigh(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 {
		sum += int(s[8]-'@') * 9
	}
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == s[7]
}
