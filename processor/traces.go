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
	work := td
	if p.reportOnly {
		work = ptrace.NewTraces()
		td.CopyTo(work)
	}
	err := p.run(ctx, signalTraces, func(w *walker) int { return w.traces(work) })
	if p.reportOnly {
		return td, nil
	}
	return td, err
}

// traces walks a batch twice, and returns the number of its spans.
func (w *walker) traces(td ptrace.Traces) int {
	spans := 0
	for i, rs := range td.ResourceSpans().All() {
		o := w.ownerOf(rs.Resource())
		r := w.record(earliest(rs), o)
		r.Trace = resourceGroup(i)
		w.resources = append(w.resources, resourceState{owner: o, record: r})
		spans += w.learnResourceSpans(&w.resources[i], rs)
	}
	for i, rs := range td.ResourceSpans().All() {
		w.resourceSpans(&w.resources[i], rs)
	}
	return spans
}

// earliest is the start of the earliest span under rs; zero if none has a time.
func earliest(rs ptrace.ResourceSpans) pcommon.Timestamp {
	first := pcommon.Timestamp(0)
	for _, ss := range rs.ScopeSpans().All() {
		for _, span := range ss.Spans().All() {
			if t := span.StartTimestamp(); t != 0 && (first == 0 || t < first) {
				first = t
			}
		}
	}
	return first
}

// resourceGroup stands, in the place of a trace ID, for all the identifiers
// known below the i-th resource of a batch: the texts of a resource and of its
// scopes belong to every trace that has a span there. That a trace has such an
// ID by chance would only make both know more.
func resourceGroup(i int) (id [16]byte) {
	binary.BigEndian.PutUint64(id[:], 0xffff_ffff_ffff_ffff)
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	return id
}

func (w *walker) resourceSpans(r *resourceState, rs ptrace.ResourceSpans) {
	w.session.Begin(r.record)
	w.resource(rs.Resource())
	rewrite(rs.SchemaUrl(), rs.SetSchemaUrl, resourceSchemaURL, w.session.URL)
	for _, ss := range rs.ScopeSpans().All() {
		w.session.Begin(r.record)
		w.scope(ss.Scope())
		rewrite(ss.SchemaUrl(), ss.SetSchemaUrl, scopeSchemaURL, w.session.URL)
		for _, span := range ss.Spans().All() {
			w.session.Begin(w.spanRecord(r, span))
			w.span(span)
		}
	}
}

// spanRecord is the record of a span below the resource r.
func (w *walker) spanRecord(r *resourceState, span ptrace.Span) policy.Record {
	s := w.record(span.StartTimestamp(), r.owner)
	s.Trace = span.TraceID()
	kind := span.Kind()
	s.Server = kind == ptrace.SpanKindServer || kind == ptrace.SpanKindConsumer
	return s
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
