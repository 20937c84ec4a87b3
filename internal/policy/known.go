package policy

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

const (
	// maxKnown bounds the identifiers of one trace: past it, a hostile trace
	// would make every text of it cost more and more. A job that handles some
	// thousand users in one trace must not reach it.
	maxKnown = 4096
	// maxKnownLength bounds one of them: an ID is short, longer text is a document.
	maxKnownLength = 256
	// maxKnownBaggage is the longest baggage that is remembered to be learned.
	maxKnownBaggage = 1024
)

// Inherit makes known to the record at hand what the records of the group above
// learned themselves: the resource and scope below which it stands.
func (s *Session) Inherit(above [16]byte) {
	up := s.groups.get(above)
	if up.known.Len() == 0 {
		return
	}
	s.groups.enter(s.record.Trace)
	if g := s.groups.here(); g.under != up {
		g.under = up
		s.groups.version++
		g.known.Join(&up.known)
	}
}

// Report makes known in the group above what the group of the record at hand
// learns itself, so far and later. ok is false if that is nothing so far: then
// nothing is known later either, unless it is reported again.
func (s *Session) Report(above [16]byte) (ok bool) { return s.ReportOf(s.record.Trace, above) }

// ReportOf is [Session.Report] for the records of another group.
func (s *Session) ReportOf(id, above [16]byte) (ok bool) {
	s.groups.enter(id)
	g := s.groups.current
	if g == nil {
		return false
	}
	if n := len(g.in); n > 0 && g.in[n-1] == s.groups.above && s.groups.aboveID == above {
		return true
	}
	if up := s.groups.get(above); g.reportTo(up) {
		s.groups.version++
		up.known.Join(&g.known)
	}
	return true
}

// Learn remembers text as an identifier of the record's trace, if d learns, so
// that it is replaced wherever else it stands in that trace.
func (s *Session) Learn(d *Decision, text string) {
	switch {
	case !d.learns:
	case d.Action == Baggage:
		s.groups.enter(s.record.Trace)
		if len(text) > maxKnownBaggage || !s.groups.here().knows(nil, text) {
			s.learnBaggage(text)
		}
	case s.concerns(d, text):
		s.learn(d.Domain, text)
	}
}

// LearnInt is [Session.Learn] for an integer.
func (s *Session) LearnInt(d *Decision, v int64) {
	if d.learns && d.Action == Hash && !isShort(v) {
		s.learn(d.Domain, hashing.CanonicalInt(v))
	}
}

// LearnDouble is [Session.Learn] for a double.
func (s *Session) LearnDouble(d *Decision, v float64) {
	if d.learns && d.Action == Hash && !d.leaf {
		s.learn(d.Domain, hashing.CanonicalDouble(v))
	}
}

func (s *Session) learn(d *Domain, text string) {
	if text == "" || len(text) > maxKnownLength {
		return
	}
	s.groups.enter(s.record.Trace)
	g := s.groups.here()
	if g.knows(d, text) {
		return
	}
	canonical := hashing.Canonical(text, false)
	if len(canonical) < minKnownLength || isGeneric(canonical) || isPlaceholder(canonical) || s.policy.protected(canonical) {
		return
	}
	_, before, known := g.known.Lookup(canonical)
	yields := known && s.yields(before, d)
	switch held := known && g.known.Holds(canonical); {
	case held && !yields || !held && g.known.Len() >= maxKnown:
		return
	case known && !yields:
		d = s.policy.domains[before] // of another group; the groups that join this one do not know that one
	}
	g.known.Add(canonical, d.Name, otherForms(text, canonical)...)
	s.groups.version++
	s.pass.Known = &g.known
}

// otherForms are the ways in which an identifier may be written elsewhere: not
// composed in Unicode, and a number without its sign, as in a phone's.
func otherForms(text, canonical string) []string {
	if bare := strings.TrimLeft(canonical, "+-"); bare != canonical && len(bare) >= minKnownNumberLength &&
		strings.Trim(bare, "0123456789") == "" {
		return []string{bare}
	}
	if text = strings.TrimSpace(text); text != canonical {
		return []string{text}
	}
	for i := range len(canonical) {
		if canonical[i] >= utf8.RuneSelf {
			if apart := norm.NFD.String(canonical); apart != canonical {
				return []string{apart}
			}
			break
		}
	}
	return nil
}

// yields tells whether the domain that an identifier was known in so far gives
// way to d: a login that equals a user's ID stands for the ID elsewhere,
// whichever of the two came first.
func (s *Session) yields(before string, d *Domain) bool {
	return before != d.Name && s.policy.domains[before].yields
}

// minKnownLength is the least length of an identifier that is looked for
// elsewhere: shorter ones stand in too much harmless text.
const minKnownLength = 4

// minKnownNumberLength is that of identifiers that are numbers.
const minKnownNumberLength = 6
