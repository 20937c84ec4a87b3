package hashing

import (
	"hash/maphash"
	"sync"
	"sync/atomic"
)

const (
	// maxSubkeys bounds the subkeys that a ring (or a key outside a ring)
	// remembers: a power of two, well above 10,000 tenants of five domains;
	// about 60 MB if all are used.
	maxSubkeys = 1 << 17

	// maxCachedField keeps tenants of absurd length, which come from the
	// network, from being remembered.
	maxCachedField = 256

	// minSlots is the size of an empty cache, probes how many neighbors of its
	// own slot an entry may stand in.
	minSlots = 64
	probes   = 8
)

// cache remembers subkeys: a hash table that grows up to a bound and then
// overwrites. Reading takes no lock and does not allocate; a miss costs a
// derivation, some microseconds, so losing an entry is harmless.
type cache struct {
	seed  maphash.Seed
	limit int
	table atomic.Pointer[table]

	mu   sync.Mutex // held to change the table
	next uint       // picks the entry to overwrite
}

type table []atomic.Pointer[entry]

// entry is immutable. The key is part of it, as the keys of a ring share one
// cache.
type entry struct {
	hash   uint64
	tenant string
	key    *Key
	subkey *Subkey
}

func newCache(limit int) *cache {
	c := &cache{seed: maphash.MakeSeed(), limit: limit}
	t := make(table, minSlots)
	c.table.Store(&t)
	return c
}

// subkey finds or derives the subkey of k for tenant and domain.
func (c *cache) subkey(k *Key, tenant, domain string) *Subkey {
	h := c.hash(k, tenant, domain)
	if s := c.table.Load().find(h, k, tenant, domain); s != nil {
		return s
	}
	s := k.newSubkey(tenant, domain)
	if s != nil && len(tenant) <= maxCachedField && len(domain) <= maxCachedField {
		c.add(&entry{hash: h, tenant: tenant, key: k, subkey: s})
	}
	return s
}

func (c *cache) hash(k *Key, tenant, domain string) uint64 {
	const odd = 0x9e3779b97f4a7c15 // 2^64 / golden ratio: mixes the three
	h := maphash.String(c.seed, tenant)
	h = h*odd + maphash.String(c.seed, domain)
	h = h*odd + maphash.String(c.seed, k.id)
	return h ^ h>>32
}

func (t table) find(h uint64, k *Key, tenant, domain string) *Subkey {
	for i := range uint64(probes) {
		e := t.slot(h + i).Load()
		if e != nil && e.hash == h && e.key == k && e.tenant == tenant && e.subkey.domain == domain {
			return e.subkey
		}
	}
	return nil
}

func (t table) slot(i uint64) *atomic.Pointer[entry] { return &t[i&uint64(len(t)-1)] }

// place puts e into a free slot near its own, if there is one.
func (t table) place(e *entry) bool {
	for i := range uint64(probes) {
		if s := t.slot(e.hash + i); s.Load() == nil {
			s.Store(e)
			return true
		}
	}
	return false
}

func (c *cache) add(e *entry) {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := *c.table.Load()
	if t.find(e.hash, e.key, e.tenant, e.subkey.domain) != nil {
		return // another goroutine derived the same
	}
	for !t.place(e) {
		if len(t) >= c.limit {
			c.next++
			t.slot(e.hash + uint64(c.next%probes)).Store(e)
			return
		}
		t = t.grow()
		c.table.Store(&t)
	}
}

// grow returns a table of twice the size with the same entries, but for the
// few that find no place.
func (t table) grow() table {
	bigger := make(table, 2*len(t))
	for i := range t {
		if e := t[i].Load(); e != nil {
			bigger.place(e)
		}
	}
	return bigger
}
