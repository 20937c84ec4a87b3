package instance

import (
	"context"
	"maps"
	"sync"

	"go.opentelemetry.io/otel/metric"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
)

// failedClosed is the processor's counter of what it could not judge.
const failedClosed = "otelcol_processor_privacy_failed_closed"

// FailedClosed returns how many values were masked because the processor could
// not judge them, by reason, since the start.
func (i *Instance) FailedClosed() map[string]int64 { return i.failed.read() }

// failures is a meter provider that keeps one counter and drops all others.
type failures struct {
	metricnoop.MeterProvider
	mu       sync.Mutex
	byReason map[string]int64
}

func newFailures() *failures { return &failures{byReason: map[string]int64{}} }

func (f *failures) read() map[string]int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return maps.Clone(f.byReason)
}

// Meter implements [metric.MeterProvider].
func (f *failures) Meter(string, ...metric.MeterOption) metric.Meter { return failureMeter{f: f} }

type failureMeter struct {
	metricnoop.Meter
	f *failures
}

// Int64Counter implements [metric.Meter].
func (m failureMeter) Int64Counter(name string, _ ...metric.Int64CounterOption) (metric.Int64Counter, error) {
	if name != failedClosed {
		return metricnoop.Int64Counter{}, nil
	}
	return failureCounter{f: m.f}, nil
}

type failureCounter struct {
	metricnoop.Int64Counter
	f *failures
}

// Enabled implements [metric.Int64Counter].
func (failureCounter) Enabled(context.Context) bool { return true }

// Add implements [metric.Int64Counter].
func (c failureCounter) Add(_ context.Context, n int64, opts ...metric.AddOption) {
	set := metric.NewAddConfig(opts).Attributes()
	reason, _ := set.Value("reason")
	c.f.mu.Lock()
	defer c.f.mu.Unlock()
	c.f.byReason[reason.AsString()] += n
}
