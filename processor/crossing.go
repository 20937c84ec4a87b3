package processor

import (
	"crypto/sha256"
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// A trace can pass through services of several tenants. The records of each are
// a group of their own: a pseudonym of one tenant must not stand in a record of
// another, where it would tell that both know the same person. But an
// identifier that one of them knows is replaced in the records of all, in each
// by what it is there.

// crossings are the traces of a batch that have records of several owners.
type crossings struct {
	first  map[pcommon.TraceID]owner
	owners map[pcommon.TraceID][]owner
}

// meet notes that trace has a record of o.
func (c *crossings) meet(trace pcommon.TraceID, o owner) {
	if trace.IsEmpty() {
		return
	}
	first, met := c.first[trace]
	if !met {
		if c.first == nil {
			c.first, c.owners = make(map[pcommon.TraceID]owner), make(map[pcommon.TraceID][]owner)
		}
		c.first[trace] = o
		return
	}
	if first == o || slices.Contains(c.owners[trace], o) {
		return
	}
	if len(c.owners[trace]) == 0 {
		c.owners[trace] = append(c.owners[trace], first)
	}
	c.owners[trace] = append(c.owners[trace], o)
}

func (c *crossings) reset() {
	if len(c.first) > 0 {
		*c = crossings{}
	}
}

// crossTraces finds the traces of td that several tenants share.
func (w *walker) crossTraces(td ptrace.Traces) {
	if w.tenant.Attribute == "" || td.ResourceSpans().Len() < 2 {
		return
	}
	for _, rs := range td.ResourceSpans().All() {
		o := w.ownerOf(rs.Resource())
		for _, ss := range rs.ScopeSpans().All() {
			for _, span := range ss.Spans().All() {
				w.crossings.meet(span.TraceID(), o)
			}
		}
	}
}

// crossLogs does for logs what crossTraces does for spans.
func (w *walker) crossLogs(ld plog.Logs) {
	if w.tenant.Attribute == "" || ld.ResourceLogs().Len() < 2 {
		return
	}
	for _, rl := range ld.ResourceLogs().All() {
		o := w.ownerOf(rl.Resource())
		for _, sl := range rl.ScopeLogs().All() {
			for _, l := range sl.LogRecords().All() {
				w.crossings.meet(l.TraceID(), o)
			}
		}
	}
}

// others are records of the same time as one of o in trace, one for each other
// owner that the trace has.
func (w *walker) others(o owner, trace pcommon.TraceID, t pcommon.Timestamp) []policy.Record {
	if len(w.crossings.owners) == 0 {
		return nil
	}
	w.other = w.other[:0]
	for _, other := range w.crossings.owners[trace] {
		if other == o {
			continue
		}
		rec := w.record(t, other)
		rec.Trace = salted(trace, saltOf(other))
		w.other = append(w.other, rec)
	}
	return w.other
}

// saltOf sets the groups of an owner apart from those of others.
func saltOf(o owner) (salt [16]byte) {
	sum := sha256.Sum256([]byte(o.tenant + "\x00" + string(o.reason)))
	return [16]byte(sum[:16])
}

// salted is the group of a trace's records of one owner.
func salted(trace pcommon.TraceID, salt [16]byte) [16]byte {
	for i, b := range salt {
		trace[i] ^= b
	}
	return trace
}
