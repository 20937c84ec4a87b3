//go:build !race

// The race detector makes sync.Pool forget at random, so it allocates more.

package hashing

import (
	"testing"
	"time"
)

func TestAllocations(t *testing.T) {
	ring := testRing(t, 1000)
	key := ring.Key("k7")
	sub := key.Subkey("acme", "user")
	p := sub.Pseudonym("usr_k8x9m2")
	now := time.Now()
	for _, c := range []struct {
		name string
		want float64
		do   func()
	}{
		{"Pseudonym", 1, func() { sub.Pseudonym("usr_k8x9m2") }},
		{"Subkey", 0, func() { key.Subkey("acme", "user") }},
		{"At", 0, func() { ring.At(now, now) }},
		{"Key", 0, func() { ring.Key("k7") }},
		{"Parse", 0, func() { Parse(p) }},
		{"Canonical", 0, func() { Canonical("usr_k8x9m2", true) }},
		{"Canonical trimmed", 0, func() { Canonical(" usr_k8x9m2\n", true) }},
	} {
		if got := testing.AllocsPerRun(1000, c.do); got > c.want {
			t.Errorf("%s allocates %v times, want at most %v", c.name, got, c.want)
		}
	}
}
