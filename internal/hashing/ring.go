package hashing

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// maxSkew is how far ahead of the clock a record's own time may be before it
// is taken for wrong.
const maxSkew = time.Hour

// ErrNoKey is what [NewRing] returns for a ring that could write nothing.
var ErrNoKey = errors.New("must hold at least one key that is not revoked")

// Ring is an immutable set of keys. Its zero value has none.
type Ring struct {
	keys     []*Key // as given
	byID     map[string]*Key
	writable []*Key // not revoked, by ActiveFrom
	always   *Key   // writes every record, whatever its time; nil if that depends
}

// NewRing makes a ring of keys with distinct IDs, at least one of them not
// revoked. The ring's keys are copies that share one bounded cache of
// subkeys.
func NewRing(keys ...*Key) (*Ring, error) {
	r := &Ring{byID: make(map[string]*Key, len(keys))}
	shared := newCache(maxSubkeys)
	var errs []error
	for _, k := range keys {
		if r.byID[k.id] != nil {
			errs = append(errs, fmt.Errorf("id must be unique, got %q twice", k.id))
			continue
		}
		own := *k
		own.subkey = shared.subkey
		r.byID[own.id] = &own
		r.keys = append(r.keys, &own)
		if !own.revoked {
			r.writable = append(r.writable, &own)
		}
	}
	if len(r.writable) == 0 {
		errs = append(errs, fmt.Errorf("%w, got %d keys", ErrNoKey, len(keys)))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	// Stable: of two keys that take effect together, the later in the ring
	// wins, on every replica that reads the same ring.
	slices.SortStableFunc(r.writable, func(a, b *Key) int { return a.activeFrom.Compare(b.activeFrom) })
	if len(r.writable) == 1 && r.writable[0].activeFrom.IsZero() {
		r.always = r.writable[0]
	}
	return r, nil
}

// Always is the key that writes every record, whatever its time; nil if there is
// more than one, or one that is not yet in force.
func (r *Ring) Always() *Key { return r.always }

// At is the key that a record of time t is written with: of the keys that are
// not revoked the one with the latest ActiveFrom not after t. A t of zero (of
// Go or of Unix), or more than an hour after now, counts as now. So replicas
// and later replays agree without coordination.
//
// It is nil if no key may write such a record: the caller must mask.
func (r *Ring) At(t, now time.Time) *Key {
	if r.always != nil {
		return r.always
	}
	if t.IsZero() || t.Equal(unixZero) || t.Sub(now) > maxSkew {
		t = now
	}
	// The first key that is not yet in force; the one before it writes.
	i, _ := slices.BinarySearchFunc(r.writable, t, func(k *Key, t time.Time) int {
		if k.activeFrom.After(t) {
			return 1
		}
		return -1
	})
	if i == 0 {
		return nil
	}
	return r.writable[i-1]
}

// unixZero is what a record without a time carries in OTLP.
var unixZero = time.Unix(0, 0)

// Keys returns all keys, revoked ones too, in the order they were given.
func (r *Ring) Keys() []*Key { return slices.Clone(r.keys) }

// Key returns the key with that ID, revoked or not, or nil.
func (r *Ring) Key(id string) *Key { return r.byID[id] }
