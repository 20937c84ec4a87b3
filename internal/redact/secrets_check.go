package redact

// luhnText reports whether the digits of s pass the Luhn check (ISO/IEC 7812-1).
func luhnText(s string) bool {
	sum, n := 0, 0
	for i := len(s) - 1; i >= 0; i-- {
		c := s[i]
		if c < '0' || c > '9' {
			continue
		}
		d := int(c - '0')
		if n++; n%2 == 0 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	const fewest = 2
	return n >= fewest && sum%10 == 0
}

// mod97Text reports whether the letters and digits of s pass the check of IBANs (ISO 7064 MOD 97-10, after the first
// four characters moved to the end).
func mod97Text(s string) bool {
	const head = 4
	var compact []byte
	for i := range len(s) {
		if isWord(s[i]) {
			compact = append(compact, s[i])
		}
	}
	if len(compact) <= head {
		return false
	}
	rest := 0
	for i := range compact {
		c := compact[(i+head)%len(compact)]
		switch {
		case c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		default:
			rest = (rest*100 + int(c|0x20-'a') + 10) % 97
		}
	}
	return rest == 1
}

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
