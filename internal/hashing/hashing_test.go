package hashing

import (
	"crypto/sha256"
	"fmt"
	"testing"
	"time"
)

// testSecret is 32 bytes that look random, another for each n.
func testSecret(n int) []byte {
	sum := sha256.Sum256(fmt.Appendf(nil, "test secret %d", n))
	return sum[:]
}

func testKey(tb testing.TB, id string, n int) *Key {
	tb.Helper()
	k, err := NewKey(KeySettings{ID: id, Secret: testSecret(n)})
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// testRing has n keys, k0 to k(n-1), each in force for an hour after the one
// before; the first since 2026.
func testRing(tb testing.TB, n int) *Ring {
	tb.Helper()
	keys := make([]*Key, n)
	for i := range keys {
		k, err := NewKey(KeySettings{
			ID:         fmt.Sprintf("k%d", i),
			Secret:     testSecret(i),
			ActiveFrom: time.Date(2026, 1, 1, i, 0, 0, 0, time.UTC),
		})
		if err != nil {
			tb.Fatal(err)
		}
		keys[i] = k
	}
	r, err := NewRing(keys...)
	if err != nil {
		tb.Fatal(err)
	}
	return r
}
