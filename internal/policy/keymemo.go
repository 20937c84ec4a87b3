package policy

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
)

// keyMemoSlots bounds the keys that one session remembers, of at most
// [maxCachedKey] bytes each.
const keyMemoSlots = 4096

// keyMemo remembers the decisions that one session asked for, and after each key
// the one that came next: records of a kind have the same keys in the same
// order, so that most keys are found by comparing them with a guess.
type keyMemo struct {
	seed  quickhash.Seed
	slots []keySlot
	last  uint16 // slot of the latest key
}

type keySlot struct {
	key  string
	d    *Decision // nil: the slot is empty
	next uint16    // slot of the key that came after it
}

func (m *keyMemo) init() {
	m.seed = quickhash.NewSeed()
	m.slots = make([]keySlot, keyMemoSlots)
}

// Decide is [Policy.Decide] for keys that come in the order of records.
func (s *Session) Decide(key string) *Decision {
	m := &s.keys
	last := &m.slots[m.last%keyMemoSlots]
	at := last.next
	e := &m.slots[at%keyMemoSlots]
	if e.key != key || e.d == nil {
		if len(key) > maxCachedKey {
			return s.policy.Decide(key)
		}
		at = uint16(quickhash.Of(&m.seed, key) % keyMemoSlots)
		if e = &m.slots[at]; e.key != key || e.d == nil {
			*e = keySlot{key: strings.Clone(key), d: s.policy.decision(key)}
		}
		last.next = at
	}
	m.last = at
	return s.policy.inForce(e.d)
}
