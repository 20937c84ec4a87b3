package processor

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// crowded is a batch with a bit of everything that a plan has to tell apart:
// values with and without a second look, keys that move, go or hold an
// identifier, containers, events and links.
func crowded() ptrace.Traces {
	td := usualBatch(64)
	for _, rs := range td.ResourceSpans().All() {
		rs.Resource().Attributes().PutStr("deployment.note", "for 8fc2ffe3-899a-4293-af0c-000000000003")
		for i, span := range rs.ScopeSpans().At(0).Spans().All() {
			m := span.Attributes()
			if i%2 == 0 {
				m.PutStr("count.8fc2ffe3-899a-4293-af0c-000000000003.x", "a")
				m.PutStr("bob@example.com", "b")
			}
			m.PutInt("app.tries", int64(i)*70_000)
			m.PutEmptySlice("process.command_args").AppendEmpty().SetStr("--password=hunter2")
			m.PutEmptyMap("app.owner").PutStr("user.id", "8fc2ffe3-899a-4293-af0c-000000000003")
			m.PutEmptyBytes("app.raw").FromRaw([]byte("bob@example.com"))
			span.Links().AppendEmpty().Attributes().PutStr("user.id", "8fc2ffe3-899a-4293-af0c-000000000003")
			span.Events().AppendEmpty().Attributes().PutBool("exception.escaped", true)
		}
	}
	return td
}

// TestPlanChangesNothing walks a batch by plan and without one. The keys of both
// are known from a batch before: of new ones the first walk makes no plan.
func TestPlanChangesNothing(t *testing.T) {
	b := newBench(t, nil)
	planned, unplanned := crowded(), crowded()
	for _, td := range []ptrace.Traces{crowded(), planned} {
		if _, err := b.Traces(t.Context(), td); err != nil {
			t.Fatal(err)
		}
	}
	err := b.run(t.Context(), signalTraces, func(w *walker) int {
		spans, maps := 0, make(map[pcommon.Map]bool)
		for _, rs := range unplanned.ResourceSpans().All() {
			spans += w.learnResourceSpans(w.enter(rs.Resource(), earliest(rs)), rs)
			for _, span := range rs.ScopeSpans().At(0).Spans().All() {
				maps[span.Attributes()] = true
			}
		}
		whole, parted := kindsOf(w.plan, maps)
		if whole != spans/2 || parted != spans/2 {
			t.Errorf("of %d spans %d are planned as a whole, and %d in steps", spans, whole, parted)
		}
		w.plan.reset()
		for i, rs := range unplanned.ResourceSpans().All() {
			w.resourceSpans(&w.resources[i], rs)
		}
		return spans
	})
	if err != nil {
		t.Fatal(err)
	}
	json := ptrace.JSONMarshaler{}
	want, err := json.MarshalTraces(unplanned)
	if err != nil {
		t.Fatal(err)
	}
	got, err := json.MarshalTraces(planned)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != string(want) {
		t.Errorf("by plan:\n%s\nwithout:\n%s", got, want)
	}
}

// kindsOf counts those of maps that a plan has to be walked as a whole, and those
// with values to be judged.
func kindsOf(p plan, maps map[pcommon.Map]bool) (whole, parted int) {
	from := ends{}
	for _, m := range p.maps {
		switch {
		case !maps[m.of]:
		case m.whole:
			whole++
		case m.end.values > from.values:
			parted++
		}
		from = m.end
	}
	return whole, parted
}

// TestWalksThatDiffer: a batch is refused if the second walk leaves out a map of
// the first one.
func TestWalksThatDiffer(t *testing.T) {
	b := newBench(t, nil)
	err := b.run(t.Context(), signalTraces, func(w *walker) int {
		for _, rs := range crowded().ResourceSpans().All() {
			w.learnResourceSpans(w.enter(rs.Resource(), earliest(rs)), rs)
		}
		w.plan.mustBeDone()
		return 0
	})
	if !errors.Is(err, errRefused) {
		t.Errorf("got %v, want %v", err, errRefused)
	}
}

// TestLargeBatchLeavesNothing: what one hostile batch makes large does not cost
// the next ones time.
func TestLargeBatchLeavesNothing(t *testing.T) {
	b := newBench(t, nil)
	td := ptrace.NewTraces()
	for range 100_000 {
		td.ResourceSpans().AppendEmpty()
	}
	if _, err := b.Traces(t.Context(), td); err != nil {
		t.Fatal(err)
	}
	w := b.walker()
	if c := max(cap(w.resources), cap(w.moves), cap(w.path), cap(w.other)); c > keptEntries {
		t.Errorf("a list of %d entries is kept", c)
	}
}

