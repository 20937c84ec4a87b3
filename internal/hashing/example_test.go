package hashing_test

import (
	"fmt"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

func Example() {
	secret, err := hashing.ParseSecret("hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		panic(err)
	}
	key, err := hashing.NewKey(hashing.KeySettings{ID: "k1", Secret: secret})
	if err != nil {
		panic(err)
	}
	ring, err := hashing.NewRing(key)
	if err != nil {
		panic(err)
	}

	recorded := time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)
	sub := ring.At(recorded, time.Now()).Subkey("", "user")
	fmt.Println(sub.Pseudonym(hashing.Canonical("usr_k8x9m2", false)))
	fmt.Println(sub.Pseudonym(hashing.Canonical("  usr_k8x9m2\n", false)))
	// Output:
	// user_k1_lhfin5bga4by6bin2xpgu7mzp4
	// user_k1_lhfin5bga4by6bin2xpgu7mzp4
}

func ExampleParse() {
	domain, keyID, ok := hashing.Parse("user_2026-q4_lhfin5bga4by6bin2xpgu7mzp4")
	fmt.Println(domain, keyID, ok)
	// Output: user 2026-q4 true
}
