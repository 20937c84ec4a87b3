// Package processor applies a policy to telemetry. It is the only code that
// knows the shape of OTLP, and it knows nothing of configuration: [New] takes a
// compiled policy, a keyring and the telemetry to report with.
//
// A batch is walked twice: once to learn the identifiers of each trace, once to
// rewrite every place where text can stand. What cannot be judged is masked or,
// if the walk itself fails, the batch is refused; nothing raw is passed on.
package processor

import (
	"context"
	"errors"
	"runtime"
	"time"

	"go.opentelemetry.io/collector/consumer/consumererror"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/metadata"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// Settings is what a [Processor] works with. Policy, Ring and Telemetry are
// required.
type Settings struct {
	Policy     *policy.Policy
	Ring       func() *hashing.Ring // the keyring in force; asked once per batch, from many goroutines
	Tenant     Tenant
	ReportOnly bool // count and log what would change, change nothing
	// ResidualSample is the share of batches, 0 to 1, whose output is scanned a
	// second time to count what was missed.
	ResidualSample float64
	ClientMetadata ClientMetadata
	Marks          Marks
	Telemetry      *metadata.TelemetryBuilder
	Logger         *zap.Logger      // nil: no log
	Now            func() time.Time // nil: time.Now
}

// Processor sanitizes batches. It is safe for concurrent use.
type Processor struct {
	policy     *policy.Policy
	ring       func() *hashing.Ring
	tenant     Tenant
	reportOnly bool
	now        func() time.Time
	report     *reporter
	walkers    chan *walker // that have nothing to do

	residualSample float64
	clientMetadata ClientMetadata
	marks          Marks
}

// New returns a processor that works as s says.
func New(s Settings) *Processor {
	p := &Processor{
		policy:     s.Policy,
		ring:       s.Ring,
		tenant:     s.Tenant,
		reportOnly: s.ReportOnly,
		now:        s.Now,

		residualSample: s.ResidualSample,
		clientMetadata: s.ClientMetadata,
		marks:          s.Marks,
	}
	if p.now == nil {
		p.now = time.Now
	}
	p.report = newReporter(s)
	p.walkers = make(chan *walker, runtime.GOMAXPROCS(0))
	return p
}

// errRefused is what a caller sees of a batch that could not be walked. It is
// permanent, because the same batch would fail again, and says nothing about
// the batch, because anything that it said could be telemetry.
var errRefused = consumererror.NewPermanent(errors.New("privacy: batch refused: it could not be sanitized"))

// sanitize walks data in place and returns it; with report_only, it walks a copy.
func sanitize[T interface{ CopyTo(T) }](
	ctx context.Context, p *Processor, signal string, data T, empty func() T, walk func(*walker, T) int,
) (T, error) {
	copied := func() T {
		c := empty()
		data.CopyTo(c)
		return c
	}
	if p.reportOnly {
		work := copied()
		_ = p.run(ctx, signal, func(w *walker) int { return walk(w, work) }) // is told of; the batch itself is as it came
		return data, nil
	}
	err := p.run(ctx, signal, func(w *walker) int { return walk(w, data) })
	if err == nil {
		p.residual(ctx, signal, func(w *walker) int { return walk(w, copied()) })
	}
	return data, err
}

// run lends walk a walker that is ready for one batch; walk returns the number
// of records that it walked. A panic in walk refuses the batch.
func (p *Processor) run(ctx context.Context, signal string, walk func(*walker) int) (err error) {
	start := time.Now()
	w := p.walker()
	defer func() {
		if recover() == nil {
			return
		}
		// The walker stopped in the middle of something: it is not used again.
		// What panicked is not looked at, because it can hold a value.
		p.report.refused(ctx, signal, panicSite())
		err = errRefused
	}()
	w.begin(ctx)
	records := walk(w)
	p.report.passed(ctx, signal, records, w)
	p.report.metrics.ProcessorPrivacyBatchDuration.Record(ctx, time.Since(start).Seconds(), ofSignal[signal].record...)
	w.end()
	p.release(w)
	return nil
}

// walker returns one that has nothing to do. What they remember of keys and
// clean texts is worth more than the memory (about one megabyte, eight at most):
// one for each processor stays, also if the collector has nothing to do for long.
func (p *Processor) walker() *walker {
	select {
	case w := <-p.walkers:
		return w
	default:
		return newWalker(p)
	}
}

// release keeps w for the next batch, unless enough others wait for it.
func (p *Processor) release(w *walker) {
	select {
	case p.walkers <- w:
	default:
	}
}

// panicSite is the function and line that panicked, without its arguments. It
// must be called by the deferred function that recovered.
func panicSite() (site runtime.Frame) {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	panicked := false
	for {
		f, more := frames.Next()
		if panicked && !isRuntime(f.Function) {
			return f
		}
		panicked = panicked || f.Function == "runtime.gopanic"
		if !more {
			return runtime.Frame{}
		}
	}
}

func isRuntime(function string) bool {
	return len(function) > 8 && function[:8] == "runtime."
}
