package processor

import (
	"context"
	"math/rand/v2"

	"go.opentelemetry.io/otel/attribute"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// residual walks a copy of a sample of the output once more, by the whole
// policy, and counts what it still finds. Sanitizing twice is sanitizing once,
// so there should be nothing: what is found has been missed.
func (p *Processor) residual(ctx context.Context, signal string, walk func(*walker) int) {
	if p.residualSample <= 0 || p.reportOnly || rand.Float64() >= p.residualSample { //nolint:gosec // a sample need not be secret.
		return
	}
	w := p.walker()
	defer func() {
		if recover() != nil {
			// The batch itself was walked to its end; the copy goes nowhere.
			p.report.failedClosed(ctx, signal, "residual_scan", 1)
		}
	}()
	w.begin(ctx)
	p.report.residual(ctx, signal, walk(w), w.session.Tally())
	w.end()
	p.release(w)
}

// residual reports a second scan, and resets its tally.
func (r *reporter) residual(ctx context.Context, signal string, records int, tally *policy.Tally) {
	r.metrics.ProcessorPrivacyResidualSamples.Add(ctx, int64(records), ofSignal[signal].add...)
	for c, n := range tally.All() {
		if c.Reason != "" {
			continue // an identifier without a key is masked by its name: no finding
		}
		r.metrics.ProcessorPrivacyResidualFindings.Add(ctx, int64(n), newSet(
			attribute.String("signal", signal),
			attribute.String("place", placeName(c.Place)),
			attribute.String("detector", c.Name),
		).add...)
	}
	tally.Reset()
}
