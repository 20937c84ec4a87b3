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

// TestPlanIsOfItsMap: a map that is not the one of the plan is walked as a whole.
func TestPlanIsOfItsMap(t *testing.T) {
	const id = "8fc2ffe3-899a-4293-af0c-000000000003"
	for name, change := range map[string]func(m pcommon.Map){
		"another key":        func(m pcommon.Map) { m.Clear(); m.PutStr("http.method", "GET"); m.PutStr("user.id", id) },
		"the other order":    func(m pcommon.Map) { m.Clear(); m.PutStr("user.id", id); m.PutStr("http.route", "/a") },
		"one attribute more": func(m pcommon.Map) { m.PutStr("enduser.id", id) },
	} {
		w := newWalker(newBench(t, nil).Processor)
		w.begin(t.Context())
		m := pcommon.NewMap()
		m.PutStr("http.route", "/a")
		m.PutBool("user.id", true)
		w.learning = true
		w.learnAttributes(m)
		w.learning = false
		change(m)
		w.attributes(spanAttributes, m)
		for _, key := range []string{"user.id", "enduser.id"} {
			if v, ok := m.Get(key); ok && v.AsString() == id {
				t.Errorf("%s: %s keeps its value", name, key)
			}
		}
	}
}
