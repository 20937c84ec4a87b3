package processor

import (
	"context"
	"slices"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// A walker visits every place of one batch at a time. Its memory is reused from
// batch to batch; it is not safe for concurrent use.
type walker struct {
	policy  *policy.Policy
	session *policy.Session
	ringNow func() *hashing.Ring
	clock   func() time.Time
	tenant  Tenant
	marks   Marks

	// Of the batch at hand.
	ring      *hashing.Ring
	always    *hashing.Key // of ring, if one key writes every record
	now       time.Time
	request   owner // of what belongs to the client's request and to no resource
	resources []resourceState
	crossings crossings
	several   bool // resources are in it
	late      []late
	other     []policy.Record // scratch of others

	plan     plan   // of the first walk for the second
	learning bool   // this is the first walk: values are read, not rewritten
	path     []byte // of the nested attribute at hand
	moves    []move // of attributes to other keys; the innermost map's are last
}

// owner is whose identifiers stand in a record.
type owner struct {
	tenant string
	reason policy.Reason // set if there should be a tenant and is none
}

// resourceState is what the walk has to know of a resource below which it is.
type resourceState struct {
	owner  owner
	salt   [16]byte       // of its traces' groups; zero if the batch is one owner's
	record policy.Record  // for the texts of the resource itself and of its scopes
	latest *policy.Writer // of a record below it

	service string // its name
	records int    // below it
	values  int    // replaced in it and below it
}

func newWalker(p *Processor) *walker {
	w := &walker{
		policy:  p.policy,
		session: p.policy.NewSession(),
		ringNow: p.ring,
		clock:   p.now,
		tenant:  p.tenant,
		marks:   p.marks,
	}
	if w.marks == RuleMarks {
		w.session.Tally().NoteRecent()
	}
	return w
}

// begin makes w ready for a batch that came with ctx.
func (w *walker) begin(ctx context.Context) {
	w.ring, w.now = w.ringNow(), w.clock()
	w.always = w.ring.Always()
	w.request = w.tenant.ofRequest(ctx)
	w.session.BeginBatch()
}

// end lets go of the batch: a walker waits for its next one for an unknown time.
// What the session remembers stays, and is bounded.
func (w *walker) end() {
	w.session.BeginBatch()
	w.ring, w.always, w.request = nil, nil, owner{}
	w.resources = forget(w.resources)
	w.crossings.reset()
	w.late = forget(w.late)
	w.other = forget(w.other)
	w.moves = forget(w.moves)
	w.plan.reset()
	w.path = forget(w.path)
}

// keptEntries is how much of a list or of a table is kept from batch to batch.
const keptEntries = 1024

// forget empties s, and lets go of its memory if that is more than usual batches
// need: otherwise one large batch would cost every later one the time to clear it.
func forget[S ~[]E, E any](s S) S {
	if cap(s) > keptEntries {
		return nil
	}
	clear(s[:cap(s)])
	return s[:0]
}

// ownerOf is whose identifiers stand below the resource r.
func (w *walker) ownerOf(r pcommon.Resource) owner {
	if w.tenant.Attribute == "" {
		return w.request
	}
	return w.tenant.ofResource(r.Attributes())
}

// record is a record of o that began at t.
func (w *walker) record(t pcommon.Timestamp, o owner) policy.Record {
	return policy.Record{Writer: w.writer(nil, t, o)}
}

// recordBelow is a record below the resource r that began at t.
func (w *walker) recordBelow(r *resourceState, t pcommon.Timestamp) policy.Record {
	if w.always == nil && r.owner.reason == "" {
		r.latest = w.writer(r.latest, t, r.owner)
	}
	return policy.Record{Writer: r.latest}
}

// writer makes the pseudonyms of a record of o that began at t. It is latest, a
// writer of o, if that has the same key.
func (w *walker) writer(latest *policy.Writer, t pcommon.Timestamp, o owner) *policy.Writer {
	if o.reason != "" {
		return &policy.Writer{Tenant: o.tenant, Reason: o.reason}
	}
	key := w.always
	if key == nil {
		key = w.ring.At(t.AsTime(), w.now)
	}
	switch {
	case latest != nil && latest.Key == key:
		return latest
	case key == nil:
		return &policy.Writer{Tenant: o.tenant, Reason: policy.ReasonNoKey}
	default:
		return &policy.Writer{Tenant: o.tenant, Key: key}
	}
}

// rewrite puts the safe form of old, which stands at p, in its place.
func rewrite(old string, set func(string), p policy.Place, safe func(policy.Place, string) string) {
	if old == "" {
		return
	}
	if got := safe(p, old); got != old {
		set(got)
	}
}

func (w *walker) resource(r pcommon.Resource) {
	w.attributes(resourceAttributes, r.Attributes())
	for _, e := range entity.ResourceEntityRefs(r).All() {
		rewrite(e.Type(), e.SetType, entityType, w.session.Free)
		rewrite(e.SchemaUrl(), e.SetSchemaUrl, entitySchemaURL, w.session.URL)
		w.entityKeys(e.IdKeys())
		w.entityKeys(e.DescriptionKeys())
	}
}

// entityKeys rewrites a list of attribute keys in the way in which the
// attributes of the resource were: what moved or was dropped is not named by
// its old key.
func (w *walker) entityKeys(keys pcommon.StringSlice) {
	keys.RemoveIf(func(key string) bool { return w.session.DecideAnew(key).Action == policy.Drop })
	for i, key := range keys.All() {
		d := w.session.DecideAnew(key)
		got := d.Target
		if got == "" {
			got = w.session.Key(entityKeys, d, key)
		}
		if got != key {
			keys.SetAt(i, got)
		}
	}
}

func (w *walker) scope(s pcommon.InstrumentationScope) {
	rewrite(s.Name(), s.SetName, scopeName, w.session.Free)
	rewrite(s.Version(), s.SetVersion, scopeVersion, w.session.Free)
	w.attributes(scopeAttributes, s.Attributes())
}

// attributes rewrites the attributes of a record, by plan as far as that goes.
func (w *walker) attributes(p policy.Place, m pcommon.Map) {
	from, to, ok := w.plan.take(m)
	if !ok || !w.leftAlone(from, to) {
		w.allAttributes(p, m, 0)
		return
	}
	values := w.plan.all.values[from.values:to.values]
	for i := range values {
		f := &values[i]
		d := w.session.Decided(f.slot)
		if d == nil {
			w.allAttributes(p, m, int(f.at))
			return
		}
		w.rewriteValue(p, d, d.Key, f.value, 0)
	}
}

// leftAlone says whether no identifier that is known by now can stand in the keys
// and clean texts of a map whose steps are these.
func (w *walker) leftAlone(from, to ends) bool {
	keys, clean := w.plan.all.keys[from.keys:to.keys], w.plan.all.clean[from.clean:to.clean]
	return !slices.ContainsFunc(keys, w.session.KeyHoldsKnown) && !slices.ContainsFunc(clean, w.session.TextHoldsKnown)
}

// allAttributes rewrites attributes that may move or go. The values of the first
// ones are done.
func (w *walker) allAttributes(p policy.Place, m pcommon.Map, done int) {
	at, kept, drops, first := 0, 0, false, len(w.moves)
	for key, v := range m.All() {
		d := w.session.Decide(key)
		at++
		if d.Action == policy.Drop {
			drops = true
			continue
		}
		if at > done && !d.Passes() {
			w.value(p, d, d.Key, v, 0)
		}
		if d.Target != "" {
			w.moves = append(w.moves, move{at: kept, to: d.Target, target: true})
		} else if safe := w.session.Key(p, d, key); safe != key {
			w.moves = append(w.moves, move{at: kept, to: safe})
		}
		kept++
	}
	if drops {
		w.drop(p, m)
	}
	w.moved(m, first)
}

// drop removes what the policy drops. The order of the rest stays.
func (w *walker) drop(p policy.Place, m pcommon.Map) {
	m.RemoveIf(func(key string, _ pcommon.Value) bool {
		d := w.session.DecideAnew(key)
		if d.Action == policy.Drop {
			w.session.Dropped(p, d)
		}
		return d.Action == policy.Drop
	})
}
