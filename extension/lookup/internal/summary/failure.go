package summary

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maxPath bounds the way from the root to a failure; a ring of parents ends
// there too.
const maxPath = 64

// failed returns the span at which the trace failed, nil if it did not. Errors
// travel up, so it is one of those that failed without a descendant that did.
// Spans that recorded an exception are preferred over the calls below them, of
// which nothing but a status is known. Of several it is the earliest; spans are
// sorted by start.
func (t *gathered) failed(spans []*span) *span {
	if told := t.deepest(spans, func(sp *span) bool { return sp.failed && sp.threw }); told != nil {
		return told
	}
	return t.deepest(spans, func(sp *span) bool { return sp.failed })
}

// deepest returns the first of the spans for which is holds that has no
// descendant for which it holds; in a ring of parents, the first.
func (t *gathered) deepest(spans []*span, is func(*span) bool) *span {
	above := map[pcommon.SpanID]bool{}
	for _, sp := range spans {
		if !is(sp) {
			continue
		}
		// Marked ancestors are marked up to the root: each span is met once.
		for at := sp.parent; t.spans[at] != nil && !above[at]; at = t.spans[at].parent {
			above[at] = true
		}
	}
	var first *span
	for _, sp := range spans {
		switch {
		case !is(sp):
		case !above[sp.id]:
			return sp
		case first == nil:
			first = sp
		}
	}
	return first
}

func (t *gathered) failure(sp *span) *Failure {
	f := &Failure{
		SpanID: sp.id.String(), Service: sp.service, Operation: sp.operation,
		Exception: sp.exception, Message: sp.message,
	}
	for at := sp; at != nil && len(f.Path) < maxPath; at = t.spans[at.parent] {
		f.Path = append(f.Path, Step{at.service, at.operation, at.end.Sub(at.start)})
		if at.parent.IsEmpty() {
			break
		}
	}
	slices.Reverse(f.Path)
	return f
}
