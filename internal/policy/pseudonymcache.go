package policy

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
)

const (
	// pseudonymSlots bounds a session's cache: one slot for each value of the
	// hash, the newest identifier stays. With short identifiers it is half a MiB.
	pseudonymSlots = 4096
	// maxCachedIdentifier bounds what one slot can hold.
	maxCachedIdentifier = 128
)

// pseudonymCache remembers pseudonyms by raw identifier, as the same few IDs
// recur through a batch. It belongs to one session and takes no lock.
type pseudonymCache struct {
	seed  quickhash.Seed
	slots []pseudonymSlot
}

type pseudonymSlot struct {
	sub       *hashing.Subkey
	raw       string
	pseudonym string // never empty
	already   uint64 // the batch in which raw was found to be a pseudonym of our own
}

func (c *pseudonymCache) init() {
	c.seed = quickhash.NewSeed()
	c.slots = make([]pseudonymSlot, pseudonymSlots)
}

// slot is where raw is, or belongs. The subkey need not be in the hash: a record
// has few domains, and equal identifiers in two of them are rare.
func (c *pseudonymCache) slot(raw string) *pseudonymSlot {
	return &c.slots[quickhash.Of(&c.seed, raw)%pseudonymSlots]
}

func (e *pseudonymSlot) set(sub *hashing.Subkey, raw, pseudonym string) {
	if len(raw) <= maxCachedIdentifier && pseudonym != "" {
		// A copy: raw may be a part of a large text, which must not live on.
		*e = pseudonymSlot{sub: sub, raw: strings.Clone(raw), pseudonym: pseudonym}
	}
}

// setAlready notes that raw is a pseudonym of our own. That holds for one batch:
// the next one may come under other keys.
func (e *pseudonymSlot) setAlready(batch uint64, raw string) {
	switch {
	case e.raw == raw:
		e.already = batch
	case len(raw) <= maxCachedIdentifier:
		*e = pseudonymSlot{raw: strings.Clone(raw), already: batch}
	}
}
