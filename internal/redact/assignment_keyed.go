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
