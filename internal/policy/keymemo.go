package policy

import "github.com/otel-privacy/privacyprocessor/internal/quickhash"

// keyMemoSlots bounds the keys that one session remembers, of at most
// [maxCachedKey] bytes each.
const keyMemoSlots = 4096

// keyMemo remembers the decisions that one session asked for, and after each key
// the one that came next: records of a kind have the same keys in the same
// order, so that most keys are found by comparing them with a guess.
type keyMemo struct {
	seed  quickhash.Seed
	slots []keySlot
	last  *keySlot // of the latest key; never nil
}

type keySlot struct {
	key  string
	d    *Decision // nil: the slot is empty, and its key, too
	next *keySlot  // of the key that came after it; never nil
}

func (m *keyMemo) init() {
	m.seed = quickhash.NewSeed()
	m.slots = make([]keySlot, keyMemoSlots)
	for i := range m.slots {
		m.slots[i].next = &m.slots[0]
	}
	m.last = &m.slots[0]
}

// Decide is [Policy.Decide] for keys that come in the order of records.
func (s *Session) Decide(key string) *Decision {
	e := s.keys.last.next
	if e.key != key || e.d == nil {
		if len(key) > maxCachedKey {
			return s.policy.Decide(key)
		}
		e = find(&s.keys, s.policy, key)
	}
	s.keys.last = e
	if e.d.after != nil {
		return s.policy.inForce(e.d)
	}
	return e.d
}

// DecideNested is [Policy.DecideNested] for members that come in the order of
// records; own is what the name alone would decide.
func (s *Session) DecideNested(parent *Decision, path []byte, name string) (d, own *Decision) {
	if parent.inherited() {
		return parent, s.Decide(name)
	}
	e := s.keys.last.next
	if e.key != string(path) || e.d == nil {
		if len(path) > maxCachedKey {
			return s.policy.DecideNested(parent, path, name), s.Decide(name)
		}
		e = find(&s.keys, s.policy, path)
	}
	s.keys.last = e
	d, own = s.policy.inForce(e.d), s.Decide(name)
	if d.Source != FromDefault && d.Source != FromLevel {
		return d, own
	}
	return s.policy.unlisted(own), own
}

// find returns the slot of key, which it takes from another one if it must, and
// remembers that it came after the latest key.
func find[T string | []byte](m *keyMemo, p *Policy, key T) *keySlot {
	e := &m.slots[quickhash.Of(&m.seed, key)%keyMemoSlots]
	if e.key != string(key) || e.d == nil {
		d := p.decision(string(key))
		e.key, e.d = d.Key, d
	}
	m.last.next = e
	return e
}
