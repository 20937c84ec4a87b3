package redact

// typedPrefixes are well-known prefixes of identifiers, and the domain each belongs to.
var typedPrefixes = []struct{ prefix, domain string }{
	{"usr_", "user"},
	{"user_", "user"},
	{"cus_", "user"},
	{"cust_", "user"},
	{"acct_", "account"},
	{"sess_", "session"},
}

// minTypedID is how many letters and digits, with a digit among them, must follow the prefix.
const minTypedID = 8

// typedIDDetectors find identifiers that say what they are: user_2b7Gk19xQw.
func typedIDDetectors() []*detector {
	var all []*detector
	for _, t := range typedPrefixes {
		all = append(all, &detector{
			name:     t.domain,
			domain:   t.domain,
			literals: []string{t.prefix},
			find:     func(w *work, at int) { findTypedID(w, at, at+len(t.prefix)) },
		})
	}
	return all
}

func findTypedID(w *work, at, body int) {
	if at > 0 && isTokenByte(w.text[at-1]) {
		return
	}
	end, digit := body, false
	for end < len(w.text) && isWord(w.text[end]) {
		digit = digit || isDigit(w.text[end])
		end++
	}
	w.followed(body, end)
	if digit && end-body >= minTypedID && w.spend(at, costAdd) {
		w.add(at, end, "typed-id")
	}
}
