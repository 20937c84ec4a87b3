// Command process measures the built distribution as a whole process: OTLP in
// over gRPC on loopback, nothing or OTLP out, with the privacy processor and
// without, in turns many times. It prints spans a second, CPU seconds for a
// million spans and peak memory. Run it by "make benchprocess".
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
)

func main() {
	bin := flag.String("bin", "dist/otelcol-privacy", "the distribution")
	batches := flag.Int("batches", 64, "batches of 512 spans a round")
	rounds := flag.Int("rounds", 60, "rounds with and without the processor, in turns")
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
