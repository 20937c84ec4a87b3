package processor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// A plan is what the first walk leaves to the second one: of every map of
// attributes, the values that need a second look, in the order of the walk. Most
// values need none, and no key has to be judged twice.
//
// The second walk takes the maps in the same order. It asks for each by its
// identity, so that it could not take the steps of another map: a map that it
// finds no plan for is walked from the start.
type plan struct {
	maps  []planned
	steps []step
	next  int // of maps, in the second walk
	from  int // of steps
}

type planned struct {
	m     pcommon.Map
	end   int  // of its steps
	whole bool // it has no steps, as its keys may change: walk all of it
}

// step is a value that the second walk has to judge.
type step struct {
	v pcommon.Value
	d *policy.Decision
}

// keptSteps bounds the memory of a plan that is kept for the next batch, to three
// megabytes.
const keptSteps = 1 << 17

func (p *plan) reset() {
	if max(cap(p.steps), cap(p.maps)) > keptSteps {
		*p = plan{}
		return
	}
	*p = plan{maps: forget(p.maps), steps: forget(p.steps)}
}

// take returns the steps of m, which the second walk has come to. ok is false if
// there are none to go by.
func (p *plan) take(m pcommon.Map) (steps []step, ok bool) {
	if p.next == len(p.maps) || p.maps[p.next].m != m {
		return nil, false
	}
	at := &p.maps[p.next]
	steps = p.steps[p.from:at.end]
	p.next, p.from = p.next+1, at.end
	return steps, !at.whole
}
