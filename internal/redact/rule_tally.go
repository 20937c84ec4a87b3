package redact

// tally is what a gate has done in the text at hand.
type tally struct {
	tries  int // windows in which a pattern of the user found nothing
	found  int // secrets
	looked int // bytes of the windows in which the pattern found one
	clean  int // no run ends before this offset
	lacks  int // no window that ends up to here holds what the pattern needs

	asked, spoken bool // the keywords of the rule or custom detector were looked for, and one was found
}

// spokenOf asks r whether one of its keywords stands in the text or in the key.
func (w *work) spokenOf(r *rule, t *tally) bool {
	if !t.asked {
		w.pass.charge(costRead * len(w.text))
		t.asked, t.spoken = true, r.spokenOf(w.text, w.key)
	}
	if !t.spoken {
		w.looksFar()
	}
	return t.spoken
}
