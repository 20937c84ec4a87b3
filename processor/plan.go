package processor

import "github.com/otel-privacy/privacyprocessor/internal/policy"

// A plan is what the first walk leaves to the second one: of every map of
// attributes, the values that need a second look, in the order of the walk. Most
// values need none, and no key has to be judged twice.
//
// Both walks must visit the maps in one order: see learnSpan and span, and what is
// like them for the other signals. The second one finds each step by the number
// of its attribute. A map that cannot be the one that was planned for is walked
// from the start, and if a plan is left in the end, the batch is refused.
//
// A plan holds numbers and no pointers: to write those costs more than they save
// while garbage is collected.
type plan struct {
	maps  []planned
	steps []step
	next  int   // of maps, in the second walk
	from  int32 // of steps
}

type planned struct {
	length int32 // of the map
	end    int32 // of its steps
	place  policy.Place
	whole  bool // it has no steps, as its keys may change: walk all of it
}

// step is an attribute that the second walk has to look at.
type step struct {
	slot  policy.Slot      // of the decision about its key
	clean policy.CleanText // its value, if that is one
	at    int32            // in its map
	key   bool             // an identifier may stand in the key
	value bool             // the value has to be judged
}

// keptSteps bounds the memory of a plan that is kept for the next batch, to four
// megabytes.
const keptSteps = 1 << 17

func (p *plan) reset() {
	if max(cap(p.steps), cap(p.maps)) > keptSteps {
		*p = plan{}
		return
	}
	*p = plan{maps: p.maps[:0], steps: p.steps[:0]}
}

// add ends the steps of a map of that length, which stands at place.
func (p *plan) add(place policy.Place, length int, whole bool) {
	p.maps = append(p.maps, planned{int32(length), int32(len(p.steps)), place, whole})
}

// take returns the steps of the next map, which has that place and length. ok is
// false if there are none to go by.
func (p *plan) take(place policy.Place, length int) (steps []step, ok bool) {
	if p.next == len(p.maps) {
		return nil, false
	}
	m := &p.maps[p.next]
	steps = p.steps[p.from:m.end]
	p.next, p.from = p.next+1, m.end
	return steps, !m.whole && m.place == place && int(m.length) == length
}

// mustBeDone panics if the second walk has left a map out. Then the two walks
// differ, and what was planned for one map may have been done to another one.
func (p *plan) mustBeDone() {
	if p.next != len(p.maps) {
		panic("the walks over a batch differ")
	}
}
