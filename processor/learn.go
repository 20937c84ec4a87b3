package processor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// learned is an identifier that the first walk came across.
type learned struct {
	decision *policy.Decision
	kind     pcommon.ValueType // Str, Int or Double
	text     string
	int      int64
	double   float64
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
				w.tellRecord(r, w.spanRecord(r, span), ofScope)
				for _, other := range w.others(r.owner, span.TraceID(), span.StartTimestamp()) {
					w.tell(other)
				}
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
	w.session.BeginLearning(r)
	for _, k := range w.known {
		switch k.kind {
		case pcommon.ValueTypeInt:
			w.session.LearnInt(k.decision, k.int)
		case pcommon.ValueTypeDouble:
			w.session.LearnDouble(k.decision, k.double)
		default:
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
		d := w.session.Decide(key)
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
	k := learned{decision: d, kind: v.Type()}
	switch k.kind {
	case pcommon.ValueTypeStr:
		k.text = v.Str()
	case pcommon.ValueTypeInt:
		k.int = v.Int()
	case pcommon.ValueTypeDouble:
		k.double = v.Double()
	case pcommon.ValueTypeBytes:
		k.text, k.kind = textOf(v.Bytes().AsRaw()), pcommon.ValueTypeStr
		if k.text == "" {
			return
		}
	default:
		return
	}
	w.known = append(w.known, k)
}
