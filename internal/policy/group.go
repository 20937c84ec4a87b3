package policy

import (
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// keptGroups is how many groups' memory is kept from batch to batch.
const keptGroups = 256

// groups holds the identifiers known in each group of a batch's records: a
// trace, or what is like one.
type groups struct {
	byID    map[[16]byte]*group
	id      [16]byte // of the group at hand
	current *group   // nil: nothing was learned in it
	above   *group   // the group that was last asked for by [groups.get]
	aboveID [16]byte
	version uint64 // goes up with everything that is learned
	spare   []*group
}

// group holds the identifiers known in one group.
type group struct {
	known   redact.Known
	version uint64 // of what known was last refreshed with
	told    [toldSlots]told
	next    uint8 // the slot of told that is displaced next

	rewritten [rewrittenSlots]rewritten
	written   uint8 // the slot of rewritten that is displaced next

	in     []*group            // that know the group's identifiers
	inMany map[*group]struct{} // those of in beyond the first fewGroups
	under  *group              // whose identifiers it knows, lately
}

// fewGroups are looked through one by one.
const fewGroups = 16

// reportTo notes that up knows what g knows; it returns false if that was so.
func (g *group) reportTo(up *group) bool {
	if _, many := g.inMany[up]; many || slices.Contains(g.in[:min(len(g.in), fewGroups)], up) {
		return false
	}
	if g.in = append(g.in, up); len(g.in) > fewGroups {
		if g.inMany == nil {
			g.inMany = make(map[*group]struct{})
		}
		g.inMany[up] = struct{}{}
	}
	return true
}

// told is what a group was lately told: the same few identifiers stand in every
// record. Most of it is known since; the rest was refused.
type told struct {
	domain *Domain // nil: the text is baggage
	text   string
}

const toldSlots = 4

// knows tells whether g was told of text lately, and remembers it if not. Texts
// are not empty.
func (g *group) knows(d *Domain, text string) bool {
	for i := range g.told {
		if t := &g.told[i]; t.domain == d && t.text == text {
			return true
		}
	}
	g.told[g.next%toldSlots] = told{d, text}
	g.next++
	return false
}

// reset forgets all groups: what they hold must not outlive its batch.
func (k *groups) reset() {
	for _, g := range k.byID {
		if len(k.spare) == keptGroups {
			break
		}
		g.known.Reset()
		*g = group{known: g.known, in: forget(g.in)}
		k.spare = append(k.spare, g)
	}
	if len(k.byID) > keptGroups {
		k.byID = nil // a large map stays slow to clear
	}
	clear(k.byID)
	k.id, k.current = [16]byte{}, nil
	k.aboveID, k.above = [16]byte{}, nil
}

// enter makes the group with that ID the one at hand.
func (k *groups) enter(id [16]byte) {
	if id == k.id {
		return
	}
	k.id, k.current = id, nil
	if len(k.byID) > 0 {
		k.current = k.byID[id]
	}
}

// here returns the group at hand, made if there is none.
func (k *groups) here() *group {
	if k.current == nil {
		k.current = k.new(k.id)
	}
	return k.current
}

// get returns the group with that ID, made if there is none.
func (k *groups) get(id [16]byte) *group {
	if k.above != nil && k.aboveID == id {
		return k.above
	}
	g := k.byID[id]
	if g == nil {
		g = k.new(id)
		if id == k.id {
			k.current = g
		}
	}
	k.above, k.aboveID = g, id
	return g
}

// forget empties s, and lets go of its memory if that is more than usual.
func forget(s []*group) []*group {
	if cap(s) > fewGroups {
		return nil
	}
	clear(s)
	return s[:0]
}

func (k *groups) new(id [16]byte) *group {
	var g *group
	if n := len(k.spare); n > 0 {
		g, k.spare = k.spare[n-1], k.spare[:n-1]
	} else {
		g = new(group)
	}
	if k.byID == nil {
		k.byID = make(map[[16]byte]*group)
	}
	k.byID[id] = g
	return g
}

// known is what a pass needs of the group at hand; nil if nothing is known.
func (k *groups) known() *redact.Known {
	if k.current == nil {
		return nil
	}
	if g := k.current; g.version != k.version {
		g.known.Refresh()
		g.version = k.version
	}
	return &k.current.known
}
