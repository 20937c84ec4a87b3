package redact

// randomLooking reports whether s has the look of a random token: long enough, of mixed kinds of characters, and of
// high entropy for its length. Words, paths, numbers and dates have not.
func randomLooking(s string) bool {
	const shortest = 10
	if len(s) < shortest {
		return false
	}
	var digits, lower, upper, other, changes int
	last := byte(0)
	for i := range len(s) {
		kind := byte(0)
		switch c := s[i]; {
		case '0' <= c && c <= '9':
			digits++
			kind = 1
		case 'a' <= c && c <= 'z':
			lower++
			kind = 2
		case 'A' <= c && c <= 'Z':
			upper++
			kind = 3
		default:
			other++
		}
		if kind != last {
			changes++
			last = kind
		}
	}
	letters := lower + upper
	switch {
	case digits >= 4 && letters >= 4 && other == 0 && len(s) >= 14:
		return true
	case digits >= 2 && letters >= 2:
		// A word with a number behind it changes its kind twice; a token does all the time.
		return changes >= 4 && shannonEntropy(s) >= 2.5
	case lower >= 3 && upper >= 3 && len(s) >= 16:
		return changes*5 >= len(s)*2 && shannonEntropy(s) >= 3.2 // camelCase changes about every six letters
	}
	return false
}
