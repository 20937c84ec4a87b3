// Package otlp reads telemetry that was recorded in OTLP JSON lines, as the
// collector's file exporter writes them, and sends it over OTLP.
package otlp

import (
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Open opens a file, which is unpacked if its name ends in .gz.
func Open(path string) (io.ReadCloser, error) {
	f, err := os.Open(path)
	if err != nil || !strings.HasSuffix(path, ".gz") {
		return f, err
	}
	z, err := gzip.NewReader(f)
	if err != nil {
		_ = f.Close()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{z, f}, nil
}

// ReadTraces reads a file of batches of traces, one JSON document after the
// other, packed or not.
func ReadTraces(path string) ([]ptrace.Traces, error) {
	f, err := Open(path)
	if err != nil {
		return nil, fmt.Errorf("read traces: %w", err)
	}
	defer f.Close()

	var batches []ptrace.Traces
	records := json.NewDecoder(f)
	for {
		var record json.RawMessage
		err := records.Decode(&record)
		if errors.Is(err, io.EOF) {
			return batches, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read traces: %s: record %d must be JSON: %w", path, len(batches)+1, err)
		}
		var u ptrace.JSONUnmarshaler
		td, err := u.UnmarshalTraces(record)
		if err != nil { // which quotes the content
			return nil, fmt.Errorf("read traces: %s: record %d must be OTLP traces", path, len(batches)+1)
		}
		batches = append(batches, td)
	}
}

// pollEvery is how often a file that grows is read again.
const pollEvery = 50 * time.Millisecond

// AwaitTraces reads a file that a collector still writes, once it holds as many
// spans as are expected.
func AwaitTraces(ctx context.Context, path string, spans int) ([]ptrace.Traces, error) {
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		// A file that is not there yet, or ends in half a line, is read again.
		batches, err := ReadTraces(path)
		n := Spans(batches)
		if err == nil && n >= spans {
			return batches, nil
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, errors.Join(fmt.Errorf("%d of %d spans came out", n, spans), err, ctx.Err())
		}
	}
}

// Spans counts the spans of all batches.
func Spans(batches []ptrace.Traces) int {
	n := 0
	for _, td := range batches {
		n += td.SpanCount()
	}
	return n
}
