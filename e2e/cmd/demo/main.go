// Command demo shows what the distribution does to real traces: it starts it on
// loopback with a key made for the run, sends it a recording over OTLP/HTTP and
// OTLP/gRPC, stops it, and prints what changed. `make run` calls it.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/compare"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// timeout bounds the whole demonstration.
const timeout = 3 * time.Minute

func main() {
	root := flag.String("root", "..", "the repository")
	input := flag.String("input", "", "OTLP traces in JSON to send in place of the recording")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	d := demo{root: *root, input: *input, show: newShow(os.Stdout)}
	if d.input == "" {
		d.input = filepath.Join(d.root, "testdata", "shop-node", "traces.jsonl.gz")
	}
	if err := d.run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1) //nolint:gocritic // both contexts are of no use to a process that ends
	}
}

type demo struct {
	root, input string
	show        *show
}

func (d *demo) run(ctx context.Context) error {
	before, err := otlp.ReadTraces(d.input)
	if err != nil {
		return err
	}
	if otlp.Spans(before) == 0 {
		return fmt.Errorf("%s holds no spans; it must be OTLP traces in JSON, as the file exporter writes them", d.name(d.input))
	}
	dir := filepath.Join(d.root, "run")
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make output folder: %w", err)
	}
	logFile, err := os.Create(filepath.Join(dir, "collector.log"))
	if err != nil {
		return fmt.Errorf("make log file: %w", err)
	}
	defer logFile.Close()

	output := filepath.Join(dir, "traces.jsonl")
	after, err := d.collect(ctx, before, output, logFile)
	if err != nil {
		return err
	}
	d.show.field("output", "%s spans in %s", count(otlp.Spans(after)), d.name(output))
	report := compare.Traces(before, after)
	if report.Missing > 0 {
		return fmt.Errorf("%d spans did not come out; see %s", report.Missing, logFile.Name())
	}
	d.show.report(report)
	d.show.next()
	return nil
}

// collect runs the distribution from start to stop around the sending.
func (d *demo) collect(ctx context.Context, before []ptrace.Traces, output string, log io.Writer) (after []ptrace.Traces, err error) {
	key, err := freshKey()
	if err != nil {
		return nil, err
	}
	config := filepath.Join(d.root, "examples", "minimal", "collector.yaml")
	c, err := collector.Start(ctx, collector.Settings{
		Binary: filepath.Join(d.root, "dist", "otelcol-privacy"),
		// The collector's own metrics would want a fixed port.
		Configs: []string{config, "yaml:service::telemetry::metrics::level: none"},
		Env:     []string{"PRIVACY_KEY_K1=" + key, "OUTPUT=" + output},
		Log:     log,
	})
	if err != nil {
		return nil, err
	}
	d.show.title("The privacy processor on recorded traces")
	d.show.field("key", "k1, a demo key made for this run and forgotten after it")
	d.show.field("collector", "dist/otelcol-privacy, process %d", c.PID())
	d.show.field("config", "%s", d.name(config))
	d.show.field("listens", "%s (OTLP/gRPC), %s (OTLP/HTTP)", c.GRPC, c.HTTP)
	d.show.field("input", "%s spans in %s", count(otlp.Spans(before)), d.name(d.input))

	if err = d.send(ctx, c, before); err == nil {
		after, err = otlp.AwaitTraces(ctx, output, otlp.Spans(before))
	}
	if stopErr := c.Stop(); err == nil && stopErr != nil {
		err = fmt.Errorf("collector did not stop cleanly: %w\n%s", stopErr, c.Log())
	}
	return after, err
}

// send takes turns between both protocols.
func (d *demo) send(ctx context.Context, c *collector.Collector, batches []ptrace.Traces) error {
	overGRPC, conn, err := otlp.GRPC(c.GRPC)
	if err != nil {
		return err
	}
	defer conn.Close()
	senders := []otlp.Sender{otlp.HTTP(c.HTTP), overGRPC}
	start := time.Now()
	for i, td := range batches {
		if err := senders[i%len(senders)](ctx, td); err != nil {
			return err
		}
	}
	d.show.field("sent", "%d batches over OTLP/HTTP, %d over OTLP/gRPC, in %v",
		(len(batches)+1)/2, len(batches)/2, time.Since(start).Round(time.Millisecond))
	return nil
}

// name is a path as one would type it in the repository.
func (d *demo) name(path string) string {
	if short, err := filepath.Rel(d.root, path); err == nil && filepath.IsLocal(short) {
		return short
	}
	return path
}

func freshKey() (string, error) {
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return "", fmt.Errorf("make demo key: %w", err)
	}
	return "hex:" + hex.EncodeToString(secret), nil
}
