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
		e = s.keys.find(s.policy, key)
		s.keys.last.next = e
	}
	s.keys.last = e
	if e.d.after != nil {
		return s.policy.inForce(e.d)
	}
	return e.d
}

// find returns the slot of key, and takes it for key if it has another one.
func (m *keyMemo) find(p *Policy, key string) *keySlot {
	e := &m.slots[quickhash.Of(&m.seed, key)%keyMemoSlots]
	if e.key != key || e.d == nil {
		d := p.decision(key)
		e.key, e.d = d.Key, d
	}
	return e
}
