package hashing

import (
	"errors"
	"testing"
	"time"
)

// key makes a key that is in force from an RFC 3339 time, "" for always.
func keyFrom(t *testing.T, id, from string, revoked bool) *Key {
	t.Helper()
	s := KeySettings{ID: id, Secret: testSecret(len(id)), Revoked: revoked}
	if from != "" {
		s.ActiveFrom = at(t, from)
	}
	k, err := NewKey(s)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		t.Fatal(err)
	}
	return when
}

func TestAt(t *testing.T) {
	// In no particular order, as a file may have them.
	ring, err := NewRing(
		keyFrom(t, "k3", "2026-03-01T00:00:00Z", false),
		keyFrom(t, "k1", "", false),
		keyFrom(t, "k4", "2026-04-01T00:00:00Z", true),
		keyFrom(t, "k2", "2026-02-01T00:00:00Z", false),
		keyFrom(t, "k5", "2027-01-01T00:00:00Z", false),
	)
	if err != nil {
		t.Fatal(err)
	}
	const now = "2026-05-01T12:00:00Z"
	for _, c := range []struct{ name, record, want string }{
		{"before all others", "2025-01-01T00:00:00Z", "k1"},
		{"just before", "2026-01-31T23:59:59.999999999Z", "k1"},
		{"at that moment", "2026-02-01T00:00:00Z", "k2"},
		{"between", "2026-02-15T00:00:00Z", "k2"},
		{"a revoked key never writes", "2026-04-15T00:00:00Z", "k3"},
		{"now", now, "k3"},
		{"an hour ahead is believed", "2026-05-01T13:00:00Z", "k3"},
		{"more than an hour ahead is now", "2027-06-01T00:00:00Z", "k3"},
		{"no time is now", "0001-01-01T00:00:00Z", "k3"},
		{"the Unix epoch is no time", "1970-01-01T00:00:00Z", "k3"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := ring.At(at(t, c.record), at(t, now)); got == nil || got.ID() != c.want {
				t.Errorf("At(%s) = %v, want %s", c.record, got, c.want)
			}
		})
	}
}

// A record may be written with a key that takes effect within the hour ahead,
// by its own clock: the clock of the collector does not matter.
func TestAtAhead(t *testing.T) {
	ring, err := NewRing(keyFrom(t, "k1", "", false), keyFrom(t, "k2", "2026-05-01T12:30:00Z", false))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ record, now, want string }{
		{"2026-05-01T12:31:00Z", "2026-05-01T12:20:00Z", "k2"},
		{"2026-05-01T12:31:00Z", "2026-05-01T12:40:00Z", "k2"},
		{"2026-05-01T12:29:00Z", "2026-05-01T12:20:00Z", "k1"},
		{"2026-05-01T12:29:00Z", "2026-05-01T12:40:00Z", "k1"},
	} {
		if got := ring.At(at(t, c.record), at(t, c.now)); got.ID() != c.want {
			t.Errorf("At(%s, %s) = %s, want %s", c.record, c.now, got.ID(), c.want)
		}
	}
}

func TestAtNothingInForce(t *testing.T) {
	ring, err := NewRing(keyFrom(t, "k1", "", true), keyFrom(t, "k2", "2026-06-01T00:00:00Z", false))
	if err != nil {
		t.Fatal(err)
	}
	now := at(t, "2026-05-01T00:00:00Z")
	if got := ring.At(now, now); got != nil {
		t.Errorf("At = %s, want none: k1 is revoked and k2 not in force yet", got.ID())
	}
}

// Of two keys that take effect together the later in the ring writes, on
// every replica.
func TestAtTie(t *testing.T) {
	now := at(t, "2026-05-01T00:00:00Z")
	for _, from := range []string{"", "2026-04-01T00:00:00Z"} {
		ring, err := NewRing(keyFrom(t, "k2", from, false), keyFrom(t, "k1", from, false))
		if err != nil {
			t.Fatal(err)
		}
		if got := ring.At(now, now); got.ID() != "k1" {
			t.Errorf("active from %q: got %s, want k1", from, got.ID())
		}
	}
}

func TestNewRingRefuses(t *testing.T) {
	k1, revoked := keyFrom(t, "k1", "", false), keyFrom(t, "k2", "", true)
	for _, c := range []struct {
		keys []*Key
		want string
	}{
		{nil, "must hold at least one key that is not revoked, got 0 keys"},
		{[]*Key{revoked}, "must hold at least one key that is not revoked, got 1 keys"},
		{[]*Key{k1, revoked, k1}, `id must be unique, got "k1" twice`},
	} {
		if _, err := NewRing(c.keys...); err == nil || err.Error() != c.want {
			t.Errorf("error %q, want %q", err, c.want)
		}
	}
	if _, err := NewRing(revoked); !errors.Is(err, ErrNoKey) {
		t.Errorf("got %v, want ErrNoKey", err)
	}
}

func TestRingKeys(t *testing.T) {
	ring, err := NewRing(keyFrom(t, "k2", "", true), keyFrom(t, "k1", "", false))
	if err != nil {
		t.Fatal(err)
	}
	keys := ring.Keys()
	if len(keys) != 2 || keys[0].ID() != "k2" || keys[1].ID() != "k1" {
		t.Errorf("got %v, want k2 and k1, in the order given", keys)
	}
	keys[0] = nil
	if k := ring.Key("k2"); k == nil || k != ring.Keys()[0] || !k.Revoked() {
		t.Error("a revoked key must be found, and Keys must be the caller's own")
	}
	if ring.Key("k3") != nil {
		t.Error("found a key that is not there")
	}
}
