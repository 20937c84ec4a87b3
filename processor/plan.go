package processor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// A plan is what the first walk leaves to the second one: of every map of
// attributes, what needs a second look. Most values need none, and no key has to
// be judged twice.
//
// Both walks must visit the maps in one order: see learnSpan and span, and what is
// like them for the other signals. A map that cannot be the one that was planned
// for is walked from the start, and if a plan is left in the end, the batch is
// refused.
//
// But for maps and values a plan holds numbers: to write pointers costs more than
// they save while garbage is collected.
type plan struct {
	maps []planned
	to   steps

	next int // of maps, in the second walk
	from ends
}

// steps are what the second walk has to do.
type steps struct {
	keys   []policy.Slot      // in which an identifier may stand
	clean  []policy.CleanText // in which one may stand by now
	values []found            // to be judged, in the order of the walk
}

// found is a value that has to be judged.
type found struct {
	value pcommon.Value
	slot  policy.Slot // of the decision about its key
	at    int32       // in its map
}

// ends are how many steps there are before something.
type ends struct{ keys, clean, values int32 }

type planned struct {
	of     pcommon.Map
	length int32 // of the map
	end    ends  // of its steps
	whole  bool  // it has no steps, as its keys may change: walk all of it
}

// keptSteps bounds the memory of a plan that is kept for the next batch, to some
// megabytes.
const keptSteps = 1 << 16

func (p *plan) reset() {
	if max(cap(p.maps), cap(p.to.keys), cap(p.to.clean), cap(p.to.values)) > keptSteps {
		*p = plan{}
		return
	}
	clear(p.maps)
	clear(p.to.values)
	*p = plan{maps: p.maps[:0], to: steps{p.to.keys[:0], p.to.clean[:0], p.to.values[:0]}}
}

// end is how many steps are planned so far.
func (p *plan) end() ends {
	return ends{int32(len(p.to.keys)), int32(len(p.to.clean)), int32(len(p.to.values))}
}

// cut forgets what was planned after end.
func (p *plan) cut(end ends) {
	p.to = steps{p.to.keys[:end.keys], p.to.clean[:end.clean], p.to.values[:end.values]}
}

// add ends the steps of m.
func (p *plan) add(m pcommon.Map, whole bool) {
	p.maps = append(p.maps, planned{m, int32(m.Len()), p.end(), whole})
}

// take returns the steps of m, which is the next map. ok is false if there are none
// to go by.
func (p *plan) take(of pcommon.Map) (s steps, ok bool) {
	if p.next == len(p.maps) {
		return s, false
	}
	m := &p.maps[p.next]
	s = steps{
		p.to.keys[p.from.keys:m.end.keys],
		p.to.clean[p.from.clean:m.end.clean],
		p.to.values[p.from.values:m.end.values],
	}
	p.next, p.from = p.next+1, m.end
	return s, !m.whole && m.of == of && int(m.length) == of.Len()
}

// mustBeDone panics if the second walk has left a map out. Then the two walks
// differ, and what was planned for one map may have been done to another one.
func (p *plan) mustBeDone() {
	if p.next != len(p.maps) {
		panic("the walks over a batch differ")
	}
}
