package policy

import "iter"

// Count is what was done: the same action, for the same cause, at the same
// place. It holds no telemetry.
type Count struct {
	Place  Place
	Action Action
	Name   string // the detector or the domain
	Reason Reason // why an identifier was masked instead of hashed; otherwise empty
}

// Tally counts what a session did. The zero value is empty and ready.
type Tally struct{ counts map[Count]int }

// All yields each count once, in no particular order.
func (t *Tally) All() iter.Seq2[Count, int] {
	return func(yield func(Count, int) bool) {
		for c, n := range t.counts {
			if !yield(c, n) {
				return
			}
		}
	}
}

// Len is the number of different counts; 0 if nothing was changed.
func (t *Tally) Len() int { return len(t.counts) }

// Reset empties t and keeps its memory.
func (t *Tally) Reset() { clear(t.counts) }

func (t *Tally) add(c Count) {
	if t.counts == nil {
		t.counts = make(map[Count]int)
	}
	t.counts[c]++
}
