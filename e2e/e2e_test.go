package e2e

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

const (
	binary     = "../dist/otelcol-privacy"
	privacyctl = "../dist/privacyctl"
	minimal    = "../examples/minimal/collector.yaml"
	shop       = "../testdata/shop-node/traces.jsonl.gz"
	planted    = "../testdata/shop-node/planted.json.gz"
	vectors    = "../internal/hashing/testdata/vectors.json"
	readme     = "../README.md"
	deadline   = 2 * time.Minute

	// quiet keeps the collector's own metrics off their fixed port.
	quiet = "yaml:service::telemetry::metrics::level: none"
	// prompt has the file exporter write at once.
	prompt = "yaml:exporters::file::flush_interval: 20ms"
)

func TestMain(m *testing.M) {
	if _, err := os.Stat(binary); err != nil {
		log.Fatal("e2e: no built distribution; make one with: make dist")
	}
	m.Run()
}

// testKey is a key for tests, 32 bytes that count up from first.
func testKey(first byte) string {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = first + byte(i)
	}
	return fmt.Sprintf("hex:%x", secret)
}

func testContext(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), deadline)
	t.Cleanup(cancel)
	return ctx
}

func readTraces(t *testing.T, path string) []ptrace.Traces {
	t.Helper()
	batches, err := otlp.ReadTraces(path)
	if err != nil {
		t.Fatal(err)
	}
	return batches
}

// sanitize sends traces through a distribution that has the minimal
// configuration and nothing else, and returns the file that it wrote.
func sanitize(t *testing.T, protocol string, batches []ptrace.Traces) (output string) {
	t.Helper()
	ctx := testContext(t)
	output = filepath.Join(t.TempDir(), "traces.jsonl")
	c, err := collector.Start(ctx, collector.Settings{
		Binary:  binary,
		Configs: []string{minimal, quiet, prompt},
		Env:     []string{"PRIVACY_KEY_K1=" + testKey(0), "OUTPUT=" + output},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })

	send := otlp.HTTP(c.HTTP)
	if protocol == "grpc" {
		over, conn, err := otlp.GRPC(c.GRPC)
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		send = over
	}
	for i, td := range batches {
		if err := send(ctx, td); err != nil {
			t.Fatalf("batch %d: %v\n%s", i, err, c.Log())
		}
	}
	if _, err := otlp.AwaitTraces(ctx, output, otlp.Spans(batches)); err != nil {
		t.Fatalf("%v\n%s", err, c.Log())
	}
	if err := c.Stop(); err != nil {
		t.Fatalf("collector did not stop cleanly: %v\n%s", err, c.Log())
	}
	return output
}
