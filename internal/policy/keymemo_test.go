package policy

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// TestSlotsAreForgotten: a slot never stands for the decision about another key,
// however many keys came meanwhile.
func TestSlotsAreForgotten(t *testing.T) {
	s := newPolicy(t, Settings{}).NewSession()
	slots := make(map[string]Slot)
	for i := range 3 * keyMemoSlots {
		key := fmt.Sprintf("app.attribute.%05d", i)
		if slot := s.Meet(key).Slot(); slot != 0 {
			slots[key] = slot
		}
	}
	forgotten := 0
	for key, slot := range slots {
		switch d := s.Decided(slot); {
		case d == nil:
			forgotten++
			if !s.KeyHoldsKnown(slot) {
				t.Fatal("of a key that is forgotten it is sure that it holds no identifier")
			}
		case d.Key != key:
			t.Fatalf("the slot of %q stands for %q", key, d.Key)
		}
	}
	if forgotten < keyMemoSlots || forgotten == len(slots) {
		t.Errorf("%d of %d slots are forgotten", forgotten, len(slots))
	}
}

// TestKeysOfAServiceDoNotDisplaceEachOther, whatever the seed of the memo is.
func TestKeysOfAServiceDoNotDisplaceEachOther(t *testing.T) {
	p := newPolicy(t, Settings{})
	for range 50 {
		s, slots := p.NewSession(), [400]Slot{}
		for i := range slots {
			slots[i] = s.Meet(fmt.Sprintf("app.attribute.%03d", i)).Slot()
		}
		for i, slot := range slots {
			if key := fmt.Sprintf("app.attribute.%03d", i); s.Decided(slot) == nil {
				t.Fatalf("%q is forgotten after %d keys", key, len(slots))
			}
		}
	}
}

// TestSlotsThatDoNotLast: what is not remembered, or ends by itself, has no slot.
func TestSlotsThatDoNotLast(t *testing.T) {
	s := newPolicy(t, Settings{Rules: []Rule{
		{Attributes: []string{"app.note"}, Action: Keep, Until: time.Now().Add(time.Hour)},
	}}).NewSession()
	for _, key := range []string{"app.note", strings.Repeat("k", maxCachedKey+1)} {
		for range 3 {
			if slot := s.Meet(key).Slot(); slot != 0 {
				t.Errorf("the key of %d bytes has slot %d", len(key), slot)
			}
		}
	}
	if s.Decided(0) != nil {
		t.Error("no slot stands for a decision")
	}
}
