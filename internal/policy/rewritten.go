package policy

import "github.com/otel-privacy/privacyprocessor/internal/hashing"

// rewritten remembers what became of a text in one group, and what was counted
// for it: a trace carries one baggage from service to service, and every span
// on the way may hold it.
type rewritten struct {
	cause   cause
	text    string
	safe    string
	done    []Count
	already []alreadyCount
}

// cause is everything but the text that decides what becomes of it.
type cause struct {
	d      *Decision
	key    string
	record *hashing.Key
	tenant string
	reason Reason
	server bool
	known  int // identifiers, of which there only ever come more
}

const rewrittenSlots = 2

// again returns what became of text before under the same cause, and counts it
// anew.
func (s *Session) again(c *cause, text string) (safe string, ok bool) {
	g := s.groups.current
	if g == nil {
		return "", false
	}
	for i := range g.rewritten {
		r := &g.rewritten[i]
		if r.text != text || r.cause != *c {
			continue
		}
		for _, n := range r.done {
			n.Place = s.place
			s.tally.add(n)
		}
		for _, a := range r.already {
			s.tally.isAlready(a.domain, a.n)
		}
		return r.safe, true
	}
	return "", false
}

// baggage returns the safe form of W3C baggage.
func (s *Session) baggage(d *Decision, key, text string) string {
	c := cause{d, key, s.record.Key, s.record.Tenant, s.record.Reason, s.record.Server, s.pass.Known.Size()}
	if safe, ok := s.again(&c, text); ok {
		return safe
	}
	var safe string
	scrubber := s.policy.scrubber
	done, already := s.tally.observe(func() {
		safe = scrubber.Scrub(&s.pass, key, scrubber.Baggage(&s.pass, key, text))
	})
	if g := s.groups.current; g != nil && len(text) <= maxKnownBaggage {
		g.rewritten[g.written%rewrittenSlots] = rewritten{c, text, safe, done, already}
		g.written++
	}
	return safe
}
