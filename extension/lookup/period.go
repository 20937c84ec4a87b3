package lookup

import (
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// periodSlack widens a key's period: a record may carry a time up to an hour
// ahead, and resource attributes take the earliest record below them.
const periodSlack = time.Hour

// keysFor returns the keys that may have made pseudonyms of records between
// from and to, revoked ones too, in the ring's order. A key's period ends where
// that of the next key begins, unless that one was revoked since: then this one
// may have stood in for it.
func keysFor(ring *hashing.Ring, from, to time.Time) []*hashing.Key {
	var out []*hashing.Key
	for _, k := range ring.Keys() {
		if k.ActiveFrom().After(to.Add(periodSlack)) {
			continue
		}
		ended := false
		for _, next := range ring.Keys() {
			if !next.Revoked() && next.ActiveFrom().After(k.ActiveFrom()) && next.ActiveFrom().Before(from.Add(-periodSlack)) {
				ended = true
			}
		}
		if !ended {
			out = append(out, k)
		}
	}
	return out
}
