package keyring

import (
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// BenchmarkLoad is the time and memory to read a ring of 1,000 keys: what a
// start or a reload costs.
func BenchmarkLoad(b *testing.B) {
	path := writeRing(b, ringText(1000))
	b.ReportAllocs()
	var ring *hashing.Ring
	for b.Loop() {
		var err error
		if ring, err = Load(path); err != nil {
			b.Fatal(err)
		}
	}
	if len(ring.Keys()) != 1000 {
		b.Error("lost a key")
	}
}
