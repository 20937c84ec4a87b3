package processor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// learnResourceSpans tells the session the identifiers of every trace that has
// a span below rs, and returns the number of these spans. A clean span costs a
// look at its attribute keys and nothing else.
//
// What the resource or scope holds is known in each span below it. What a span
// holds is known in its whole trace, and in the resource and scope above it.
func (w *walker) learnResourceSpans(r *resourceState, rs ptrace.ResourceSpans) int {
	spans := 0
	w.learning = true
	w.session.BeginLearning(r.record)
	w.learnAttributes(resourceAttributes, rs.Resource().Attributes())
	for _, ss := range rs.ScopeSpans().All() {
		w.session.BeginLearning(r.record)
		w.learnAttributes(scopeAttributes, ss.Scope().Attributes())
		for _, span := range ss.Spans().All() {
			w.below(r, w.spanRecord(r, span))
			w.learnSpan(span)
			w.report(r, span.TraceID())
			for _, other := range w.others(r.owner, span.TraceID(), span.StartTimestamp()) {
				w.learnFor(r, other, func() { w.learnSpan(span) })
			}
			spans++
		}
	}
	w.learning = false
	return spans
}

// below makes rec, which stands below r, the record at hand. What r holds comes
// first, so that an identifier of both has the domain that it has there.
func (w *walker) below(r *resourceState, rec policy.Record) {
	w.session.BeginLearning(rec)
	w.session.Inherit(r.record.Trace)
}

// learnFor lets learn tell another owner's record, too, what one below r holds.
// The plan for it stands already.
func (w *walker) learnFor(r *resourceState, other policy.Record, learn func()) {
	maps, end := len(w.plan.maps), w.plan.end()
	w.below(r, other)
	learn()
	w.plan.backTo(maps, end)
}

func (w *walker) learnSpan(span ptrace.Span) {
	w.learnAttributes(spanAttributes, span.Attributes())
	for _, event := range span.Events().All() {
		w.learnAttributes(eventAttributes, event.Attributes())
	}
	for _, link := range span.Links().All() {
		w.learnAttributes(linkAttributes, link.Attributes())
	}
}

// learnAttributes learns from m, and plans what the second walk has to do there.
func (w *walker) learnAttributes(p policy.Place, m pcommon.Map) {
	begin := w.plan.end()
	w.plan.whole = false
	w.learnEach(p, m)
	if w.plan.whole {
		w.plan.backTo(len(w.plan.maps), begin)
	}
	w.plan.add(m)
}

// learnEach is apart from the rest so that its loop, through which every
// attribute goes, has little to keep in mind.
func (w *walker) learnEach(p policy.Place, m pcommon.Map) {
	at := int32(0)
	for key, v := range m.All() {
		if k := w.session.Meet(key); !k.Idle() {
			w.learnAttribute(p, k, v, at)
		}
		at++
	}
}

// learnAttribute learns from the attribute with that index.
func (w *walker) learnAttribute(p policy.Place, k *policy.Keyed, v pcommon.Value, at int32) {
	to, slot := &w.plan, k.Slot()
	if slot == 0 || !k.KeepsKey() {
		to.whole = true // it moves, goes, or is told of; or it is nowhere remembered
	}
	if !k.Constant() {
		to.all.keys = append(to.all.keys, slot)
	}
	if k.Passes() {
		return
	}
	if clean, need := w.learnKeyed(p, k, v); clean != 0 {
		to.all.clean = append(to.all.clean, clean)
	} else if need {
		to.all.values = append(to.all.values, found{v, slot, at})
	}
}

// learnKeyed learns from v, under a key that does not let it pass, and tells
// whether v may have to be changed; clean is what it is, if it is clean by now.
func (w *walker) learnKeyed(p policy.Place, k *policy.Keyed, v pcommon.Value) (clean policy.CleanText, need bool) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		if k.Plain() {
			return w.session.LearnText(k, v.Str())
		}
		w.session.Learn(k.D, v.Str())
		return 0, true
	case pcommon.ValueTypeSlice:
		if text, ok := onlyText(v.Slice()); ok && k.Plain() {
			return w.session.LearnText(k, text)
		}
	default:
	}
	return 0, w.learnValue(p, k.D, v)
}

// onlyText returns the one text in s, as the attributes of HTTP headers have it.
// A flag may be more than a text.
func onlyText(s pcommon.Slice) (text string, ok bool) {
	if s.Len() != 1 || s.At(0).Type() != pcommon.ValueTypeStr {
		return "", false
	}
	text = s.At(0).Str()
	return text, !strings.HasPrefix(text, "-")
}

// learnValue learns from v, which d does not let pass, and tells whether it may
// have to be changed.
func (w *walker) learnValue(p policy.Place, d *policy.Decision, v pcommon.Value) bool {
	switch v.Type() {
	case pcommon.ValueTypeBool, pcommon.ValueTypeEmpty:
		return false
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		w.value(p, d, d.Key, v, 0)
		return true
	case pcommon.ValueTypeInt:
		w.learnLeaf(d, v)
		return !d.SparesInt(v.Int())
	default:
		w.learnLeaf(d, v)
		return true
	}
}

// learnLeaf tells the session of v if it is an identifier. A boolean identifies
// nobody.
func (w *walker) learnLeaf(d *policy.Decision, v pcommon.Value) {
	if !d.Learns() {
		return
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		w.session.Learn(d, v.Str())
	case pcommon.ValueTypeInt:
		w.session.LearnInt(d, v.Int())
	case pcommon.ValueTypeDouble:
		w.session.LearnDouble(d, v.Double())
	case pcommon.ValueTypeBytes:
		w.session.Learn(d, textOf(v.Bytes().AsRaw()))
	default:
	}
}
