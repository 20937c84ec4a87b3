package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

// spansPerBatch is what the workload puts into a batch.
const spansPerBatch = 512

// side is one of the two processes that are compared.
type side struct {
	name string
	*collector
	rates []float64 // spans a second, a round each
	usage
}

// compare runs a process with the processor and one without beside each other
// and sends the same batches to one and then the other, so that whatever else
// the machine does meets both.
func compare(ctx context.Context, bin string, batches, rounds int) error {
	const different = 16 // batches take turns, so that not all of their texts repeat
	wire := make([][]byte, different)
	for seed := range wire {
		var err error
		if wire[seed], err = encode(workload.Settings{Seed: uint64(seed)}); err != nil {
			return err
		}
	}
	out, err := startSink()
	if err != nil {
		return err
	}
	defer out.server.Stop()
	fmt.Println("| OTLP in | spans a second | CPU seconds for a million spans | peak memory, MB |\n|---|---:|---:|---:|")
	ends := []end{
		{name: "nothing out"},
		{"OTLP out, not compressed", out.addr, "none"},
		{"OTLP out, compressed as the exporter does unless told otherwise", out.addr, "gzip"},
	}
	for _, to := range ends {
		without, with := &side{name: "without privacy"}, &side{name: "with privacy"}
		if without.collector, err = start(ctx, bin, false, to); err != nil {
			return err
		}
		with.collector, err = start(ctx, bin, true, to)
		if err == nil {
			err = takeTurns(ctx, []*side{without, with}, wire, batches, rounds)
			with.usage, err = with.stopAfter(err)
		}
		if without.usage, err = without.stopAfter(err); err != nil {
			return err
		}
		printSides(to.name, without, with, float64(batches*rounds*spansPerBatch)/1e6)
	}
	return nil
}

// takeTurns sends every round to each side.
func takeTurns(ctx context.Context, sides []*side, wire [][]byte, batches, rounds int) error {
	for range rounds {
		for _, s := range sides {
			begin := time.Now()
			err := s.send(ctx, batches, func(i int) ([]byte, error) { return wire[i%len(wire)], nil })
			if err != nil {
				return err
			}
			s.rates = append(s.rates, float64(batches*spansPerBatch)/time.Since(begin).Seconds())
		}
	}
	return nil
}

// printSides prints the middle of the rounds, and the middle of their ratios.
func printSides(end string, without, with *side, millionSpans float64) {
	ratios := make([]float64, len(with.rates))
	for i := range ratios {
		ratios[i] = with.rates[i] / without.rates[i]
	}
	for _, s := range []*side{without, with} {
		fmt.Printf("| %s, %s | %.0f | %.2f | %.0f |\n", end, s.name, median(s.rates), s.cpu.Seconds()/millionSpans, float64(s.peak)/1e6)
	}
	fmt.Printf("| %s, with / without | %.2f | | |\n", end, median(ratios))
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

// encode is a batch of the workload as an OTLP request.
func encode(s workload.Settings) ([]byte, error) {
	return ptraceotlp.NewExportRequestFromTraces(workload.Traces(s)).MarshalProto()
}
