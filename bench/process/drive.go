package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

// usage is what one run of the distribution took.
type usage struct {
	spans int
	wall  time.Duration
	cpu   time.Duration
	peak  int64 // bytes
}

func (u usage) rate() float64 {
	if u.wall == 0 {
		return 0
	}
	return float64(u.spans) / u.wall.Seconds()
}

const collectorConfig = `
receivers: {otlp: {protocols: {grpc: {endpoint: %q}}}}
processors:
  privacy: {keyring: {keys: [{id: k1, secret: "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"}]}}
exporters:
  nop: {}
  otlp: {endpoint: %q, compression: none, tls: {insecure: true}, sending_queue: {enabled: false}, retry_on_failure: {enabled: false}}
service:
  telemetry: {logs: {level: error}, metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], processors: [%s], exporters: [%s]}}
`

// collector is a running distribution.
type collector struct {
	cmd    *exec.Cmd
	client ptraceotlp.GRPCClient
	conn   *grpc.ClientConn
}

// start runs the distribution on a free loopback port, on one core, so that the
// sender on the other one does not take its time. It exports to an address, or to
// nowhere.
func start(ctx context.Context, bin string, with bool, to string) (*collector, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	processors, exporter := "", "otlp"
	if with {
		processors = "privacy"
	}
	if to == "" {
		exporter, to = "nop", "127.0.0.1:1" // not used
	}
	dir, err := os.MkdirTemp("", "privacy-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	conf := filepath.Join(dir, "collector.yaml")
	if err := os.WriteFile(conf, fmt.Appendf(nil, collectorConfig, addr, to, processors, exporter), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, bin, "--config", conf)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	c := &collector{cmd: cmd, conn: conn, client: ptraceotlp.NewGRPCClient(conn)}
	// An empty request that waits for the server tells that it is up.
	_, err = c.client.Export(ctx, ptraceotlp.NewExportRequest(), grpc.WaitForReady(true))
	return c, err
}

// stop ends the process and tells what it took.
func (c *collector) stop() (usage, error) {
	peak := memory(c.cmd.Process.Pid, "VmHWM")
	if err := c.conn.Close(); err != nil {
		return usage{}, err
	}
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		return usage{}, err
	}
	err := c.cmd.Wait()
	s := c.cmd.ProcessState
	return usage{cpu: s.UserTime() + s.SystemTime(), peak: peak}, err
}

// senders keep the collector busy while answers are under way.
const senders = 4

// drive sends n batches, which take turns, through a new process.
func drive(ctx context.Context, bin string, with bool, to string, batches []ptrace.Traces, n int) (usage, error) {
	c, err := start(ctx, bin, with, to)
	if err != nil {
		return usage{}, err
	}
	begin := time.Now()
	err = send(ctx, c, n, func(i int) ptrace.Traces { return batches[i%len(batches)] })
	wall := time.Since(begin)
	u, stopErr := c.stop()
	if err == nil {
		err = stopErr
	}
	u.spans, u.wall = n*batches[0].SpanCount(), wall
	return u, err
}

// send exports n batches by several senders and returns the first error.
func send(ctx context.Context, c *collector, n int, batch func(i int) ptrace.Traces) error {
	errs := make(chan error, senders)
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := s; i < n; i += senders {
				if _, err := c.client.Export(ctx, ptraceotlp.NewExportRequestFromTraces(batch(i))); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}

// watchMemory sends users new to the process at an even rate and prints its
// resident memory twenty times.
func watchMemory(ctx context.Context, bin string, users int, duration time.Duration) error {
	c, err := start(ctx, bin, true, "")
	if err != nil {
		return err
	}
	// A batch of 512 spans holds 512 traces, each of a user of its own.
	const usersPerBatch, reports = 512, 20
	perReport := users / usersPerBatch / reports
	begin := time.Now()
	fmt.Println("| seconds | users sent | resident memory, MB |\n|---:|---:|---:|")
	for r := range reports {
		err = send(ctx, c, perReport, func(i int) ptrace.Traces {
			return workload.Traces(workload.Settings{Users: 1 << 31, Trace: 1, Seed: uint64(r*perReport + i)})
		})
		if err != nil {
			break
		}
		fmt.Printf("| %.0f | %d | %.0f |\n", time.Since(begin).Seconds(), (r+1)*perReport*usersPerBatch, float64(memory(c.cmd.Process.Pid, "VmRSS"))/1e6)
		if next := begin.Add(duration * time.Duration(r+1) / reports); time.Now().Before(next) {
			<-time.After(time.Until(next))
		}
	}
	_, stopErr := c.stop()
	if err == nil {
		err = stopErr
	}
	return err
}
