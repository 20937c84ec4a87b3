package quickhash

import (
	"strings"
	"testing"
)

// TestEveryByteCounts holds the words to their overlap: no byte of a text is left out, nor is its length.
func TestEveryByteCounts(t *testing.T) {
	seed := NewSeed()
	for n := range 80 {
		text := []byte(strings.Repeat("a", n))
		h := Of(&seed, string(text))
		if Of(&seed, text) != h {
			t.Errorf("%d bytes hash unlike the same text", n)
		}
		if Of(&seed, string(text)+"a") == h {
			t.Errorf("%d bytes hash like %d", n, n+1)
		}
		for i := range text {
			text[i] = 'b'
			if Of(&seed, text) == h {
				t.Errorf("byte %d of %d does not count", i, n)
			}
			text[i] = 'a'
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	a, b := NewSeed(), NewSeed()
	if Of(&a, "user.id") == Of(&b, "user.id") {
		t.Error("two seeds give one hash")
	}
}

func BenchmarkOf(b *testing.B) {
	seed := NewSeed()
	for b.Loop() {
		Of(&seed, "http.response.status_code")
	}
}
