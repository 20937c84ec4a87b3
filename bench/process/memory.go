package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

// watchMemory sends users new to the process at an even rate and prints its
// resident memory twenty times.
func watchMemory(ctx context.Context, bin string, users int, duration time.Duration) error {
	c, err := start(ctx, bin, true, end{})
	if err != nil {
		return err
	}
	// Every span of a batch is a trace of a user of its own.
	const usersPerBatch, reports = spansPerBatch, 20
	perReport := users / usersPerBatch / reports
	begin := time.Now()
	fmt.Println("| seconds | users sent | resident memory, MB |\n|---:|---:|---:|")
	for r := range reports {
		err = c.send(ctx, perReport, func(i int) ([]byte, error) {
			return encode(workload.Settings{Users: 1 << 31, Trace: 1, Seed: uint64(r*perReport + i)})
		})
		if err != nil {
			break
		}
		fmt.Printf("| %.0f | %d | %.0f |\n", time.Since(begin).Seconds(), (r+1)*perReport*usersPerBatch, float64(memory(c.cmd.Process.Pid, "VmRSS"))/1e6)
		if next := begin.Add(duration * time.Duration(r+1) / reports); time.Now().Before(next) {
			<-time.After(time.Until(next))
		}
	}
	_, err = c.stopAfter(err)
	return err
}

// memory reads one line of /proc/PID/status, in bytes; 0 where there is none.
func memory(pid int, name string) int64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		var kb int64
		if _, err := fmt.Sscanf(line, name+": %d kB", &kb); err == nil {
			return kb << 10
		}
	}
	return 0
}
