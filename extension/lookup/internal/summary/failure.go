package summary

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// maxPath bounds the way from the root to a failure; a ring of parents ends
// there too.
const maxPath = 64

// failed returns the span at which the trace failed: one with the status error
// of which no descendant has it, since errors travel up. Of several, one that tells
// an exception, and of these the earliest. spans are sorted by start.
func (t *gathered) failed(spans []*span) *span {
	caused := map[pcommon.SpanID]bool{}
	for _, sp := range spans {
		if !sp.failed {
			continue
		}
		// Marked ancestors are marked up to the root: each span is met once.
		for at := sp.parent; t.spans[at] != nil && !caused[at]; at = t.spans[at].parent {
			caused[at] = true
		}
	}
	var first, any *span
	for _, sp := range spans {
		if !sp.failed {
			continue
		}
		if any == nil {
			any = sp
		}
		if caused[sp.id] {
			continue
		}
		if sp.exception != "" {
			return sp
		}
		if first == nil {
			first = sp
		}
	}
	if first == nil {
		return any
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
