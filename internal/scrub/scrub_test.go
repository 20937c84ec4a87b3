package scrub

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// processor is a function.
type processor func(t otlpfile.Telemetry) error

func (p processor) Apply(_ context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error) {
	return t, p(t)
}

func lines(t *testing.T, n int) string {
	t.Helper()
	var b bytes.Buffer
	w, err := otlpfile.NewWriter(&b, otlpfile.Format{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		td := ptrace.NewTraces()
		td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().SetName(fmt.Sprint("span ", i))
		data, err := otlpfile.Telemetry{Traces: td}.Encode(otlpfile.JSON)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func run(t *testing.T, in string, p Processor) (string, int, error) {
	t.Helper()
	r, err := otlpfile.NewReader("in", strings.NewReader(in))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var b bytes.Buffer
	w, err := otlpfile.NewWriter(&b, r.Format())
	if err != nil {
		t.Fatal(err)
	}
	n, runErr := Run(context.Background(), "in", r, p, w, Settings{Workers: 8})
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String(), n, runErr
}

// TestOrder: however long each record takes, they come out as they came in.
func TestOrder(t *testing.T) {
	in := lines(t, 500)
	out, n, err := run(t, in, processor(func(otlpfile.Telemetry) error {
		for range rand.IntN(50) {
			runtime.Gosched()
		}
		return nil
	}))
	if err != nil || n != 500 || out != in {
		t.Errorf("Run wrote %d records, error %v, same text: %t; want 500, nil, true", n, err, out == in)
	}
}

// TestFirstErrorWins: what stands before the record that failed is written,
// nothing behind it is.
func TestFirstErrorWins(t *testing.T) {
	in := lines(t, 100)
	_, n, err := run(t, in, processor(func(t otlpfile.Telemetry) error {
		name := t.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Name()
		if name == "span 41" || name == "span 40" {
			return errors.New("refused")
		}
		return nil
	}))
	corrupt := (*otlpfile.CorruptError)(nil)
	if n != 40 || !errors.As(err, &corrupt) || corrupt.Record != 41 || corrupt.Reason != "refused" {
		t.Errorf("Run wrote %d records, error %v; want 40 and record 41 refused", n, err)
	}
}

func TestTruncated(t *testing.T) {
	in := lines(t, 10)
	_, n, err := run(t, in[:len(in)-20], processor(func(otlpfile.Telemetry) error { return nil }))
	corrupt := (*otlpfile.CorruptError)(nil)
	if n != 9 || !errors.As(err, &corrupt) || corrupt.Record != 10 {
		t.Errorf("Run wrote %d records, error %v; want 9 and record 10 truncated", n, err)
	}
}

func TestCanceled(t *testing.T) {
	r, err := otlpfile.NewReader("in", strings.NewReader(lines(t, 1000)))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := otlpfile.NewWriter(&bytes.Buffer{}, r.Format())
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	n, err := Run(ctx, "in", r, processor(func(otlpfile.Telemetry) error { return nil }), w, Settings{Workers: 2, Done: cancel})
	if n == 1000 || err == nil {
		t.Errorf("Run of a canceled context wrote %d records, error %v; want fewer than 1000 and an error", n, err)
	}
}
