package redact

// window is the part of text in which gate g lets the pattern run, for a literal at position at behind which the operator may
// follow. Up to clean the text is known to hold no run that the gate asks for; window returns how far that is known now.
func (g *gate) window(text string, at, clean int) (from, to, known int, ok bool) {
	from, to = at-g.before, min(len(text), at+g.after+1)
	if from < 0 {
		if g.fixed {
			return 0, 0, clean, false
		}
		from = 0
	}
	if g.word && g.fixed && from > 0 && wordByte(text[from]) && wordByte(text[from-1]) {
		return 0, 0, clean, false
	}
	if g.exact && !g.spelled.begin(text[at:]) {
		return 0, 0, clean, false
	}
	if g.run.min == 0 {
		return from, to, clean, true
	}
	if clean >= to || !g.run.in(text[max(at, clean-g.run.min+1):to]) {
		return 0, 0, max(clean, to), false
	}
	return from, to, clean, true
}

// literalAt is the length of the longest literal with which s begins; it begins with one.
func (g *gate) literalAt(s string) (n int) {
	if len(g.literals) == 1 {
		return len(g.literals[0])
	}
	for _, l := range g.literals {
		if len(l) > n && len(l) <= len(s) && (l[0]^s[0])&^0x20 == 0 && equalFold(s[:len(l)], l) {
			n = len(l)
		}
	}
	return n
}
