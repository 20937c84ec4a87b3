package policy

import (
	"hash/maphash"
	"iter"
	"sync"

	"github.com/axiomhq/hyperloglog"
)

// Distinct estimates, for each domain, how many identifiers there were and how
// many pseudonyms they became. The two agree unless something makes different
// identifiers equal before they are hashed. It is safe for concurrent use, its
// memory is bounded (32 KiB a domain), and it holds no identifier.
type Distinct struct {
	seed    maphash.Seed
	mu      sync.Mutex
	domains map[string]*sketches
}

type sketches struct{ identifiers, pseudonyms *hyperloglog.Sketch }

// sighting is one pseudonym that was made: hashes of what of, and of itself.
type sighting struct {
	domain                *Domain
	identifier, pseudonym uint64
}

// maxSightings is how many sightings a session keeps before it hands them over.
const maxSightings = 256

func newDistinct() *Distinct {
	return &Distinct{seed: maphash.MakeSeed(), domains: make(map[string]*sketches)}
}

func (d *Distinct) sighting(domain *Domain, canonical, pseudonym string) sighting {
	return sighting{domain, maphash.String(d.seed, canonical), maphash.String(d.seed, pseudonym)}
}

// add takes the sightings of a session.
func (d *Distinct) add(seen []sighting) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, s := range seen {
		of := d.domains[s.domain.Name]
		if of == nil {
			of = &sketches{hyperloglog.New(), hyperloglog.New()}
			d.domains[s.domain.Name] = of
		}
		of.identifiers.InsertHash(s.identifier)
		of.pseudonyms.InsertHash(s.pseudonym)
	}
}

// Estimate is what is known of one domain.
type Estimate struct{ Identifiers, Pseudonyms uint64 }

// All yields the estimate of each domain that had an identifier.
func (d *Distinct) All() iter.Seq2[string, Estimate] {
	return func(yield func(string, Estimate) bool) {
		d.mu.Lock()
		defer d.mu.Unlock()
		for name, of := range d.domains {
			if !yield(name, Estimate{of.identifiers.Estimate(), of.pseudonyms.Estimate()}) {
				return
			}
		}
	}
}
