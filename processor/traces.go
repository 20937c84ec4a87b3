package processor

import (
	"context"
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

const signalTraces = "traces"

// Traces sanitizes td in place and returns it. Its error is permanent: the
// batch could not be sanitized and must not be passed on.
//
// With report_only it works on a copy, and always returns td as it came.
func (p *Processor) Traces(ctx context.Context, td ptrace.Traces) (ptrace.Traces, error) {
	return sanitize(ctx, p, signalTraces, td, ptrace.NewTraces, (*walker).traces)
}

// traces walks a batch twice, and returns the number of its spans.
func (w *walker) traces(td ptrace.Traces) int {
	spans := 0
	w.several = td.ResourceSpans().Len() > 1
	w.crossTraces(td)
	for _, rs := range td.ResourceSpans().All() {
		spans += w.learnResourceSpans(w.enter(rs.Resource(), earliest(rs)), rs)
	}
	w.reportLate()
	for i, rs := range td.ResourceSpans().All() {
		r, before := &w.resources[i], w.session.Tally().Total()
		w.leave(r, w.resourceSpans(r, rs), before)
	}
	w.plan.mustBeDone()
	return spans
}

// earliest is the start of the earliest span under rs; zero if none has a time.
func earliest(rs ptrace.ResourceSpans) (first pcommon.Timestamp) {
	for _, ss := range rs.ScopeSpans().All() {
		for _, span := range ss.Spans().All() {
			first = earlier(first, span.StartTimestamp())
		}
	}
	return first
}

// resourceSpans rewrites what stands below rs, and returns the number of its spans.
func (w *walker) resourceSpans(r *resourceState, rs ptrace.ResourceSpans) (spans int) {
	w.session.Begin(r.record)
	w.resource(rs.Resource())
	rewrite(rs.SchemaUrl(), rs.SetSchemaUrl, resourceSchemaURL, w.session.URL)
	for _, ss := range rs.ScopeSpans().All() {
		w.session.Begin(r.record)
		w.scope(ss.Scope())
		rewrite(ss.SchemaUrl(), ss.SetSchemaUrl, scopeSchemaURL, w.session.URL)
		for _, span := range ss.Spans().All() {
			w.session.Begin(w.spanRecord(r, span))
			before := w.unmarked()
			w.span(span)
			w.mark(span.Attributes(), before)
			spans++
		}
	}
	return spans
}

// spanRecord is the record of a span below the resource r.
func (w *walker) spanRecord(r *resourceState, span ptrace.Span) policy.Record {
	rec := w.recordBelow(r, span.StartTimestamp())
	id := span.SpanID() // tells spans without a trace apart
	rec.Trace = r.traceGroup(span.TraceID(), int(binary.BigEndian.Uint64(id[:])))
	kind := span.Kind()
	rec.Server = kind == ptrace.SpanKindServer || kind == ptrace.SpanKindConsumer
	return rec
}

func (w *walker) span(span ptrace.Span) {
	rewrite(span.Name(), span.SetName, spanName, w.session.Free)
	state := span.TraceState()
	rewrite(state.AsRaw(), state.FromRaw, spanTraceState, w.session.TraceState)
	status := span.Status()
	rewrite(status.Message(), status.SetMessage, spanStatus, w.session.Free)
	w.attributes(spanAttributes, span.Attributes())
	for _, event := range span.Events().All() {
		rewrite(event.Name(), event.SetName, eventName, w.session.Free)
		w.attributes(eventAttributes, event.Attributes())
	}
	for _, link := range span.Links().All() {
		state := link.TraceState()
		rewrite(state.AsRaw(), state.FromRaw, linkTraceState, w.session.TraceState)
		w.attributes(linkAttributes, link.Attributes())
	}
}
