package processor

import (
	"context"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

const signalLogs = "logs"

// Logs sanitizes ld in place and returns it, under the terms of
// [Processor.Traces].
func (p *Processor) Logs(ctx context.Context, ld plog.Logs) (plog.Logs, error) {
	return sanitize(ctx, p, signalLogs, ld, plog.NewLogs, (*walker).logs)
}

// logs walks a batch twice, and returns the number of its records.
func (w *walker) logs(ld plog.Logs) int {
	records := 0
	w.several = ld.ResourceLogs().Len() > 1
	w.crossLogs(ld)
	for _, rl := range ld.ResourceLogs().All() {
		records = w.learnResourceLogs(w.enter(rl.Resource(), earliestLog(rl)), rl, records)
	}
	w.reportLate()
	at := 0
	for i, rl := range ld.ResourceLogs().All() {
		r, first, before := &w.resources[i], at, w.session.Tally().Total()
		at = w.resourceLogs(r, rl, first)
		w.leave(r, at-first, before)
	}
	w.plan.mustBeDone()
	return records
}

// logTime is when a record happened; where nothing tells, when it was seen.
// (https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-timestamp)
func logTime(l plog.LogRecord) pcommon.Timestamp {
	if t := l.Timestamp(); t != 0 {
		return t
	}
	return l.ObservedTimestamp()
}

func earliestLog(rl plog.ResourceLogs) (first pcommon.Timestamp) {
	for _, sl := range rl.ScopeLogs().All() {
		for _, l := range sl.LogRecords().All() {
			first = earlier(first, logTime(l))
		}
	}
	return first
}

// learnResourceLogs does for logs what learnResourceSpans does for spans. at is
// the number of records before; it returns the number with those below rl.
func (w *walker) learnResourceLogs(r *resourceState, rl plog.ResourceLogs, at int) int {
	w.learning = true
	w.session.BeginLearning(r.record)
	w.learnAttributes(resourceAttributes, rl.Resource().Attributes())
	for _, sl := range rl.ScopeLogs().All() {
		w.session.BeginLearning(r.record)
		w.learnAttributes(scopeAttributes, sl.Scope().Attributes())
		for _, l := range sl.LogRecords().All() {
			w.below(r, w.logRecord(r, l, at))
			w.learnLog(l)
			w.report(r, l.TraceID())
			for _, other := range w.others(r.owner, l.TraceID(), logTime(l)) {
				w.learnFor(r, other, func() { w.learnLog(l) })
			}
			at++
		}
	}
	w.learning = false
	return at
}

func (w *walker) learnLog(l plog.LogRecord) {
	w.learnAttributes(logAttributes, l.Attributes())
	w.value(logBody, bodyDecision, "", l.Body(), 0)
	if l.Body().Type() == pcommon.ValueTypeStr {
		w.session.LearnJSON(l.Body().Str())
	}
}

// bodyDecision is what happens to a body, which has no key: its members are
// judged by theirs, the rest is scanned.
var bodyDecision = &policy.Decision{Action: policy.Scan}

func (w *walker) resourceLogs(r *resourceState, rl plog.ResourceLogs, at int) int {
	w.session.Begin(r.record)
	w.resource(rl.Resource())
	rewrite(rl.SchemaUrl(), rl.SetSchemaUrl, resourceSchemaURL, w.session.URL)
	for _, sl := range rl.ScopeLogs().All() {
		w.session.Begin(r.record)
		w.scope(sl.Scope())
		rewrite(sl.SchemaUrl(), sl.SetSchemaUrl, scopeSchemaURL, w.session.URL)
		for _, l := range sl.LogRecords().All() {
			w.session.Begin(w.logRecord(r, l, at))
			before := w.unmarked()
			w.log(l)
			w.mark(l.Attributes(), before)
			at++
		}
	}
	return at
}

// logRecord is the record of the at-th log record of a batch.
func (w *walker) logRecord(r *resourceState, l plog.LogRecord, at int) policy.Record {
	rec := w.recordBelow(r, logTime(l))
	rec.Trace = r.traceGroup(l.TraceID(), at)
	return rec
}

func (w *walker) log(l plog.LogRecord) {
	rewrite(l.EventName(), l.SetEventName, logEventName, w.session.Free)
	rewrite(l.SeverityText(), l.SetSeverityText, logSeverityText, w.session.Free)
	w.value(logBody, bodyDecision, "", l.Body(), 0)
	w.attributes(logAttributes, l.Attributes())
}
