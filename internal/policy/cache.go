package policy

import (
	"sync/atomic"

	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

const (
	// cacheWays is how many keys share a set; a new key displaces one of them.
	cacheWays = 4
	// cacheSets bounds the cache to 8192 keys: an attacker who sends new keys
	// without end makes Decide compute, but never grow.
	cacheSets = 2048
	// maxCachedKey bounds the memory one entry can hold: longer keys are rare, and
	// of longer paths the end is taken.
	maxCachedKey = redact.LongestPath
)

// cache remembers decisions by attribute key. Reads take no lock and do not
// allocate; writers may overwrite each other, which costs a computation, no more.
type cache struct {
	seed quickhash.Seed
	sets []cacheSet
}

type cacheSet struct {
	ways [cacheWays]atomic.Pointer[cacheEntry]
	next atomic.Uint32 // the way that is displaced next
}

type cacheEntry struct {
	key      string
	decision *Decision
}

func (c *cache) init() {
	c.seed = quickhash.NewSeed()
	c.sets = make([]cacheSet, cacheSets)
}

func (c *cache) get(key string) *Decision {
	set := &c.sets[quickhash.Of(&c.seed, key)%cacheSets]
	for i := range set.ways {
		if e := set.ways[i].Load(); e != nil && e.key == key {
			return e.decision
		}
	}
	return nil
}

func (c *cache) getBytes(key []byte) *Decision {
	set := &c.sets[quickhash.Of(&c.seed, key)%cacheSets]
	for i := range set.ways {
		if e := set.ways[i].Load(); e != nil && e.key == string(key) {
			return e.decision
		}
	}
	return nil
}

// put remembers d under its own key.
func (c *cache) put(d *Decision) {
	key := d.Key
	if len(key) > maxCachedKey {
		return
	}
	set := &c.sets[quickhash.Of(&c.seed, key)%cacheSets]
	way := (set.next.Add(1) - 1) % cacheWays
	set.ways[way].Store(&cacheEntry{d.Key, d})
}
