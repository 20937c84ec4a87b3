package policy

import (
	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// keyMemoSlots bounds the keys that one session remembers, of at most
// [maxCachedKey] bytes each.
const keyMemoSlots = 4096

// keyMemo remembers the decisions that one session asked for, and after each key
// the one that came next: records of a kind have the same keys in the same
// order, so that most keys are found by comparing them with a guess.
//
// What every attribute needs of its decision stands beside the key, and keys
// stand in the order in which they first came, so that a record reads a few
// lines of the cache one after the other. They refer to each other by number: to
// write a pointer costs more than all the rest while garbage is collected.
type keyMemo struct {
	seed  quickhash.Seed
	index *[keyMemoSlots]uint16 // by hash: the number of the key; zero is none
	keys  *[keyMemoSlots]Keyed  // by number; the first one is nobody's
	used  int                   // of keys
	last  uint32                // the latest key
	guess uint32                // the one that came after it before; zero is none
	other Keyed                 // a key that is not remembered
	came  *[keyMemoSlots]uint32 // by hash: a part of the hash of the latest name of a member
}

// Keyed is the decision about an attribute key that a session met. It is good
// until the session meets the next one.
type Keyed struct {
	D *Decision

	key   string // in full
	words uint64 // its words, folded; see wordsOfKey
	slot  Slot
	next  uint32 // the key that came after it

	passes, constant, stays bool // as the methods of D say; stays: for ever
	plain, server           bool // as of D
	idle                    bool // see Idle
	sure                    bool // D is good until the key is forgotten

	clean redact.CleanText // the latest one under the key, or zero
}

// Slot stands for the decision about a key that a session remembers. The zero
// value stands for none. A key that takes the place of another has another slot.
type Slot uint64

func (m *keyMemo) init() {
	m.seed = quickhash.NewSeed()
	m.index = new([keyMemoSlots]uint16)
	m.keys, m.used = new([keyMemoSlots]Keyed), 1
	m.came = new([keyMemoSlots]uint32)
}

// set makes k the decision d about its key.
func (k *Keyed) set(d *Decision) {
	k.D, k.words = d, d.keyWords.Folded()
	k.passes, k.constant, k.stays, k.sure = d.Passes(), d.Constant(), d.told == nil && d.KeepsKey(), d.after == nil
	k.plain, k.server, k.clean = d.plain(), d.server, 0
	k.idle = k.passes && k.constant && k.stays && k.slot != 0
}

// Idle says that an attribute under the key stays as it is, whatever is known: the
// key is a name of the conventions, and the value passes.
func (k *Keyed) Idle() bool { return k.idle }

// Passes is [Decision.Passes].
func (k *Keyed) Passes() bool { return k.passes }

// Constant is [Decision.Constant].
func (k *Keyed) Constant() bool { return k.constant }

// KeepsKey is [Decision.KeepsKey].
func (k *Keyed) KeepsKey() bool { return k.stays || k.D.KeepsKey() }

// Slot stands for k as long as the session remembers it; zero if it does not.
func (k *Keyed) Slot() Slot { return k.slot }

// Decide is [Policy.Decide] for keys that come in the order of records.
func (s *Session) Decide(key string) *Decision { return s.Meet(key).D }

// DecideAnew is [Session.Decide] for keys that come out of that order.
func (s *Session) DecideAnew(key string) *Decision { return s.policy.decision(key).at(s.now) }

// DecideNestedAnew is the same of the first result of [Session.DecideNested].
func (s *Session) DecideNestedAnew(parent *Decision, path []byte, name string) *Decision {
	return s.policy.decideNested(parent, path, name, s.now)
}

// Meet is [Session.Decide] with what is remembered of the decision.
func (s *Session) Meet(key string) *Keyed {
	m := &s.keys
	if k := &m.keys[m.guess%keyMemoSlots]; k.key == key && k.sure {
		m.last, m.guess = m.guess, k.next
		return k
	}
	return s.meet(key)
}

// meet is Meet for a key that is not the expected one.
func (s *Session) meet(key string) *Keyed {
	m := &s.keys
	at := find(m, s.policy, key)
	if at == 0 {
		return m.not(s.DecideAnew(key))
	}
	k := m.met(at)
	if !k.sure {
		return m.not(k.D.at(s.now))
	}
	return k
}

// met makes the key with that number the latest one.
func (m *keyMemo) met(at uint32) *Keyed {
	k := &m.keys[at%keyMemoSlots]
	m.last, m.guess = at, k.next
	return k
}

// not returns a decision that is not remembered, or not to be relied on.
func (m *keyMemo) not(d *Decision) *Keyed {
	m.other = Keyed{}
	m.other.set(d)
	return &m.other
}

// isNew tells whether key has not come lately. It is not the key that is expected,
// and may be remembered anyway.
func (m *keyMemo) isNew(key string) bool {
	if m.keys[m.guess%keyMemoSlots].key == key {
		return false
	}
	hash := quickhash.Of(&m.seed, key)
	tag := uint32(hash>>32) | 1 // zero is none
	at := &m.came[hash%keyMemoSlots]
	if *at == tag {
		return false
	}
	*at = tag
	return true
}

// at returns what slot stands for; nil if it is forgotten.
func (m *keyMemo) at(slot Slot) *Keyed {
	if k := &m.keys[slot%keyMemoSlots]; k.slot == slot && slot != 0 {
		return k
	}
	return nil
}

// Decided returns the decision that slot stands for; nil if it is forgotten.
func (s *Session) Decided(slot Slot) *Decision {
	if k := s.keys.at(slot); k != nil {
		return k.D
	}
	return nil
}

// KeyHoldsKnown is [Session.HoldsKnown] for the decision that slot stands for. It
// is also true if that is forgotten.
func (s *Session) KeyHoldsKnown(slot Slot) bool {
	k := s.keys.at(slot)
	return k == nil || s.pass.Known.MayHave(k.words) && s.HoldsKnown(k.D)
}

// DecideNested is [Policy.DecideNested] for members that come in the order of
// records; own is what the name alone would decide.
func (s *Session) DecideNested(parent *Decision, path []byte, name string) (d, own *Decision) {
	if parent.inherited() {
		return parent, s.Decide(name)
	}
	path = redact.EndOfPath(path)
	m := &s.keys
	at := m.guess
	if k := &m.keys[at%keyMemoSlots]; k.key != string(path) || at == 0 {
		if at = find(m, s.policy, path); at == 0 {
			return s.DecideNestedAnew(parent, path, name), s.Decide(name)
		}
	}
	k := m.met(at)
	d, own = k.D.at(s.now), s.Decide(name)
	if !d.isUnnamed() {
		return d, own
	}
	return s.policy.byName(d, own), own
}

// find returns the number of key, which it takes from another one if it must, and
// remembers that it came after the latest key. It returns zero for a key that is
// too long to be remembered.
func find[T string | []byte](m *keyMemo, p *Policy, key T) uint32 {
	if len(key) > maxCachedKey {
		return 0
	}
	at := place(m, key)
	if *at == 0 {
		if m.used == keyMemoSlots {
			return 0
		}
		*at = uint16(m.used)
		m.keys[m.used].slot = Slot(m.used)
		m.used++
	}
	k := &m.keys[*at]
	if k.key != string(key) || k.D == nil {
		d := p.decision(string(key))
		k.key, k.slot, k.next = d.Key, k.slot+keyMemoSlots, 0
		k.set(d)
	}
	m.keys[m.last].next = uint32(*at)
	return uint32(*at)
}

// mostProbed is how many places of the index are looked at for a key. Two keys that
// took one place from each other would make every map that has both of them
// unplanned.
const mostProbed = 8

// place is where the number of key stands in the index, or is to stand: in the
// first free place, or else in that of another key.
func place[T string | []byte](m *keyMemo, key T) *uint16 {
	hash := quickhash.Of(&m.seed, key)
	for i := range uint64(mostProbed) {
		at := &m.index[(hash+i)%keyMemoSlots]
		if *at == 0 || m.keys[*at].key == string(key) {
			return at
		}
	}
	return &m.index[hash%keyMemoSlots]
}
