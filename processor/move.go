package processor

import (
	"strconv"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/xpdata"
)

// move gives the at-th attribute of a map another key.
type move struct {
	at     int
	to     string
	target bool // the policy's `target`: it takes the place of what stands under that key
}

// moved carries out the moves from first on, which are those of m, and forgets
// them. Each attribute stays where it stands in the order.
func (w *walker) moved(m pcommon.Map, first int) {
	if len(w.moves) == first {
		return
	}
	moves := w.moves[first:]
	n := newNames(m, moves)
	var built xpdata.MapBuilder
	built.EnsureCapacity(m.Len())
	at := 0
	for key, v := range m.All() {
		var keep bool
		if len(moves) > 0 && moves[0].at == at {
			key, keep = n.give(moves[0], v)
			moves = moves[1:]
		} else {
			keep = !n.displaced[key]
		}
		if keep {
			v.MoveTo(built.AppendEmpty(key))
		}
		at++
	}
	built.UnsafeIntoMap(m)
	w.moves = w.moves[:first]
}

// names gives out the keys of a map in which attributes move, so that no two
// attributes get the same one.
type names struct {
	taken     map[string]bool
	displaced map[string]bool   // taken by an attribute whose place a target takes
	targets   map[string]string // what was moved to a target
}

func newNames(m pcommon.Map, moves []move) *names {
	n := &names{
		taken:     make(map[string]bool, m.Len()),
		displaced: make(map[string]bool),
		targets:   make(map[string]string),
	}
	at, next := 0, 0
	for key := range m.All() {
		if next < len(moves) && moves[next].at == at {
			next++
		} else {
			n.taken[key] = true
		}
		at++
	}
	for _, mv := range moves {
		if mv.target && n.taken[mv.to] {
			n.displaced[mv.to] = true
		}
	}
	return n
}

// give returns the key of an attribute with value v that mv moves; ok is false
// if the same value already stands at its target.
func (n *names) give(mv move, v pcommon.Value) (key string, ok bool) {
	if mv.target {
		value := v.AsString()
		there, used := n.targets[mv.to]
		if used && there == value {
			return "", false
		}
		if !used {
			n.targets[mv.to] = value
			n.taken[mv.to] = true
			return mv.to, true
		}
	}
	key = mv.to
	for i := 2; n.taken[key]; i++ {
		key = mv.to + "_" + strconv.Itoa(i)
	}
	n.taken[key] = true
	return key, true
}
