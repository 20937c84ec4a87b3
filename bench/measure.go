package main

import (
	"fmt"
	"math"
	"runtime"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

// A result is the least time that a contender took for one span of a variant.
type result struct {
	name    string
	variant workload.Variant
	perSpan time.Duration
	ratio   float64 // to decode and encode in the same run
}

// codecName is the contender that all others are compared to.
const codecName = "OTLP protobuf decode + encode"

// batches is how many different batches take turns. They share what services
// repeat, but not their orders, sessions and secrets: more of these than any cache
// of ours remembers come in between.
const batches = 16

// compare runs every contender on every variant, one after the other in each
// round, so that a slow phase of the machine meets all of them, and keeps each
// one's minimum.
func compare(contenders []contender, rounds int) ([]result, error) {
	var results []result
	for _, v := range workload.Variants {
		fresh := make([]ptrace.Traces, batches)
		for seed := range fresh {
			fresh[seed] = workload.Traces(workload.Settings{Variant: v, Seed: uint64(seed)})
		}
		small := workload.Traces(workload.Settings{Variant: v, Spans: 64})
		tiny := workload.Traces(workload.Settings{Variant: v, Spans: slowSpans, Resources: 1})
		base, err := codec(fresh)
		if err != nil {
			return nil, err
		}
		all := append([]contender{{name: codecName, do: base}}, contenders...)
		least := make([]float64, len(all))
		for i := range least {
			least[i] = math.Inf(1)
		}
		for round := range rounds {
			for i, c := range all {
				in := fresh
				switch {
				case c.spans == slowSpans && round >= 2, c.spans > 0 && round >= 5:
					continue // milliseconds for a span: a few rounds tell enough
				case c.spans == slowSpans:
					in = []ptrace.Traces{tiny}
				case c.spans > 0:
					in = []ptrace.Traces{small}
				}
				d, err := timed(c, in...)
				if err != nil {
					return nil, fmt.Errorf("%s: %w", c.name, err)
				}
				least[i] = min(least[i], d)
			}
		}
		for i, c := range all {
			results = append(results, result{c.name, v, time.Duration(least[i]), least[i] / least[0]})
		}
	}
	return results, nil
}

// timed returns the nanoseconds that c takes for one span of fresh copies of in,
// one after the other: the cost for a collector that has enough to do for its cost
// to matter, with its tables in reach and its garbage to collect. Each copy is as
// warm as a batch that a receiver has just decoded.
func timed(c contender, in ...ptrace.Traces) (float64, error) {
	runtime.GC() // the garbage of those before is not this contender's
	var took time.Duration
	spans := 0
	for _, batch := range in {
		td := ptrace.NewTraces()
		batch.CopyTo(td)
		spans += td.SpanCount()
		start := time.Now()
		if err := c.do(td); err != nil {
			return 0, err
		}
		took += time.Since(start)
	}
	return float64(took.Nanoseconds()) / float64(spans), nil
}
