package policy

import (
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
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
	// keptGroups is how many groups' memory is kept from batch to batch.
	keptGroups = 256
)

// groups holds the identifiers known in each group of a batch's records: a
// trace, or what is like one.
type groups struct {
	byID    map[[16]byte]*group
	id      [16]byte // of the group at hand
	current *group   // nil: nothing was learned in it
	above   *group   // the group that was last asked for by [groups.get]
	aboveID [16]byte
	version uint64 // goes up with everything that is learned
	spare   []*group
}

// group holds the identifiers known in one group.
type group struct {
	known   redact.Known
	version uint64 // of what known was last refreshed with
	told    [toldSlots]told
	next    uint8 // the slot of told that is displaced next

	rewritten [rewrittenSlots]rewritten
	written   uint8 // the slot of rewritten that is displaced next

	in     []*group            // that know the group's identifiers
	inMany map[*group]struct{} // those of in beyond the first fewGroups
	under  *group              // whose identifiers it knows, lately
}

// fewGroups are looked through one by one.
const fewGroups = 16

// reportTo notes that up knows what g knows; it returns false if that was so.
func (g *group) reportTo(up *group) bool {
	if _, many := g.inMany[up]; many || slices.Contains(g.in[:min(len(g.in), fewGroups)], up) {
		return false
	}
	if g.in = append(g.in, up); len(g.in) > fewGroups {
		if g.inMany == nil {
			g.inMany = make(map[*group]struct{})
		}
		g.inMany[up] = struct{}{}
	}
	return true
}

// told is what a group was lately told: the same few identifiers stand in every
// record. Most of it is known since; the rest was refused.
type told struct {
	domain *Domain // nil: the text is baggage
	text   string
}

const toldSlots = 4

// knows tells whether g was told of text lately, and remembers it if not. Texts
// are not empty.
func (g *group) knows(d *Domain, text string) bool {
	for i := range g.told {
		if t := &g.told[i]; t.domain == d && t.text == text {
			return true
		}
	}
	g.told[g.next%toldSlots] = told{d, text}
	g.next++
	return false
}

// reset forgets all groups: what they hold must not outlive its batch.
func (k *groups) reset() {
	for _, g := range k.byID {
		if len(k.spare) == keptGroups {
			break
		}
		g.known.Reset()
		*g = group{known: g.known, in: forget(g.in)}
		k.spare = append(k.spare, g)
	}
	if len(k.byID) > keptGroups {
		k.byID = nil // a large map stays slow to clear
	}
	clear(k.byID)
	k.id, k.current = [16]byte{}, nil
	k.aboveID, k.above = [16]byte{}, nil
}

// enter makes the group with that ID the one at hand.
func (k *groups) enter(id [16]byte) {
	if id == k.id {
		return
	}
	k.id, k.current = id, nil
	if len(k.byID) > 0 {
		k.current = k.byID[id]
	}
}

// here returns the group at hand, made if there is none.
func (k *groups) here() *group {
	if k.current == nil {
		k.current = k.new(k.id)
	}
	return k.current
}

// get returns the group with that ID, made if there is none.
func (k *groups) get(id [16]byte) *group {
	if k.above != nil && k.aboveID == id {
		return k.above
	}
	g := k.byID[id]
	if g == nil {
		g = k.new(id)
		if id == k.id {
			k.current = g
		}
	}
	k.above, k.aboveID = g, id
	return g
}

// forget empties s, and lets go of its memory if that is more than usual.
func forget(s []*group) []*group {
	if cap(s) > fewGroups {
		return nil
	}
	clear(s)
	return s[:0]
}

func (k *groups) new(id [16]byte) *group {
	var g *group
	if n := len(k.spare); n > 0 {
		g, k.spare = k.spare[n-1], k.spare[:n-1]
	} else {
		g = new(group)
	}
	if k.byID == nil {
		k.byID = make(map[[16]byte]*group)
	}
	k.byID[id] = g
	return g
}

// known is what a pass needs of the group at hand; nil if nothing is known.
func (k *groups) known() *redact.Known {
	if k.current == nil {
		return nil
	}
	if g := k.current; g.version != k.version {
		g.known.Refresh()
		g.version = k.version
	}
	return &k.current.known
}

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

func isGeneric(text string) bool {
	return len(text) <= longestGeneric && !strings.ContainsAny(text, "0123456789") && genericWords[strings.ToLower(text)]
}

// longestGeneric is the length of "administrator", the longest of genericWords.
const longestGeneric = 13

// genericWords are what identity attributes hold where there is no identity, or
// one that everybody shares: looked for elsewhere they would harm plain text.
var genericWords = words(`null none nil undefined unknown anonymous anon guest root admin administrator user users
	username test tests testuser demo default system service public private true false customer customers account
	accounts session sessions client server local localhost nobody anyone everyone other others owner
	operator support internal external backend frontend web mobile api app apps free premium enterprise
	name email guid uuid empty n/a unset missing invalid postgres mysql redis nginx node java python
	order orders payment payments checkout cart production staging development get post put
	patch head options error info warn debug http https select insert update delete string number
	integer object array json text html utf8 latest stable main master europe america asia utc`)
