package policy

import (
	"iter"
	"maps"
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
type Tally struct {
	counts  map[Count]int
	already map[string]int
	total   int
}

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

// Already yields, by domain, how many values were pseudonyms when they came.
func (t *Tally) Already() iter.Seq2[string, int] { return maps.All(t.already) }

// Total is how many values were changed.
func (t *Tally) Total() int { return t.total }

// Len is the number of different counts; 0 if nothing was changed.
func (t *Tally) Len() int { return len(t.counts) }

// Reset empties t and keeps its memory.
func (t *Tally) Reset() {
	clear(t.counts)
	clear(t.already)
	t.total = 0
}

// isAlready counts a value that came as a pseudonym of a domain.
func (t *Tally) isAlready(domain string) {
	if t.already == nil {
		t.already = make(map[string]int)
	}
	t.already[domain]++
}

func (t *Tally) add(c Count) {
	if t.counts == nil {
		t.counts = make(map[Count]int)
	}
	t.counts[c]++
	t.total++
}
