package quickhash

import (
	"fmt"
	"strings"
	"testing"
)

// TestEveryByteCounts changes each byte of texts of every length in turn: a hash
// that passed one over would put texts that differ there into one slot.
func TestEveryByteCounts(t *testing.T) {
	seed := NewSeed()
	for n := range 70 {
		text := []byte(strings.Repeat("x", n))
		want := Of(&seed, text)
		if got := Of(&seed, string(text)); got != want {
			t.Fatalf("%d bytes: as text %x, as bytes %x", n, got, want)
		}
		for i := range text {
			text[i] = 'y'
			if Of(&seed, text) == want {
				t.Errorf("byte %d of %d does not count", i, n)
			}
			text[i] = 'x'
		}
		if longer := Of(&seed, string(text)+"x"); longer == want {
			t.Errorf("%d and %d bytes hash alike", n, n+1)
		}
	}
}

// TestSample: texts that differ in length or at an end never hash alike, short
// ones wherever they differ.
func TestSample(t *testing.T) {
	seed := NewSeed()
	for _, n := range []int{0, 7, 16, 100, 128, 129, 1000, 100000} {
		text := strings.Repeat("x", n)
		hash := Sample(&seed, text)
		if n <= 128 && hash != Of(&seed, text) {
			t.Errorf("%d bytes are not all read", n)
		}
		if hash == Sample(&seed, text+"x") {
			t.Errorf("%d and %d bytes hash alike", n, n+1)
		}
		if n > 0 && (hash == Sample(&seed, "y"+text[1:]) || hash == Sample(&seed, text[1:]+"y")) {
			t.Errorf("%d bytes: an end does not count", n)
		}
	}
}

// TestWord: case does not count, everything else does.
func TestWord(t *testing.T) {
	for n := range 40 {
		text := strings.Repeat("Ab1", 14)[:n]
		hash := Word(text)
		if hash != Word(strings.ToLower(text)) || hash != Word(strings.ToUpper(text)) {
			t.Errorf("%d bytes: case counts", n)
		}
		if hash == Word(text+"x") {
			t.Errorf("%d and %d bytes hash alike", n, n+1)
		}
		for i := range n {
			if hash == Word(text[:i]+"z"+text[i+1:]) {
				t.Errorf("byte %d of %d does not count", i, n)
			}
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	a, b := NewSeed(), NewSeed()
	if Of(&a, "user.id") == Of(&b, "user.id") {
		t.Error("two seeds hash alike: the slots of a cache could be chosen from outside")
	}
}

// TestSlotsAreUsedEvenly puts similar keys into few slots.
func TestSlotsAreUsedEvenly(t *testing.T) {
	const keys, slots = 4096, 64
	seed := NewSeed()
	var used [slots]int
	for i := range keys {
		key := "http.request.header.x-" + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676))
		used[Of(&seed, key)%slots]++
	}
	for slot, n := range used {
		if n < keys/slots/3 || n > keys/slots*3 {
			t.Errorf("slot %d holds %d of %d keys, want about %d", slot, n, keys, keys/slots)
		}
	}
}

func BenchmarkOf(b *testing.B) {
	seed := NewSeed()
	for b.Loop() {
		Of(&seed, "http.response.status_code")
	}
}

// TestSpread: texts that differ in a number only are spread over the slots of a
// table like texts that have nothing in common, whatever the seed.
func TestSpread(t *testing.T) {
	const texts, slots = 200, 256
	for range 500 {
		seed, used := NewSeed(), make(map[uint64]bool)
		for i := range texts {
			used[Sample(&seed, fmt.Sprintf("com.example.shop.Service%d.call", i))%slots] = true
		}
		// 139 of them are used on average, with a deviation of 5.
		if len(used) < 105 {
			t.Fatalf("%d texts use %d of %d slots", texts, len(used), slots)
		}
	}
}
