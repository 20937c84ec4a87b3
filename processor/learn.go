package processor

import (
	"unicode/utf8"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// learned is an identifier that the first walk came across.
type learned struct {
	decision *policy.Decision
	text     string
	number   int64
	isNumber bool
}

// learnResourceSpans tells the session the identifiers of every trace that has
// a span below rs, and returns the number of these spans. A clean span costs a
// look at its attribute keys and nothing else.
//
// What the resource or scope holds is known in each span below it. What a span
// holds is known in its whole trace, and in the resource and scope above it.
func (w *walker) learnResourceSpans(r *resourceState, rs ptrace.ResourceSpans) int {
	spans := 0
	w.learning = true
	w.known = w.known[:0]
	w.learnAttributes(rs.Resource().Attributes())
	ofResource := len(w.known)
	for _, ss := range rs.ScopeSpans().All() {
		w.known = w.known[:ofResource]
		w.learnAttributes(ss.Scope().Attributes())
		ofScope := len(w.known)
		w.tell(r.record)
		for _, span := range ss.Spans().All() {
			w.known = w.known[:ofScope]
			w.learnSpan(span)
			if len(w.known) > 0 {
				w.tell(w.spanRecord(r, span))
				w.known = w.known[ofScope:]
				w.tell(r.record)
			}
			spans++
		}
	}
	w.learning = false
	return spans
}

// tell lets the session know the identifiers at hand in the group of r.
func (w *walker) tell(r policy.Record) {
	if len(w.known) == 0 {
		return
	}
	w.session.Begin(r)
	for _, k := range w.known {
		if k.isNumber {
			w.session.LearnInt(k.decision, k.number)
		} else {
			w.session.Learn(k.decision, k.text)
		}
	}
}

func (w *walker) learnSpan(span ptrace.Span) {
	w.learnAttributes(span.Attributes())
	for _, event := range span.Events().All() {
		w.learnAttributes(event.Attributes())
	}
	for _, link := range span.Links().All() {
		w.learnAttributes(link.Attributes())
	}
}

func (w *walker) learnAttributes(m pcommon.Map) {
	for key, v := range m.All() {
		d := w.policy.Decide(key)
		switch v.Type() {
		case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
			w.value(resourceAttributes, d, key, v, 0)
		default:
			w.learnLeaf(d, v)
		}
	}
}

// learnLeaf notes v if it is an identifier. A boolean identifies nobody.
func (w *walker) learnLeaf(d *policy.Decision, v pcommon.Value) {
	if !d.Learns() {
		return
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		w.known = append(w.known, learned{decision: d, text: v.Str()})
	case pcommon.ValueTypeInt:
		w.known = append(w.known, learned{decision: d, number: v.Int(), isNumber: true})
	case pcommon.ValueTypeDouble:
		w.known = append(w.known, learned{decision: d, text: hashing.CanonicalDouble(v.Double())})
	case pcommon.ValueTypeBytes:
		if text := string(v.Bytes().AsRaw()); utf8.ValidString(text) {
			w.known = append(w.known, learned{decision: d, text: text})
		}
	}
}
