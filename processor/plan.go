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
	all  steps

	whole bool // the map at hand has to be walked as a whole
	next  int  // of maps, in the second walk
	taken ends // of the steps of the maps before that one
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

// keptSteps bounds the memory of a plan that is kept for the next batch, to three
// megabytes.
const keptSteps = 1 << 15

// reset empties p. What it found belongs to the batch, and must not outlive it.
func (p *plan) reset() {
	if max(cap(p.maps), cap(p.all.keys), cap(p.all.clean), cap(p.all.values)) > keptSteps {
		*p = plan{}
		return
	}
	p.backTo(0, ends{})
	p.next, p.taken = 0, ends{}
}

// end is how many steps are planned so far.
func (p *plan) end() ends {
	return ends{int32(len(p.all.keys)), int32(len(p.all.clean)), int32(len(p.all.values))}
}

// backTo forgets what was planned after so many maps and steps.
func (p *plan) backTo(maps int, end ends) {
	clear(p.maps[maps:])
	clear(p.all.values[end.values:])
	p.maps = p.maps[:maps]
	p.all = steps{p.all.keys[:end.keys], p.all.clean[:end.clean], p.all.values[:end.values]}
}

// add ends the steps of m.
func (p *plan) add(m pcommon.Map) {
	p.maps = append(p.maps, planned{m, int32(m.Len()), p.end(), p.whole})
}

// take returns where the steps of m begin and end, which is the next map. ok is
// false if there are none to go by.
func (p *plan) take(of pcommon.Map) (from, to ends, ok bool) {
	if p.next == len(p.maps) {
		return from, to, false
	}
	m := &p.maps[p.next]
	from, to = p.taken, m.end
	p.next, p.taken = p.next+1, to
	return from, to, !m.whole && m.of == of && int(m.length) == of.Len()
}

// mustBeDone panics if the second walk has left a map out. Then the two walks
// differ, and what was planned for one map may have been done to another one.
func (p *plan) mustBeDone() {
	if p.next != len(p.maps) {
		panic("the walks over a batch differ")
	}
}
