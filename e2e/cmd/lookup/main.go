// Command lookup starts the distribution with recorded traces and the lookup
// page, and leaves it running until it is interrupted. `make demo` calls it.
package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

const (
	// readyTimeout bounds the wait until traces are in the file and the page answers.
	readyTimeout = 30 * time.Second
	pollEvery    = 100 * time.Millisecond
)

func main() {
	root := flag.String("root", "..", "the repository")
	address := flag.String("address", "127.0.0.1:8889", "where the page is served; loopback")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *root, *address)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, root, address string) error {
	dir, err := filepath.Abs(filepath.Join(root, "run", "lookup"))
	if err != nil {
		return fmt.Errorf("find output folder: %w", err)
	}
	// A new key every time: what an earlier run left could not be looked up.
	if err := os.RemoveAll(dir); err != nil {
		return fmt.Errorf("clear output folder: %w", err)
	}
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("make output folder: %w", err)
	}
	logFile, err := os.Create(filepath.Join(dir, "collector.log"))
	if err != nil {
		return fmt.Errorf("make log file: %w", err)
	}
	defer logFile.Close()
	secret := make([]byte, 32)
	if _, err := rand.Read(secret); err != nil {
		return fmt.Errorf("make key: %w", err)
	}
	if err := free(ctx, address); err != nil {
		return err
	}
	output := filepath.Join(dir, "traces.jsonl")
	c, err := collector.Start(ctx, collector.Settings{
		Binary:  filepath.Join(root, "dist", "otelcol-privacy"),
		Configs: []string{filepath.Join(root, "examples", "lookup", "collector.yaml"), "yaml:service::telemetry::metrics::level: none"},
		Env: []string{
			"PRIVACY_KEY_K1=hex:" + hex.EncodeToString(secret), "OUTPUT=" + output,
			"AUDIT=" + filepath.Join(dir, "lookup-audit.jsonl"), "LOOKUP=" + address,
		},
		Log: logFile,
	})
	if err != nil {
		return err
	}
	defer func() { _ = c.Stop() }()
	spans, err := send(ctx, c, filepath.Join(root, "testdata", "shop-node", "traces.jsonl.gz"))
	if err != nil {
		return err
	}
	if err := ready(ctx, address, output); err != nil {
		return err
	}
	fmt.Printf(`The lookup is at      http://%s/
traces                %d spans of a recorded shop, sanitized, in %s
audit log             %s
when                  2026-11-21, about 21:00 UTC, ± 120 minutes
customers to look up  H650-188620 (two failed checkouts), 70416177, usr_smJRiOQepNn0jW
in a terminal         curl -s http://%[1]s/api/v1/lookup -H 'Content-Type: application/json' -d '{"domain": "user",
                      "id": "H650-188620", "from": "2026-11-21T19:00:00Z", "to": "2026-11-21T23:00:00Z", "reason": "demo"}'
It runs until you press Ctrl-C.
`, address, spans, output, filepath.Join(dir, "lookup-audit.jsonl"))
	<-ctx.Done()
	return nil
}

// free fails early, with a way out, if somebody else listens there.
func free(ctx context.Context, address string) error {
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", address)
	if err != nil {
		return fmt.Errorf("%s is taken; choose another with DEMO_ADDRESS=127.0.0.1:PORT: %w", address, err)
	}
	return l.Close()
}

func send(ctx context.Context, c *collector.Collector, recording string) (spans int, err error) {
	batches, err := otlp.ReadTraces(recording)
	if err != nil {
		return 0, err
	}
	over := otlp.HTTP(c.HTTP)
	for _, td := range batches {
		if err := over(ctx, td); err != nil {
			return 0, err
		}
	}
	return otlp.Spans(batches), nil
}

// ready waits until the exporter has written everything and the page answers.
func ready(ctx context.Context, address, output string) error {
	ctx, cancel := context.WithTimeout(ctx, readyTimeout)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	size, still := int64(-1), 0
	for still < 15 { // longer than the exporter keeps anything back
		select {
		case <-ctx.Done():
			return fmt.Errorf("the lookup is not ready after %v", readyTimeout)
		case <-tick.C:
		}
		info, err := os.Stat(output)
		if err != nil || info.Size() == 0 || info.Size() != size || !answers(ctx, address) {
			still = 0
			if err == nil {
				size = info.Size()
			}
			continue
		}
		still++
	}
	return nil
}

func answers(ctx context.Context, address string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+address+"/", http.NoBody)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return false
	}
	return resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}
