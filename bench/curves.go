package main

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

// curveRounds is how often each point of a curve is measured; the least counts.
const curveRounds = 15

// drawCurves measures how the cost grows with one thing at a time and draws a
// picture of each into dir.
func drawCurves(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for _, c := range []struct {
		file, title, x, y string
		log               bool
		points            func() ([]point, error)
	}{
		{"rules", "custom detectors added to the default policy", "custom detectors", "ns a span", false, costOfRules},
		{"value-size", "one attribute of ordinary text", "bytes of the value", "ns a byte", true, costOfSize},
		{"batch-size", "spans in a batch", "spans", "ns a span", true, costOfBatch},
		{"distinct-ids", "distinct users seen", "users", "ns a span", true, costOfUsers},
		{"cores", "workers in parallel", "workers", "spans a second", false, costOfCores},
		{"dirt", "spans with an email", "share of spans", "ns a span", false, costOfDirt},
	} {
		points, err := c.points()
		if err != nil {
			return fmt.Errorf("curve %s: %w", c.file, err)
		}
		if err := draw(filepath.Join(dir, c.file+".svg"), c.title, c.x, c.y, c.log, points); err != nil {
			return fmt.Errorf("draw %s: %w", c.file, err)
		}
		fmt.Printf("%s: %v\n", c.file, points)
	}
	return nil
}

// least is the least time that c takes for one span of in.
func least(c contender, in ptrace.Traces) (float64, error) {
	best := math.Inf(1)
	for range curveRounds {
		d, err := timed(c, in)
		if err != nil {
			return 0, err
		}
		best = min(best, d)
	}
	return best, nil
}

func costOfRules() (points []point, err error) {
	batch := workload.Traces(workload.Settings{})
	for _, n := range []int{20, 50, 100, 200, 500, 1000} {
		c, err := ours("", customDetectors(n))
		if err != nil {
			return nil, err
		}
		cost, err := least(c, batch)
		if err != nil {
			return nil, err
		}
		points = append(points, point{x: float64(n), y: cost})
	}
	return points, nil
}

func costOfSize() (points []point, err error) {
	c, err := ours("", nil)
	if err != nil {
		return nil, err
	}
	for size := 16; size <= 1<<20; size *= 4 {
		td := ptrace.NewTraces()
		sp := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		text := strings.Repeat("the order was priced and sent to the warehouse. ", size/48+1)[:size]
		sp.Attributes().PutStr("app.note", text)
		cost, err := least(c, td)
		if err != nil {
			return nil, err
		}
		points = append(points, point{x: float64(size), y: cost / float64(size)})
	}
	return points, nil
}

func costOfBatch() (points []point, err error) {
	c, err := ours("", nil)
	if err != nil {
		return nil, err
	}
	for n := 1; n <= 8192; n *= 4 {
		cost, err := least(c, workload.Traces(workload.Settings{Spans: n, Resources: min(n, 8)}))
		if err != nil {
			return nil, err
		}
		points = append(points, point{x: float64(n), y: cost})
	}
	return points, nil
}

// costOfUsers sends batchesOfUsers batches of so many users, and tells the heap
// that is left.
func costOfUsers() (points []point, err error) {
	const batchesOfUsers = 400
	for users := 10; users <= 10_000_000; users *= 10 {
		c, err := ours("", nil)
		if err != nil {
			return nil, err
		}
		best := math.Inf(1)
		for seed := range uint64(batchesOfUsers) {
			d, err := timed(c, workload.Traces(workload.Settings{Users: users, Seed: seed}))
			if err != nil {
				return nil, err
			}
			best = min(best, d)
		}
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		fmt.Printf("distinct-ids: %d users, %.1f MB of heap\n", users, float64(m.HeapAlloc)/1e6)
		points = append(points, point{x: float64(users), y: best})
	}
	return points, nil
}

func costOfCores() (points []point, err error) {
	c, err := ours("", nil)
	if err != nil {
		return nil, err
	}
	batch := workload.Traces(workload.Settings{})
	for workers := 1; workers <= runtime.NumCPU(); workers++ {
		const batches = 100
		queue := make(chan ptrace.Traces, workers*batches)
		for range workers * batches {
			td := ptrace.NewTraces()
			batch.CopyTo(td)
			queue <- td
		}
		close(queue)
		runtime.GC()
		var wg sync.WaitGroup
		errs := make(chan error, workers)
		start := time.Now()
		for range workers {
			wg.Go(func() {
				for td := range queue {
					if err := c.do(td); err != nil {
						errs <- err
						return
					}
				}
			})
		}
		wg.Wait()
		took := time.Since(start)
		close(errs)
		if err := <-errs; err != nil {
			return nil, err
		}
		spans := float64(workers * batches * batch.SpanCount())
		points = append(points, point{x: float64(workers), y: spans / took.Seconds()})
	}
	return points, nil
}

func costOfDirt() (points []point, err error) {
	c, err := ours("", nil)
	if err != nil {
		return nil, err
	}
	for _, share := range []float64{0.001, 0.02, 0.05, 0.1, 0.2, 0.5, 1} {
		cost, err := least(c, workload.Traces(workload.Settings{Dirt: share}))
		if err != nil {
			return nil, err
		}
		points = append(points, point{x: share, y: cost})
	}
	return points, nil
}
