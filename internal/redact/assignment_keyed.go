package redact

// keyedAssignment is an assignment whose name is the attribute key and whose value is the whole text: `ticketmaster_key`
// and a text that no word, digest or UUID looks like. What the key itself names a secret, the policy masks whole.
func keyedAssignment() *detector {
	return &detector{literals: []string{"key", "auth", "cred", "token", "secret"}, find: func(w *work, at int) {
		var s secretState // of the key: the one in w is of the text
		n, ok := nameAt(w.key, compoundStart(w.key, at), otherWords, &s)
		if ok && n.end == len(w.key) && !w.ours(w.text) && (mixedToken(w.text) || n.word != "key" && isDigest(w.text) && len(w.text) >= minDigestKey) {
			w.add(0, len(w.text), "assignment")
		}
	}}
}

// minDigestKey is the length from which hexadecimal digits are taken for a secret where the key says "auth": a "key" may be a digest.
const minDigestKey = 32

// mixedToken reports whether s holds capitals, small letters and digits, as most generated secrets do and few names.
func mixedToken(s string) bool {
	const shortest = 20
	var upper, lower, digits int
	for i := range len(s) {
		switch c := s[i]; {
		case 'A' <= c && c <= 'Z':
			upper++
		case 'a' <= c && c <= 'z':
			lower++
		case '0' <= c && c <= '9':
			digits++
		}
	}
	return len(s) >= shortest && min(upper, lower, digits) >= 2 && randomLooking(s)
}
