package nationalid

// anyNumber is for numbers without a checksum, of which the words before them tell.
func anyNumber(string) bool { return true }

// digit is the value of s[i].
func digit(s string, i int) int { return int(s[i] - '0') }

// weigh sums digits times weights.
func weigh(s string, weights ...int) (sum int) {
	for i, w := range weights {
		sum += digit(s, i) * w
	}
	return sum
}

// value is the number that digits write.
func value(s string) (n int) {
	for i := range len(s) {
		n = n*10 + digit(s, i)
	}
	return n
}

// upTo10 is the digit that makes a multiple of ten of a sum.
func upTo10(sum int) int { return (10 - sum%10) % 10 }

// birthday reports whether s holds a month and a day of month at these offsets.
func birthday(s string, month, day int) bool {
	m, d := value(s[month:month+2]), value(s[day:day+2])
	return m >= 1 && m <= 12 && d >= 1 && d <= 31
}

// verhoeff checks digits with the permutations of the dihedral group of order ten (J. Verhoeff, 1969).
func verhoeff(s string) bool {
	check := byte(0)
	for i := range len(s) {
		check = verhoeffTimes[check][verhoeffTurns[i%8][digit(s, len(s)-1-i)]]
	}
	return check == 0
}

// verhoeffTimes is the multiplication of the group.
var verhoeffTimes = [10][10]byte{
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

// verhoeffTurns are the permutations of a digit by its place.
var verhoeffTurns = [8][10]byte{
	{0, 1, 2, 3, 4, 5, 6, 7, 8, 9},
	{1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
	{5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
	{8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
	{9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
	{4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
	{2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
	{7, 0, 4, 6, 9, 1, 3, 2, 5, 8},
}
