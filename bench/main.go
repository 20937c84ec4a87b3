// Command bench measures the processor beside its peers on one workload, all in
// one process and interleaved, as nanoseconds a span and as a ratio to OTLP
// protobuf decode + encode of the same batch. Run it by "make bench".
//
// With -check it measures the processor alone and fails when a ratio is over
// its target times [slack]: the guard of continuous integration.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

func main() {
	rounds := flag.Int("rounds", 60, "rounds of every contender")
	check := flag.Bool("check", false, "measure the processor alone and fail over target")
	out := flag.String("out", "", "write the table to this file too")
	curves := flag.String("curves", "", "draw the scaling curves into this folder")
	flag.Parse()
	if err := run(*rounds, *check, *out, *curves); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(rounds int, check bool, out, curves string) error {
	own, err := ownContenders()
	if err != nil {
		return err
	}
	if !check {
		others, err := peers()
		if err != nil {
			return err
		}
		own = append(own, others...)
	}
	results, err := compare(own, rounds)
	if err != nil {
		return err
	}
	if check {
		writeTable(os.Stdout, results)
		return overTarget(results)
	}
	if curves != "" {
		if err := drawCurves(curves); err != nil {
			return err
		}
	}
	to := []io.Writer{os.Stdout}
	if out != "" {
		f, err := os.Create(out)
		if err != nil {
			return err
		}
		defer f.Close()
		to = append(to, f)
	}
	writeReport(io.MultiWriter(to...), results)
	return nil
}

// Names of our rows.
const (
	oursDefault = "privacy, whole default policy"
	oursIDs     = "privacy, ID keys only"
	oursCustom  = "privacy, default policy and 1,000 custom detectors"
)

// targets are what a row is meant to cost, as a ratio to decode + encode.
var targets = map[string]map[workload.Variant]float64{
	oursDefault: {workload.Clean: 0.40, workload.Normal: 0.50, workload.Dirty: 0.75},
	oursIDs:     {workload.Clean: 0.15, workload.Normal: 0.15, workload.Dirty: 0.15},
}

// slack keeps a noisy machine from failing the guard.
const slack = 1.5

func overTarget(results []result) error {
	var errs []error
	for _, r := range results {
		target, ok := targets[r.name][r.variant]
		if !ok {
			continue
		}
		if r.ratio > target {
			fmt.Printf("%s on %s: over its target, a ratio of %.2f\n", r.name, r.variant, target)
		}
		if most := target * slack; r.ratio > most {
			errs = append(errs, fmt.Errorf("%s on %s: ratio to decode + encode must be at most %.2f, got %.2f", r.name, r.variant, most, r.ratio))
		}
	}
	return errors.Join(errs...)
}

func ownContenders() ([]contender, error) {
	var out []contender
	for _, s := range []struct {
		name  string
		extra map[string]any
	}{{oursDefault, nil}, {oursIDs, idsOnly()}, {oursCustom, customDetectors(1000)}} {
		c, err := ours(s.name, s.extra)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// customDetectors are n rules of an operator, each with its own keyword.
func customDetectors(n int) map[string]any {
	var list []any
	for i := range n {
		word := keyword(i)
		list = append(list, map[string]any{
			"name":     "ref_" + word,
			"pattern":  word + "-[0-9]{8}",
			"keywords": []any{word + "-"},
		})
	}
	return map[string]any{"custom_detectors": list}
}

// keyword makes pronounceable words that differ for every i below 8,000.
func keyword(i int) string {
	const consonants, vowels = "bcdfgklmnprstvwxzhjq", "aeiou"
	word := make([]byte, 0, 6)
	for range 3 {
		word = append(word, consonants[i%20], vowels[i%5])
		i /= 20
	}
	return string(word)
}
