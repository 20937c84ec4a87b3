package policy

import (
	"iter"
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Count is what was done: the same action, for the same cause, at the same
// place. It holds no telemetry.
type Count struct {
	Place  Place
	Action Action
	Name   string // the detector or the domain
	KeyID  string // of the key that made the pseudonym; empty if there is none
	Reason Reason // why an identifier was masked instead of hashed; otherwise empty
}

// Tally counts what a session did. The zero value is empty and ready.
//
// The same few counts go up through a whole batch, so they stand in a small
// table that is indexed by a cheap hash; what finds its slot taken by another
// count goes to a map.
type Tally struct {
	slots   [tallySlots]tallySlot
	hashed  [hashedSlots]hashedSlot
	used    []uint8 // the slots that are not empty
	rest    map[Count]int
	already []alreadyCount
	total   int
	noting  bool    // recent is kept
	recent  []Count // since it was last forgotten
}

const (
	tallySlots  = 256
	hashedSlots = 64
)

type alreadyCount struct {
	domain string
	n      int
}

type tallySlot struct {
	count Count
	n     int
}

// hashedSlot is where the pseudonyms of one domain and key are counted at one
// place: most of what is counted, and numbers find it.
type hashedSlot struct {
	place  Place
	domain *Domain
	key    *hashing.Key
	in     *tallySlot
}

// slot is where c stands, or would: its place, its action and the length and
// ends of its name tell nearly all counts apart.
func (c *Count) slot() uint8 {
	h := uint(c.Place)*37 + uint(c.Action)*11 + uint(len(c.Reason))*5 + uint(len(c.Name))
	if c.Name != "" {
		h += uint(c.Name[0])*3 + uint(c.Name[len(c.Name)-1])*7
	}
	return uint8(h % tallySlots)
}

// addHash is add for a pseudonym.
func (t *Tally) addHash(p Place, d *Domain, key *hashing.Key) {
	h := &t.hashed[(uint(d.index)*8+uint(p))%hashedSlots]
	if h.place == p && h.domain == d && h.key == key && h.in != nil && !t.noting {
		t.total++
		h.in.n++
		return
	}
	*h = hashedSlot{p, d, key, t.add(Count{Place: p, Action: Hash, Name: d.Name, KeyID: key.ID()})}
}

// add counts c, and returns the slot in which it did; nil for none.
func (t *Tally) add(c Count) *tallySlot {
	t.total++
	if t.noting {
		t.recent = append(t.recent, c)
	}
	at := c.slot()
	s := &t.slots[at]
	switch {
	case s.n == 0:
		*s = tallySlot{c, 1}
		t.used = append(t.used, at)
	case s.count == c:
		s.n++
	default:
		if t.rest == nil {
			t.rest = make(map[Count]int)
		}
		t.rest[c]++
		return nil
	}
	return s
}

// isAlready counts n values that came as pseudonyms of a domain.
func (t *Tally) isAlready(domain string, n int) {
	for i := range t.already { // there are few domains
		if a := &t.already[i]; a.domain == domain {
			a.n += n
			return
		}
	}
	t.already = append(t.already, alreadyCount{domain, n})
}

// observe does what do does, and returns what it counted.
func (t *Tally) observe(do func()) (done []Count, already []alreadyCount) {
	noting, from, before := t.noting, len(t.recent), t.already
	t.noting, t.already = true, nil
	do()
	done = slices.Clone(t.recent[from:])
	if t.noting = noting; !noting {
		t.recent = t.recent[:from]
	}
	already, t.already = t.already, before
	for _, a := range already {
		t.isAlready(a.domain, a.n)
	}
	return done, already
}

// All yields each count once, in no particular order.
func (t *Tally) All() iter.Seq2[Count, int] {
	return func(yield func(Count, int) bool) {
		for _, at := range t.used {
			if s := &t.slots[at]; !yield(s.count, s.n) {
				return
			}
		}
		for c, n := range t.rest {
			if !yield(c, n) {
				return
			}
		}
	}
}

// Already yields, by domain, how many values were pseudonyms when they came.
func (t *Tally) Already() iter.Seq2[string, int] {
	return func(yield func(string, int) bool) {
		for _, a := range t.already {
			if !yield(a.domain, a.n) {
				return
			}
		}
	}
}

// Total is how many values were changed.
func (t *Tally) Total() int { return t.total }

// NoteRecent makes t remember what is done, one by one, for [Tally.Recent].
func (t *Tally) NoteRecent() { t.noting = true }

// Recent is what was done since it was last forgotten.
func (t *Tally) Recent() []Count { return t.recent }

// ForgetRecent empties [Tally.Recent].
func (t *Tally) ForgetRecent() { t.recent = t.recent[:0] }

// Len is the number of different counts; 0 if nothing was changed.
func (t *Tally) Len() int { return len(t.used) + len(t.rest) }

// Reset empties t and keeps its memory.
func (t *Tally) Reset() {
	for _, at := range t.used {
		t.slots[at] = tallySlot{}
	}
	if len(t.used) > 0 {
		t.hashed = [hashedSlots]hashedSlot{}
	}
	t.used = t.used[:0]
	clear(t.rest)
	t.already = t.already[:0]
	t.total = 0
	t.ForgetRecent()
}
