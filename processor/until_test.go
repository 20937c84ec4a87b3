package processor

import (
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// TestRuleEndsInTheMiddle has the rules end at each look at the clock that a
// batch takes: the batch must be treated as before or as after, never as neither.
func TestRuleEndsInTheMiddle(t *testing.T) {
	const raw = "8fc2ffe3-899a-4293-af0c-000000000003"
	looks, end := 0, 0
	now := func() time.Time {
		if looks++; looks > end {
			return noon.Add(time.Hour)
		}
		return noon
	}
	until := noon.Add(time.Minute)
	rules, err := policy.New(policy.Settings{
		Now:         now,
		Identifiers: []policy.Identifiers{{Domain: "user", Attributes: []string{"buyer"}, Target: "buyer.hash"}},
		Rules: []policy.Rule{
			{Attributes: []string{"first", "map.first"}, Action: policy.Drop, Until: until},
			{Attributes: []string{"last", "map.last"}, Action: policy.Keep, Until: until},
			{Attributes: []string{"first", "map.first"}, Action: policy.Mask},
			{Attributes: []string{"last", "map.last"}, Action: policy.Drop},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	before, after := "last buyer.hash other map[last]", "first buyer.hash other map[first]"
	for end = range 40 {
		b := newBench(t, func(s *Settings) { s.Policy = rules })
		looks = 0
		td, err := b.Traces(t.Context(), oneSpan(func(s ptrace.Span) {
			fill := func(m pcommon.Map) {
				m.PutStr("last", "kept")
				m.PutStr("first", raw)
			}
			fill(s.Attributes())
			s.Attributes().PutStr("buyer", "4711-4711")
			s.Attributes().PutStr("other", "text")
			fill(s.Attributes().PutEmptyMap("map"))
		}))
		if err != nil {
			t.Fatal(err)
		}
		m := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes()
		if got := shape(m); got != before && got != after {
			t.Errorf("the rules end after look %d: %s, want %s or %s", end, got, before, after)
		}
		for key, v := range m.All() {
			if strings.Contains(v.AsString(), raw) {
				t.Errorf("the rules end after look %d: %s keeps its value", end, key)
			}
		}
	}
}

// shape are the keys of m and of the maps in it, in order.
func shape(m pcommon.Map) string {
	var keys []string
	for key, v := range m.All() {
		if v.Type() == pcommon.ValueTypeMap {
			key += "[" + shape(v.Map()) + "]"
		}
		keys = append(keys, key)
	}
	return strings.Join(keys, " ")
}
