package hashing

import (
	"fmt"
	"runtime"
	"testing"
	"time"
)

// BenchmarkPseudonym is the cost of one identifier in the hot path: one
// HMAC-SHA256 of 16 bytes and the string it makes.
func BenchmarkPseudonym(b *testing.B) {
	s := testKey(b, "k1", 1).Subkey("", "user")
	b.SetBytes(16)
	b.ReportAllocs()
	for b.Loop() {
		s.Pseudonym("usr_k8x9m2abcdef")
	}
}

// BenchmarkPseudonymParallel shows that processors do not wait for each other.
func BenchmarkPseudonymParallel(b *testing.B) {
	s := testKey(b, "k1", 1).Subkey("", "user")
	b.ReportAllocs()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			s.Pseudonym("usr_k8x9m2abcdef")
		}
	})
}

// BenchmarkSubkey is the cost of finding a subkey that is remembered.
func BenchmarkSubkey(b *testing.B) {
	k := testKey(b, "k1", 1)
	k.Subkey("acme", "user")
	b.ReportAllocs()
	for b.Loop() {
		k.Subkey("acme", "user")
	}
}

// BenchmarkDerive is the cost of one that is not: two HKDF steps and two
// states.
func BenchmarkDerive(b *testing.B) {
	k := testKey(b, "k1", 1)
	b.ReportAllocs()
	for b.Loop() {
		k.newSubkey("acme", "user")
	}
}

// BenchmarkAt is the cost of choosing a key from a ring of 1,000.
func BenchmarkAt(b *testing.B) {
	r := testRing(b, 1000)
	now := time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
	b.ReportAllocs()
	for b.Loop() {
		r.At(now, now)
	}
}

// BenchmarkCanonical is the cost of an identifier that is canonical already.
func BenchmarkCanonical(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Canonical("usr_k8x9m2abcdef", true)
	}
}

// BenchmarkLargeRing is a ring of 1,000 keys that serves 10,000 tenants:
// ns/start is making it, ns/tenant the first pseudonym of a tenant,
// ns/pseudonym each later one (tenant after tenant, so no processor cache
// helps), B/tenant the memory a remembered subkey takes.
func BenchmarkLargeRing(b *testing.B) {
	const tenants = 10_000
	names := make([]string, tenants)
	for i := range names {
		names[i] = fmt.Sprintf("tenant-%05d", i)
	}
	now := time.Now()
	var starts, firsts, laters, bytes float64
	for b.Loop() {
		begin := time.Now()
		ring := testRing(b, 1000)
		starts += float64(time.Since(begin))

		before := heap()
		begin = time.Now()
		key := ring.At(now, now)
		for _, name := range names {
			key.Subkey(name, "user").Pseudonym("usr_k8x9m2abcdef")
		}
		firsts += float64(time.Since(begin)) / tenants
		bytes += float64(heap()-before) / tenants

		begin = time.Now()
		for _, name := range names {
			ring.At(now, now).Subkey(name, "user").Pseudonym("usr_k8x9m2abcdef")
		}
		laters += float64(time.Since(begin)) / tenants
		runtime.KeepAlive(ring)
	}
	n := float64(b.N)
	b.ReportMetric(starts/n, "ns/start")
	b.ReportMetric(firsts/n, "ns/tenant")
	b.ReportMetric(laters/n, "ns/pseudonym")
	b.ReportMetric(bytes/n, "B/tenant")
	b.ReportMetric(0, "ns/op") // the sum of all this means nothing
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
