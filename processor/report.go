package processor

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// reportOnlyEvery is how often a processor that changes nothing says so.
const reportOnlyEvery = time.Minute

// reporter turns what was done to batches into metrics and log lines. Neither
// ever holds a value: places, actions, detectors, domains, reasons and counts.
type reporter struct {
	metrics    *metadata.TelemetryBuilder
	log        *zap.Logger
	reportOnly bool
	unsaid     atomic.Int64 // changes not made and not yet logged
	saidAt     atomic.Int64 // Unix nanoseconds of the last warning
	services   services
	counts     sync.Map // *countSets by countKey
	policy     *policy.Policy
}

func newReporter(s Settings) *reporter {
	r := &reporter{metrics: s.Telemetry, log: s.Logger, reportOnly: s.ReportOnly, policy: s.Policy}
	r.services = services{policy: s.Policy, known: make(map[serviceKey]set), names: make(map[string]bool)}
	if r.log == nil {
		r.log = zap.NewNop()
	}
	if s.ReportOnly {
		r.log.Warn("report_only is on: nothing is sanitized, raw identifiers, emails and secrets are passed on")
	}
	return r
}

// passed reports the batch that w walked to its end, and resets its tally.
func (r *reporter) passed(ctx context.Context, signal string, records int, w *walker) {
	r.metrics.ProcessorPrivacyBatches.Add(ctx, 1, batchPassed[signal].add...)
	r.metrics.ProcessorPrivacyRecords.Add(ctx, int64(records), ofSignal[signal].add...)
	r.metrics.ProcessorPrivacyReportOnly.Record(ctx, boolean(r.reportOnly), ofSignal[signal].record...)
	r.byService(ctx, signal, w.resources)
	for _, key := range r.policy.Unnamed() {
		r.metrics.ProcessorPrivacyUnclassifiedKeys.Add(ctx, 1, newSet(
			attribute.String("signal", signal),
			attribute.String("key", key),
		).add...)
	}
	changes := w.session.Tally().Total()
	r.changed(ctx, signal, w.session.Tally())
	if r.reportOnly && changes > 0 {
		r.warn(int64(changes), w.now)
	}
}

// changed reports a tally, and resets it.
func (r *reporter) changed(ctx context.Context, signal string, tally *policy.Tally) {
	for domain, n := range tally.Already() {
		r.metrics.ProcessorPrivacyAlreadyPseudonymized.Add(ctx, int64(n), newSet(attribute.String("signal", signal), attribute.String("domain", domain)).add...)
	}
	for c, n := range tally.All() {
		r.count(ctx, signal, c, int64(n))
	}
	tally.Reset()
}

// count reports one line of a tally.
func (r *reporter) count(ctx context.Context, signal string, c policy.Count, n int64) {
	if c.Reason != "" {
		r.failedClosed(ctx, signal, string(c.Reason), n)
	}
	sets := r.setsOf(signal, c)
	if c.Action == policy.Hash {
		r.metrics.ProcessorPrivacyPseudonyms.Add(ctx, n, sets.pseudonyms.add...)
	}
	r.metrics.ProcessorPrivacyValues.Add(ctx, n, sets.values.add...)
}

// countSets are the attributes under which one kind of change is counted.
type countSets struct{ values, pseudonyms set }

type countKey struct {
	signal string
	count  policy.Count
}

// setsOf makes the attributes for c once. There are as many as the policy and the
// keyring have words for: nothing of them comes from the telemetry.
func (r *reporter) setsOf(signal string, c policy.Count) *countSets {
	key := countKey{signal, c}
	if sets, ok := r.counts.Load(key); ok {
		return sets.(*countSets)
	}
	detector, domain := c.Name, ""
	if c.Action == policy.Hash || c.Reason != "" {
		detector, domain = "", c.Name
	}
	sets := &countSets{values: newSet(
		attribute.String("signal", signal),
		attribute.String("place", placeName(c.Place)),
		attribute.String("action", c.Action.String()),
		attribute.String("detector", detector),
		attribute.String("domain", domain),
	)}
	if c.Action == policy.Hash {
		sets.pseudonyms = newSet(
			attribute.String("signal", signal),
			attribute.String("domain", domain),
			attribute.String("key_id", c.KeyID),
		)
	}
	r.counts.Store(key, sets)
	return sets
}

func (r *reporter) failedClosed(ctx context.Context, signal, reason string, n int64) {
	r.metrics.ProcessorPrivacyFailedClosed.Add(ctx, n, newSet(
		attribute.String("signal", signal),
		attribute.String("reason", reason),
	).add...)
}

// refused reports a batch that was not passed on.
func (r *reporter) refused(ctx context.Context, signal string, site runtime.Frame) {
	r.metrics.ProcessorPrivacyBatches.Add(ctx, 1, batchRefused[signal].add...)
	r.failedClosed(ctx, signal, "panic", 1)
	r.log.Error("the batch could not be sanitized and was refused; this is a bug, please report it",
		zap.String("signal", signal),
		zap.String("function", site.Function),
		zap.Int("line", site.Line))
}

// warn says how much would have been changed, at most once in reportOnlyEvery.
func (r *reporter) warn(changes int64, now time.Time) {
	r.unsaid.Add(changes)
	said := r.saidAt.Load()
	if now.UnixNano()-said < int64(reportOnlyEvery) || !r.saidAt.CompareAndSwap(said, now.UnixNano()) {
		return
	}
	r.log.Warn("report_only is on: values that should have been sanitized were passed on",
		zap.Int64("values", r.unsaid.Swap(0)))
}

// A set is a set of attributes as the instruments take it. Made once and passed
// as it is, it costs no allocation.
type set struct {
	add    []metric.AddOption
	record []metric.RecordOption
}

func newSet(attributes ...attribute.KeyValue) set {
	o := metric.WithAttributeSet(attribute.NewSet(attributes...))
	return set{[]metric.AddOption{o}, []metric.RecordOption{o}}
}

// The sets that every batch needs: a clean batch is reported without allocating.
var (
	ofSignal     = setsOfSignals()
	batchPassed  = setsOfSignals(attribute.String("outcome", "passed"))
	batchRefused = setsOfSignals(attribute.String("outcome", "refused"))
)

func setsOfSignals(more ...attribute.KeyValue) map[string]set {
	sets := make(map[string]set)
	for _, signal := range []string{signalTraces, signalLogs, signalMetrics, signalProfiles} {
		sets[signal] = newSet(append(more, attribute.String("signal", signal))...)
	}
	return sets
}
