package processor

import "go.opentelemetry.io/collector/pdata/pcommon"

// A trace passes through several resources. What one of its records holds must
// not stand in the texts of any of them, nor of their scopes, also if that
// record comes after theirs.

// late is a resource with a record of a trace of which nothing was known yet. In a
// batch of one resource there is none: what its records hold is reported to it.
type late struct {
	trace, resource [16]byte // groups
}

// report makes known in r what the record at hand, which stands below it, knows.
func (w *walker) report(r *resourceState, trace pcommon.TraceID) {
	if w.session.Report(r.record.Trace) || !w.several || trace.IsEmpty() {
		return
	}
	l := late{r.traceGroup(trace, 0), r.record.Trace}
	if n := len(w.late); n == 0 || w.late[n-1] != l {
		w.late = append(w.late, l)
	}
}

// reportLate reports again what nothing was known of.
func (w *walker) reportLate() {
	for _, l := range w.late {
		w.session.ReportOf(l.trace, l.resource)
	}
}
