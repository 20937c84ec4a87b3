package policy

import (
	"maps"
	"strconv"
	"testing"
)

// TestTallyKeepsCountsApart adds more different counts than the table has
// slots, many of which want the same one.
func TestTallyKeepsCountsApart(t *testing.T) {
	var tally Tally
	want := make(map[Count]int)
	for range 2 {
		for i := range 3 * tallySlots {
			c := Count{Place: Place(i % 5), Action: Action(i % 3), Name: strconv.Itoa(i)}
			tally.add(c)
			want[c]++
		}
	}
	if got := maps.Collect(tally.All()); !maps.Equal(got, want) || tally.Len() != len(want) {
		t.Errorf("%d counts come out as %d, or other ones", len(want), len(got))
	}
	for range tally.All() {
		break // stopping early must not panic
	}
	tally.Reset()
	if got := maps.Collect(tally.All()); len(got) != 0 || tally.Len() != 0 {
		t.Errorf("after Reset there are %v", got)
	}
}
