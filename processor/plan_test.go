package processor

import (
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
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
			m.PutStr("count.8fc2ffe3-899a-4293-af0c-000000000003.x", "a")
			m.PutStr("bob@example.com", "b")
			m.PutInt("app.tries", int64(i)*70_000)
			m.PutEmptySlice("process.command_args").AppendEmpty().SetStr("--password=hunter2")
			m.PutEmptyMap("app.owner").PutStr("user.id", "8fc2ffe3-899a-4293-af0c-000000000003")
			m.PutEmptyBytes("app.raw").FromRaw([]byte("bob@example.com"))
			span.Links().AppendEmpty().Attributes().PutStr("note", "8fc2ffe3-899a-4293-af0c-000000000003")
		}
	}
	return td
}

// TestPlanChangesNothing walks a batch by plan and without one.
func TestPlanChangesNothing(t *testing.T) {
	b := newBench(t, nil)
	planned, unplanned := crowded(), crowded()
	if _, err := b.Traces(t.Context(), planned); err != nil {
		t.Fatal(err)
	}
	err := b.run(t.Context(), signalTraces, func(w *walker) int {
		spans := 0
		for _, rs := range unplanned.ResourceSpans().All() {
			spans += w.learnResourceSpans(w.enter(rs.Resource(), earliest(rs)), rs)
		}
		if len(w.plan.steps) == 0 {
			t.Error("the first walk has left no steps to the second")
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

// TestPlanIsOfItsMap: the steps of one map are never taken for another.
func TestPlanIsOfItsMap(t *testing.T) {
	w := newWalker(newBench(t, nil).Processor)
	w.begin(t.Context())
	first, second := pcommon.NewMap(), pcommon.NewMap()
	first.PutStr("http.route", "a text")
	second.PutStr("http.route", "another text")
	w.learning = true
	w.learnAttributes(first)
	w.learnAttributes(second)
	if _, ok := w.plan.take(second); ok {
		t.Error("there is a plan for a map whose turn it is not")
	}
	for _, m := range []pcommon.Map{first, second} {
		steps, ok := w.plan.take(m)
		want, _ := m.Get("http.route")
		if !ok || len(steps) != 1 || steps[0].v != want {
			t.Errorf("the plan for a map has %d steps", len(steps))
		}
	}
	if _, ok := w.plan.take(first); ok {
		t.Error("a plan is taken twice")
	}
}
