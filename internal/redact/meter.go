package redact

// A meter counts what a text costs altogether, in nanoseconds, roughly. Effort bounds what the detectors do in one reading of
// a text; but a text is read again as a URL and in parts, in each encoding, and in another round. A text that costs too much
// is made to: all of it is masked. What the meter allows is twice what the densest of ordinary texts cost: masking these would
// be worse than any cost.
type meter struct {
	left   int // of this round
	begun  int // what this round began with
	total  int // what is left for this round and those to come
	spent  int // by the rounds that ended
	again  int // what the text that the rounds so far made may cost if it comes again
	rounds int // so far
}

// What a text may cost.
const (
	meterOnce = 300_000
	meterByte = 150
)

// What things cost that detectors do not spend effort on.
const (
	costRead   = 2  // a byte of a text in which detectors look for what they start from
	costDecode = 4  // a byte of a text that is decoded
	costStop   = 12 // a place where a literal may stand
	costHit    = 20 // a detector whose literal stands there
	costText   = 90 // a text, however short: a member of a structure, a part of one
	costToken  = 20 // what may be encoded
	costMember = 25 // the name of a member, and what the policy says of it
)

// charge takes cost. It is for what does not end by itself, like a look that [work.spend] refuses.
func (p *Pass) charge(cost int) { p.meter.left -= cost }

// broke tells that the text at hand costs too much: it is masked, whatever else is found in it.
func (p *Pass) broke() bool { return p.meter.left < 0 }

// begin prepares for the rounds over a text of this size.
func (m *meter) begin(size int) {
	m.total = meterOnce + meterByte*size
	m.left, m.begun, m.spent, m.again, m.rounds = m.total, m.total, 0, 0, 0
}

// next begins a round over a text of this size.
func (m *meter) next(size int) {
	m.begun = min(m.total, meterOnce+meterByte*size)
	m.left = m.begun
}

// end ends a round. One that looks again only around what was replaced costs less than one that looks at the whole text, by
// what the rounds before it have cost at most.
func (m *meter) end(whole bool) {
	used := m.begun - m.left
	m.total, m.spent, m.rounds = m.total-used, m.spent+used, m.rounds+1
	m.begun = m.left
	if whole {
		m.again = 0
	}
	m.again += used
}

// used is what the text has cost so far.
func (m *meter) used() int { return m.spent + m.begun - m.left }

// spares reports whether a text of this size, that the rounds so far made, may come again.
func (m *meter) spares(size int) bool { return m.again <= meterOnce+meterByte*size }
