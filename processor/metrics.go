package processor

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
)

const signalMetrics = "metrics"

// Metrics sanitizes md in place and returns it, under the terms of
// [Processor.Traces]. Data points whose attributes become equal stay apart: to
// merge them is not for a processor that must not change what is measured.
func (p *Processor) Metrics(ctx context.Context, md pmetric.Metrics) (pmetric.Metrics, error) {
	return sanitize(ctx, p, signalMetrics, md, pmetric.NewMetrics, (*walker).metrics)
}

// metrics walks a batch twice, and returns the number of its data points.
func (w *walker) metrics(md pmetric.Metrics) int {
	points := 0
	for _, rm := range md.ResourceMetrics().All() {
		points = w.learnResourceMetrics(w.enter(rm.Resource(), earliestPoint(rm)), rm, points)
	}
	at := 0
	for i, rm := range md.ResourceMetrics().All() {
		r, first, before := &w.resources[i], at, w.session.Tally().Total()
		at = w.resourceMetrics(r, rm, first)
		w.leave(r, at-first, before)
	}
	w.plan.mustBeDone()
	return points
}

// A dataPoint is what the five kinds of data points have in common.
type dataPoint interface {
	Attributes() pcommon.Map
	Timestamp() pcommon.Timestamp
}

// eachPoint calls do for each data point of m with its exemplars.
func eachPoint(m pmetric.Metric, do func(dataPoint, pmetric.ExemplarSlice)) {
	switch m.Type() {
	case pmetric.MetricTypeGauge:
		for _, p := range m.Gauge().DataPoints().All() {
			do(p, p.Exemplars())
		}
	case pmetric.MetricTypeSum:
		for _, p := range m.Sum().DataPoints().All() {
			do(p, p.Exemplars())
		}
	case pmetric.MetricTypeHistogram:
		for _, p := range m.Histogram().DataPoints().All() {
			do(p, p.Exemplars())
		}
	case pmetric.MetricTypeExponentialHistogram:
		for _, p := range m.ExponentialHistogram().DataPoints().All() {
			do(p, p.Exemplars())
		}
	case pmetric.MetricTypeSummary:
		for _, p := range m.Summary().DataPoints().All() {
			do(p, noExemplars)
		}
	case pmetric.MetricTypeEmpty:
	default:
		// A kind that this code does not know has places that it does not know.
		panic("unknown metric type")
	}
}

// noExemplars are those of a summary, which has none.
var noExemplars = pmetric.NewExemplarSlice()

func earliestPoint(rm pmetric.ResourceMetrics) (first pcommon.Timestamp) {
	for _, sm := range rm.ScopeMetrics().All() {
		for _, m := range sm.Metrics().All() {
			eachPoint(m, func(p dataPoint, _ pmetric.ExemplarSlice) { first = earlier(first, p.Timestamp()) })
		}
	}
	return first
}

// learnResourceMetrics does for metrics what learnResourceSpans does for spans.
// What a data point or its exemplars hold is known in both, and in the names
// and descriptions of the metrics below the resource.
func (w *walker) learnResourceMetrics(r *resourceState, rm pmetric.ResourceMetrics, at int) int {
	w.learning = true
	w.session.BeginLearning(r.record)
	w.learnAttributes(resourceAttributes, rm.Resource().Attributes())
	for _, sm := range rm.ScopeMetrics().All() {
		w.session.BeginLearning(r.record)
		w.learnAttributes(scopeAttributes, sm.Scope().Attributes())
		for _, m := range sm.Metrics().All() {
			w.session.BeginLearning(r.record)
			w.learnAttributes(metricMetadata, m.Metadata())
			eachPoint(m, func(p dataPoint, exemplars pmetric.ExemplarSlice) {
				rec := w.recordBelow(r, p.Timestamp())
				rec.Trace = recordGroup(at)
				w.below(r, rec)
				w.learnAttributes(pointAttributes, p.Attributes())
				for _, e := range exemplars.All() {
					w.learnAttributes(exemplarAttributes, e.FilteredAttributes())
				}
				w.session.Report(r.record.Trace)
				at++
			})
		}
	}
	w.learning = false
	return at
}

func (w *walker) resourceMetrics(r *resourceState, rm pmetric.ResourceMetrics, at int) int {
	w.session.Begin(r.record)
	w.resource(rm.Resource())
	rewrite(rm.SchemaUrl(), rm.SetSchemaUrl, resourceSchemaURL, w.session.URL)
	for _, sm := range rm.ScopeMetrics().All() {
		w.session.Begin(r.record)
		w.scope(sm.Scope())
		rewrite(sm.SchemaUrl(), sm.SetSchemaUrl, scopeSchemaURL, w.session.URL)
		for _, m := range sm.Metrics().All() {
			w.session.Begin(r.record)
			w.metric(m)
			eachPoint(m, func(p dataPoint, exemplars pmetric.ExemplarSlice) {
				rec := w.recordBelow(r, p.Timestamp())
				rec.Trace = recordGroup(at)
				w.session.Begin(rec)
				w.attributes(pointAttributes, p.Attributes())
				for _, e := range exemplars.All() {
					w.attributes(exemplarAttributes, e.FilteredAttributes())
				}
				at++
			})
		}
	}
	return at
}

func (w *walker) metric(m pmetric.Metric) {
	rewrite(m.Name(), m.SetName, metricName, w.session.Free)
	rewrite(m.Description(), m.SetDescription, metricDescription, w.session.Free)
	rewrite(m.Unit(), m.SetUnit, metricUnit, w.session.Free)
	w.attributes(metricMetadata, m.Metadata())
}
