package policy

import "github.com/otel-privacy/privacyprocessor/internal/quickhash"

// keyMemoSlots bounds the keys that one session remembers, of at most
// [maxCachedKey] bytes each.
const keyMemoSlots = 4096

// keyMemo remembers the decisions that one session asked for, and after each key
// the one that came next: records of a kind have the same keys in the same
// order, so that most keys are found by comparing them with a guess.
//
// Slots refer to each other by number: to write a pointer costs more than all the
// rest while garbage is collected.
type keyMemo struct {
	seed  quickhash.Seed
	slots *[keyMemoSlots]keySlot
	last  Slot // of the latest key
}

type keySlot struct {
	key  string
	d    *Decision // nil: the slot is empty, and its key, too
	next Slot      // of the key that came after it
}

// Slot is where a session has a decision; another one may take its place.
type Slot uint32

func (m *keyMemo) init() {
	m.seed = quickhash.NewSeed()
	m.slots = new([keyMemoSlots]keySlot)
}

func (m *keyMemo) at(s Slot) *keySlot { return &m.slots[s%keyMemoSlots] }

// Decide is [Policy.Decide] for keys that come in the order of records.
func (s *Session) Decide(key string) *Decision {
	at := s.keys.at(s.keys.last).next
	e := s.keys.at(at)
	if e.key != key || e.d == nil {
		if len(key) > maxCachedKey {
			return s.policy.Decide(key)
		}
		at, e = find(&s.keys, s.policy, key)
	}
	s.keys.last = at
	if e.d.after != nil {
		return s.policy.inForce(e.d)
	}
	return e.d
}

// Slot is where the decision of the latest [Session.Decide] stands, if it was
// about a key of ordinary length.
func (s *Session) Slot() Slot { return s.keys.last }

// Decided returns the decision about key, which stood at the slot. ok is false if
// something else stands there.
func (s *Session) Decided(at Slot, key string) (d *Decision, ok bool) {
	e := s.keys.at(at)
	if e.key != key || e.d == nil {
		return nil, false
	}
	return s.policy.inForce(e.d), true
}

// DecideNested is [Policy.DecideNested] for members that come in the order of
// records; own is what the name alone would decide.
func (s *Session) DecideNested(parent *Decision, path []byte, name string) (d, own *Decision) {
	if parent.inherited() {
		return parent, s.Decide(name)
	}
	at := s.keys.at(s.keys.last).next
	e := s.keys.at(at)
	if e.key != string(path) || e.d == nil {
		if len(path) > maxCachedKey {
			return s.policy.DecideNested(parent, path, name), s.Decide(name)
		}
		at, e = find(&s.keys, s.policy, path)
	}
	s.keys.last = at
	d, own = s.policy.inForce(e.d), s.Decide(name)
	if d.Source != FromDefault && d.Source != FromLevel {
		return d, own
	}
	return s.policy.unlisted(own), own
}

// find returns the slot of key, which it takes from another one if it must, and
// remembers that it came after the latest key.
func find[T string | []byte](m *keyMemo, p *Policy, key T) (Slot, *keySlot) {
	at := Slot(quickhash.Of(&m.seed, key) % keyMemoSlots)
	e := m.at(at)
	if e.key != string(key) || e.d == nil {
		d := p.decision(string(key))
		e.key, e.d = d.Key, d
	}
	m.at(m.last).next = at
	return at, e
}
