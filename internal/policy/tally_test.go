package policy

import (
	"maps"
	"strconv"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
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

// TestTallyCountsPseudonyms counts pseudonyms of more places, domains and keys than there are slots for them, in turns,
// beside the same counts as others make them.
func TestTallyCountsPseudonyms(t *testing.T) {
	var tally Tally
	keys := []*hashing.Key{testKey(t, "k1"), testKey(t, "k2")}
	domains := make([]*Domain, 11)
	for i := range domains {
		domains[i] = &Domain{Name: "d" + strconv.Itoa(i), index: i}
	}
	for range 2 {
		want, total := make(map[Count]int), 0
		for i := range 40 * hashedSlots {
			place, d, key := Place(i%23), domains[i%11], keys[i/3%2]
			for range 1 + i%3 {
				tally.addHash(place, d, key)
				want[Count{Place: place, Action: Hash, Name: d.Name, KeyID: key.ID()}]++
				total++
			}
		}
		if got := maps.Collect(tally.All()); !maps.Equal(got, want) || tally.Total() != total {
			t.Errorf("%d counts of %d pseudonyms come out as %d of %d, or other ones", len(want), total, len(got), tally.Total())
		}
		tally.Reset()
	}
	tally.NoteRecent()
	for range 2 {
		tally.addHash(1, domains[0], keys[0])
	}
	if got := len(tally.Recent()); got != 2 {
		t.Errorf("%d of 2 are noted", got)
	}
}
