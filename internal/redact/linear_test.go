package redact

import (
	"maps"
	"math"
	"strings"
	"testing"
)

// TestLinearToAMegabyte compares the processor time that a byte of a hostile value costs in 64 KiB and in 1 MiB, beside
// that of a byte of ordinary text in the same run. A text made of nothing but findings costs more than one without, but
// no value may cost ever more with its length, nor cost a hundred times as much.
func TestLinearToAMegabyte(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const small, large = 64 << 10, 1 << 20
	const growth, lever, attempts = 4, 100, 3
	r := newScrubber(t, Settings{})
	cost := func(unit string, size int) float64 {
		text, best := strings.Repeat(unit, size/len(unit)+1)[:size], math.Inf(1)
		for range 2 {
			p, start := propertyPass(), cpuTime()
			r.Scrub(p, "", text)
			best = min(best, float64(cpuTime()-start)/float64(size))
		}
		return best
	}
	units := maps.Clone(hostile)
	for _, a := range adversarial {
		units[a.name] = a.unit
	}
	for name, unit := range units {
		for attempt := 1; ; attempt++ {
			ordinary, a, b := cost(sample, small), cost(unit, small), cost(unit, large)
			if b <= growth*max(a, ordinary) && a <= lever*ordinary {
				break
			}
			if attempt == attempts { // a busy machine may spoil one or two
				t.Errorf("%s: %.1f ns a byte of 64 KiB, %.1f of 1 MiB, %.1f of ordinary text", name, a, b, ordinary)
				break
			}
		}
	}
}