// TestPlanIsOfItsMap: a map that is not the one of the plan is walked as a whole.
func TestPlanIsOfItsMap(t *testing.T) {
	const id = "8fc2ffe3-899a-4293-af0c-000000000003"
	with := func(m pcommon.Map, key string) pcommon.Map {
		m.PutStr(key, id)
		return m
	}
	for name, change := range map[string]func(m pcommon.Map) pcommon.Map{
		"another map":        func(pcommon.Map) pcommon.Map { return with(with(pcommon.NewMap(), "user.id"), "enduser.id") },
		"one attribute more": func(m pcommon.Map) pcommon.Map { return with(m, "enduser.id") },
	} {
		w := newWalker(newBench(t, nil).Processor)
		w.begin(t.Context())
		m := pcommon.NewMap()
		m.PutStr("http.route", "/orders")
		m.PutBool("user.id", true)
		w.learning = true
		w.learnAttributes(spanAttributes, m)
		w.learning = false
		m = change(m)
		w.attributes(spanAttributes, m)
		for _, key := range []string{"user.id", "enduser.id"} {
			if v, ok := m.Get(key); ok && v.AsString() == id {
				t.Errorf("%s: %s keeps its value", name, key)
			}
		}
	}
}

// TestCleanTextIsPlanned: what was clean in the batches before is not passed over
// where an identifier, or the record, makes it something to replace.
func TestCleanTextIsPlanned(t *testing.T) {
	const id = "cust-7f3d2c1b"
	fill := func(span ptrace.Span) {
		m := span.Attributes()
		m.PutStr("app.note", "order of "+id+" shipped")
		m.PutEmptySlice("http.request.header.x-route").AppendEmpty().SetStr("/for/" + id)
		m.PutStr("url.path", "/orders/"+id+"/items")
		m.PutStr("network.peer.address", "203.0.113.77")
		m.PutStr("user_email", "none")
	}
	b := newBench(t, nil)
	batch := func(more func(ptrace.Span)) (before, after string) {
		td := ptrace.NewTraces()
		span := spanOf(td.ResourceSpans().AppendEmpty(), 1)
		span.SetKind(ptrace.SpanKindClient)
		fill(span)
		more(span)
		before = fmt.Sprint(span.Attributes().AsRaw())
		if _, err := b.Traces(t.Context(), td); err != nil {
			t.Fatal(err)
		}
		return before, fmt.Sprint(span.Attributes().AsRaw())
	}
	for range 4 {
		if before, after := batch(func(ptrace.Span) {}); before != after {
			t.Fatalf("%s\nbecomes\n%s", before, after)
		}
	}
	if _, after := batch(func(span ptrace.Span) { span.Attributes().PutStr("user.id", id) }); strings.Contains(after, id) {
		t.Errorf("the identifier that the span knows stays: %s", after)
	}
	if _, after := batch(func(span ptrace.Span) { span.SetKind(ptrace.SpanKindServer) }); strings.Contains(after, "203.0.113.77") {
		t.Errorf("the address of a client stays: %s", after)
	}
	if before, after := batch(func(ptrace.Span) {}); before != after {
		t.Errorf("%s\nbecomes\n%s after what became of other records", before, after)
	}
}

// TestPlanLetsGo: nothing of a batch stays with a walker that waits for the next
// one, also not what was planned in vain.
func TestPlanLetsGo(t *testing.T) {
	w := newWalker(newBench(t, nil).Processor)
	w.begin(t.Context())
	m := pcommon.NewMap()
	for i := range 100 {
		m.PutStr(fmt.Sprintf("app.note.%d", i), "text")
	}
	w.learning = true
	r := w.enter(pcommon.NewResource(), 0)
	w.learnFor(r, policy.Record{}, func() { w.learnAttributes(spanAttributes, m) })
	m.PutStr(strings.Repeat("k", 1000), "of a key that is not remembered")
	w.learnAttributes(spanAttributes, m)
	w.learning = false
	w.end()
	p := &w.plan
	for i, f := range p.all.values[:cap(p.all.values)] {
		if f != (found{}) {
			t.Fatalf("value %d stays", i)
		}
	}
	for i, m := range p.maps[:cap(p.maps)] {
		if m != (planned{}) {
			t.Fatalf("map %d stays", i)
		}
	}
	if cap(p.all.values) == 0 || cap(p.maps) == 0 {
		t.Error("nothing was planned")
	}
}
