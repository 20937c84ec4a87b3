package redact

// maxRounds bounds how often a text is scrubbed until nothing changes. One round is the rule; a second one only has work to
// do where a replacement moved the borders of what stands around it, such as an unbalanced quote.
const maxRounds = 4

// scrubbing is one round over a text: it returns the safe form of text, which stands beside key.
type scrubbing func(r *Scrubber, p *Pass, key, text string) string

// settle scrubs until nothing changes, so that scrubbing twice is scrubbing once.
func (r *Scrubber) settle(p *Pass, key, text string, scrub scrubbing) string {
	if p == nil {
		p = new(Pass)
	}
	if p.depth > 0 {
		return scrub(r, p, key, text)
	}
	p.effort, p.least, p.unseen = fullEffort, effortOnce, 0
	p.rounds.end() // of a text that was left in the middle
	p.meter.begin(len(text))
	safe := scrub(r, p, key, text)
	if safe != text || p.broke() {
		safe = r.settled(p, key, text, safe, scrub)
	}
	p.rounds.end()
	return safe
}

// settled scrubs until nothing changes what the first round made of text.
func (r *Scrubber) settled(p *Pass, key, text, safe string, scrub scrubbing) string {
	for whole, before := true, text; !p.broke(); {
		p.meter.end(whole)
		if safe == before && (whole || p.meter.spares(len(safe))) {
			return safe
		}
		if p.meter.rounds == maxRounds {
			if p.least < effortOnce/3 {
				break // it was made to use up the effort, and would lose more each time that it comes
			}
			return safe
		}
		if whole = !p.mayResume(text, safe); whole {
			p.rounds.end()
		} else {
			p.rounds.next()
		}
		p.meter.next(len(safe))
		p.effort, before = fullEffort, safe
		safe = scrub(r, p, key, safe)
	}
	return wholeMask
}

// wholeMask stands where all of a text is masked.
var wholeMask = Placeholder(mixedDetector.name)

// mayResume reports whether it is enough to look again around what was replaced in text, which became safe. It is not, if
// what is left of the text may bring too little for a look at all of it.
func (p *Pass) mayResume(text, safe string) bool {
	return p.least >= effortOnce/3+effortByte*(len(text)-len(safe)-p.unseen) && p.meter.spares(len(safe))
}

// list makes a member of the mask that all of a header became, which lists members.
func list(text, safe string) string {
	if safe == wholeMask && text != wholeMask {
		return "redacted=" + wholeMask
	}
	return safe
}
