package processor

import (
	"encoding/binary"

	"go.opentelemetry.io/collector/pdata/pcommon"
)

// Groups are the records that share their known identifiers. A group has a
// trace ID; what belongs to no trace gets an ID that the Trace Context
// recommendation leaves unused in practice: its first half all ones, and a
// number. That a trace has such an ID by chance would only make both know more.

// resourceGroup holds the identifiers known below the i-th resource of a batch:
// the texts of a resource and of its scopes belong to every record there.
func resourceGroup(i int) [16]byte { return group(0xffff_ffff_ffff_ffff, i) }

// recordGroup holds the identifiers of the i-th record of a batch that belongs
// to no trace: such records have nothing to do with each other.
func recordGroup(i int) [16]byte { return group(0xffff_ffff_ffff_fffe, i) }

func group(kind uint64, i int) (id [16]byte) {
	binary.BigEndian.PutUint64(id[:], kind)
	binary.BigEndian.PutUint64(id[8:], uint64(i))
	return id
}

// traceGroup is the group of the i-th record of a batch, which stands below r: that
// of its trace, if it has one.
func (r *resourceState) traceGroup(trace pcommon.TraceID, i int) [16]byte {
	if trace.IsEmpty() {
		return recordGroup(i)
	}
	if r.salt == ([16]byte{}) {
		return trace
	}
	return salted(trace, r.salt)
}

// enter makes ready for the next resource of a batch. first is the time of the
// earliest record below it.
func (w *walker) enter(r pcommon.Resource, first pcommon.Timestamp) *resourceState {
	i := len(w.resources)
	o := w.ownerOf(r)
	rec := w.record(first, o)
	rec.Trace = resourceGroup(i)
	state := resourceState{owner: o, record: rec, latest: rec.Writer, service: serviceName(r)}
	if w.tenant.Attribute != "" {
		state.salt = saltOf(o)
	}
	w.resources = append(w.resources, state)
	return &w.resources[i]
}

// earlier is the earlier one of two timestamps, of which zero is none.
func earlier(a, b pcommon.Timestamp) pcommon.Timestamp {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}

// leave notes what was done to the resource r: it has so many records, and the
// tally stood at before when the walk came to it.
func (w *walker) leave(r *resourceState, records, before int) {
	r.records, r.values = records, w.session.Tally().Total()-before
}
