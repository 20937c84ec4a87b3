package redact

import "strings"

// validAadhaar: Verhoeff's checksum; the first digit is 2 to 9.
func validAadhaar(s string) bool {
	times := [10][10]byte{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
		{2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
		{3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
		{4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
		{5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
		{6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
		{7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
		{8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
		{9, 8, 7, 6, 5, 4, 3, 2, 1, 0},
	}
	permute := [8][10]byte{
		{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
		{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
		{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
		{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
		{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
		{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
		{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
		{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
	}
	check := byte(0)
	for i := range len(s) {
		check = times[check][permute[i%8][s[len(s)-1-i]-'0']]
	}
	return s[0] >= '2' && check == 0
}

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
	return birthday(s, 2, 4) && s[6] >= '1' && s[6] <= '8' && check == int(s[12]-'0')
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

func validSouthAfrican(s string) bool { return birthday(s, 2, 4) && s[10] <= '2' && luhnText(s) }

func validTurkish(s string) bool {
	odd, even := weigh(s, 1, 0, 1, 0, 1, 0, 1, 0, 1), weigh(s, 0, 1, 0, 1, 0, 1, 0, 1)
	tenth := ((odd*7-even)%10 + 10) % 10
	return s[0] != '0' && tenth == int(s[9]-'0') && (odd+even+tenth)%10 == int(s[10]-'0')
}

func validCNP(s string) bool {
	check := weigh(s, 2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9) % 11
	return s[0] >= '1' && s[0] <= '8' && birthday(s, 3, 5) && check%10+check/10 == int(s[12]-'0')
}

func validCzech(s string) bool {
	month := number(s[2:4]) % 50 % 20
	day := number(s[4:6])
	return month >= 1 && month <= 12 && day >= 1 && day <= 31 && number(s)%11 == 0
}

func validAHV(s string) bool {
	return s[:3] == "756" && (10-weigh(s, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3)%10)%10 == int(s[12]-'0')
}

func validCURP(s string) bool {
	const alphabet = "0123456789ABCDEFGHIJKLMN?OPQRSTUVWXYZ" // ? is the letter Ñ
	sum := 0
	for i := range 17 {
		sum += strings.IndexByte(alphabet, s[i]) * (18 - i)
	}
	return birthday(s, 6, 8) && (s[10] == 'H' || s[10] == 'M' || s[10] == 'X') && (10-sum%10)%10 == int(s[17]-'0')
}

func validPPS(s string) bool {
	sum := weigh(s, 8, 7, 6, 5, 4, 3, 2)
	if len(s) == 9 {
		sum += int(s[8]-'@') * 9
	}
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum%23] == s[7]
}
