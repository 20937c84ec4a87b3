// Command process measures the built distribution as a whole process: OTLP in
// over gRPC on loopback, nothing or OTLP out, with the privacy processor and
// without, in turns. It prints spans a second, CPU seconds for a million spans and peak
// memory. Run it by "make benchprocess".
//
// With -users it sends ever new users for -duration through one process
// instead, and prints its memory over time: bounded caches keep it flat.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

func main() {
	bin := flag.String("bin", "dist/otelcol-privacy", "the distribution")
	batches := flag.Int("batches", 2000, "batches of 512 spans a round")
	rounds := flag.Int("rounds", 3, "rounds with and without the processor")
	users := flag.Int("users", 0, "send this many distinct users through one process and watch its memory")
	duration := flag.Duration("duration", 10*time.Minute, "how long to send distinct users")
	flag.Parse()
	ctx, cancel := context.WithTimeout(context.Background(), time.Hour)
	defer cancel()
	var err error
	if *users > 0 {
		err = watchMemory(ctx, *bin, *users, *duration)
	} else {
		err = compare(ctx, *bin, *batches, *rounds)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "process:", err)
		cancel()
		os.Exit(1)
	}
}

// compare prints the best round of each kind, and the ratio of their throughput.
func compare(ctx context.Context, bin string, batches, rounds int) error {
	const different = 16 // batches take turns, so that not all of their texts repeat
	wire := make([]ptrace.Traces, different)
	for seed := range wire {
		wire[seed] = workload.Traces(workload.Settings{Seed: uint64(seed)})
	}
	out, err := startSink()
	if err != nil {
		return err
	}
	defer out.server.Stop()
	fmt.Println("| OTLP in | spans a second | CPU seconds for a million spans | peak memory, MB |\n|---|---:|---:|---:|")
	for _, end := range []struct{ name, addr string }{{"nothing out", ""}, {"OTLP out", out.addr}} {
		best := map[bool]usage{}
		for range rounds {
			for _, with := range []bool{false, true} {
				u, err := drive(ctx, bin, with, end.addr, wire, batches)
				if err != nil {
					return err
				}
				if u.rate() > best[with].rate() {
					best[with] = u
				}
			}
		}
		for _, with := range []bool{false, true} {
			u := best[with]
			fmt.Printf("| %s, %s | %.0f | %.2f | %.0f |\n", end.name, map[bool]string{false: "without privacy", true: "with privacy"}[with], u.rate(), u.cpu.Seconds()/float64(u.spans)*1e6, float64(u.peak)/1e6)
		}
		fmt.Printf("| %s, with / without | %.2f | | |\n", end.name, best[true].rate()/best[false].rate())
	}
	return nil
}
