package keyring

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Keys are rotated under a load of concurrent batches. None is lost, and each
// is explained by one ring: the rule of package hashing applied to the keys
// of one version of the file.
func TestRotationUnderLoad(t *testing.T) {
	const rotations, records = 12, 20
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	now := start.Add(1000 * time.Hour)
	// Version v has the keys k0 to kv; ki is in force from hour i.
	version := func(v int) string {
		var b strings.Builder
		b.WriteString("keys:\n")
		for i := range v + 1 {
			from := start.Add(time.Duration(i) * time.Hour).Format(time.RFC3339)
			fmt.Fprintf(&b, "- {id: k%d, secret: '%s', active_from: %s}\n", i, secretText(i), from)
		}
		return b.String()
	}
	path := writeRing(t, version(0))
	n := newNews()
	s := openSource(t, path, n, noPoll)

	stop := make(chan struct{})
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() {
			for batches := 0; ; batches++ {
				select {
				case <-stop:
					if batches == 0 {
						t.Error("no batch was worked through")
					}
					return
				default:
				}
				ring := s.Ring()
				newest := len(ring.Keys()) - 1
				for i := range records {
					// Record i is of hour i and a half.
					key := ring.At(start.Add(time.Duration(i)*time.Hour+30*time.Minute), now)
					p := key.Subkey("acme", "user").Pseudonym("usr_k8x9m2")
					_, got, ok := hashing.Parse(p)
					if want := fmt.Sprint("k", min(i, newest)); !ok || got != want {
						t.Errorf("record %d of a batch under %d keys: got key %q, want %q", i, newest+1, got, want)
						return
					}
				}
			}
		})
	}
	for v := 1; v <= rotations; v++ {
		write(t, path+"~", version(v))
		rename(t, path+"~", path)
		if got := next(t, n.reloaded); len(got.Keys()) != v+1 {
			t.Errorf("rotation %d: got %d keys", v, len(got.Keys()))
		}
	}
	close(stop)
	load.Wait()
	if got := s.Status(); got != (Status{Reloads: rotations}) {
		t.Errorf("status %+v, want %d reloads", got, rotations)
	}
}
