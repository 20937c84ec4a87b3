package hashing

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"strings"
	"sync"
	"testing"
)

// The states kept instead of the secret make the HMAC of the standard
// library, for texts of every length around the block and chunk sizes.
func TestSubkeyIsHMAC(t *testing.T) {
	secret := testSecret(1)
	s := newSubkey("k1", "user", secret)
	for n := range 1200 {
		text := strings.Repeat("x", n)
		want := ""
		if n > 0 {
			h := hmac.New(sha256.New, secret)
			h.Write([]byte(text))
			want = "user_k1_" + base32Lower.EncodeToString(h.Sum(nil)[:16])
		}
		if got := s.Pseudonym(text); got != want {
			t.Fatalf("%d bytes: got %q, want %q", n, got, want)
		}
	}
}

func TestSubkeyGetters(t *testing.T) {
	s := testKey(t, "k1", 1).Subkey("acme", "account")
	if s.Domain() != "account" || s.KeyID() != "k1" {
		t.Errorf("got %q, %q, want account, k1", s.Domain(), s.KeyID())
	}
}

// What the contract has no subkey for gets no pseudonym rather than a raw one
// or that of somebody else.
func TestNoSubkey(t *testing.T) {
	k := testKey(t, "k1", 1)
	long := strings.Repeat("t", 1<<16)
	for name, s := range map[string]*Subkey{
		"long tenant":  k.Subkey(long, "user"),
		"long domain":  k.Subkey("", long),
		"no domain":    k.Subkey("", ""),
		"wrong domain": k.Subkey("", "user_id"),
	} {
		if got := s.Pseudonym("usr_k8x9m2"); s != nil || got != "" {
			t.Errorf("%s: got %q, want none", name, got)
		}
	}
	if k.Subkey(long[1:], "user").Pseudonym("42") == "" {
		t.Error("a tenant of 65535 bytes must have a subkey")
	}
}

// No two of tenant, domain, key and value run together or link.
func TestUnlinkable(t *testing.T) {
	seen := map[string]string{}
	for n, id := range []string{"k1", "k2"} {
		k := testKey(t, id, n)
		for _, tenant := range []string{"", "a", "ab", "acme", "acm", "auser"} {
			for _, domain := range []string{"user", "users", "account", "r"} {
				for _, value := range []string{"1", "42"} {
					p := k.Subkey(tenant, domain).Pseudonym(value)
					body := p[strings.LastIndexByte(p, '_'):]
					name := fmt.Sprint(id, ",", tenant, ",", domain, ",", value)
					if twin, ok := seen[body]; ok {
						t.Errorf("(%s) and (%s) have the same body", twin, name)
					}
					seen[body] = name
				}
			}
		}
	}
}

func TestCacheIsBounded(t *testing.T) {
	const limit = 256
	k := testKey(t, "k1", 1)
	c := newCache(limit)
	for round := range 2 {
		for i := range 10_000 {
			tenant := fmt.Sprint("tenant ", i)
			want := k.newSubkey(tenant, "user").Pseudonym("42")
			for range 2 { // derived, then remembered
				if got := c.subkey(k, tenant, "user").Pseudonym("42"); got != want {
					t.Fatalf("round %d, tenant %d: got %q, want %q", round, i, got, want)
				}
			}
		}
	}
	if slots := len(*c.table.Load()); slots > limit {
		t.Errorf("the cache has %d slots, want at most %d", slots, limit)
	}
}

func TestCacheRemembers(t *testing.T) {
	ring := testRing(t, 2)
	k0, k1 := ring.Key("k0"), ring.Key("k1")
	if first, again := k0.Subkey("acme", "user"), k0.Subkey("acme", "user"); first != again {
		t.Error("a subkey was derived twice")
	}
	if k0.Subkey("acme", "user") == k1.Subkey("acme", "user") {
		t.Error("two keys share a subkey")
	}
	for i := range 10_000 {
		k0.Subkey(fmt.Sprint("tenant ", i), "user")
	}
	lost := 0
	for i := range 10_000 {
		tenant := fmt.Sprint("tenant ", i)
		if first, again := k0.Subkey(tenant, "user"), k0.Subkey(tenant, "user"); first != again {
			lost++
		}
	}
	if lost > 0 {
		t.Errorf("%d of 10,000 tenants are not remembered", lost)
	}
	long := strings.Repeat("t", maxCachedField+1)
	if first, again := k0.Subkey(long, "user"), k0.Subkey(long, "user"); first == again {
		t.Error("a tenant of absurd length is remembered")
	}
}

func TestConcurrentUse(t *testing.T) {
	ring := testRing(t, 4)
	want := map[string]string{}
	for k := range 4 {
		for i := range 200 {
			id, tenant := fmt.Sprint("k", k), fmt.Sprint("tenant ", i)
			want[id+tenant] = testKey(t, id, k).newSubkey(tenant, "user").Pseudonym(tenant)
		}
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for k := range 4 {
				for i := range 200 {
					id, tenant := fmt.Sprint("k", k), fmt.Sprint("tenant ", i)
					if got := ring.Key(id).Subkey(tenant, "user").Pseudonym(tenant); got != want[id+tenant] {
						t.Errorf("%s, %s: got %q, want %q", id, tenant, got, want[id+tenant])
					}
				}
			}
		})
	}
	all.Wait()
}
