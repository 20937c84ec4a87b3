package nationalid

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/checksum"
)

// validSSN: rules of the Social Security Administration since 2011, there is no checksum.
func validSSN(s string) bool {
	area := s[:3]
	return area != "000" && area != "666" && area[0] != '9' && s[3:5] != "00" && s[5:] != "0000"
}

func validITIN(s string) bool { return s[0] == '9' && s[3] >= '5' }

// validAadhaar: the first digit is 2 to 9.
func validAadhaar(s string) bool { return s[0] >= '2' && verhoeff(s) }

// validPAN: the fourth letter says what kind of taxpayer it is; P is a person.
func validPAN(s string) bool { return strings.IndexByte("PH", s[3]) >= 0 && s[5:9] != "0000" }

// validChinese: GB 11643, ISO 7064 MOD 11-2 over 17 digits with a date.
func validChinese(s string) bool {
	const letters = "10X98765432"
	sum := weigh(s, 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
	return birthday(s, 10, 12) && (s[6:8] == "19" || s[6:8] == "20") && letters[sum%11] == s[17]
}

func validKorean(s string) bool {
	check := (11 - weigh(s, 2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)%11) % 10
	return birthday(s, 2, 4) && s[6] >= '1' && s[6] <= '8' && check == digit(s, 12)
}

func validNRIC(s string) bool {
	sum := weigh(s[1:8], 2, 7, 6, 5, 4, 3, 2)
	switch s[0] {
	case 'S', 'T':
		return "JZIHGFEDCBA"[(sum+4*int((s[0]-'S')&1))%11] == s[8]
	case 'F', 'G':
		return "XWUTRQPNMLK"[(sum+4*int((s[0]-'F')&1))%11] == s[8]
	}
	return false
}

func validTaiwanese(s string) bool {
	const order = "ABCDEFGHJKLMNPQRSTUVXYWZIO" // of the values 10 to 35
	n := strings.IndexByte(order, s[0]) + 10
	return (s[1] == '1' || s[1] == '2') && (n/10+n%10*9+weigh(s[1:], 8, 7, 6, 5, 4, 3, 2, 1, 1))%10 == 0
}

func validTFN(s string) bool { return weigh(s, 1, 4, 3, 7, 5, 8, 6, 9, 10)%11 == 0 }

func validSouthAfrican(s string) bool { return birthday(s, 2, 4) && s[10] <= '2' && checksum.Luhn(s) }

func validTurkish(s string) bool {
	odd, even := weigh(s, 1, 0, 1, 0, 1, 0, 1, 0, 1), weigh(s, 0, 1, 0, 1, 0, 1, 0, 1)
	tenth := ((odd*7-even)%10 + 10) % 10
	return s[0] != '0' && tenth == digit(s, 9) && (odd+even+tenth)%10 == digit(s, 10)
}

func validCURP(s string) bool {
	const alphabet = "0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ" // ? is the letter Ñ
	sum := 0
	for i := range 17 {
		sum += strings.IndexByte(alphabet, s[i]) * (18 - i)
	}
	return birthday(s, 6, 8) && (s[10] == 'H' || s[10] == 'M' || s[10] == 'X') && upTo10(sum) == digit(s, 17)
}

func validCPF(s string) bool {
	first := weigh(s, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
	second := weigh(s, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2) * 10 % 11 % 10
	return first == digit(s, 9) && second == digit(s, 10)
}
