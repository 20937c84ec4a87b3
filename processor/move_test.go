package processor

import (
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/xpdata"
)

func TestMoved(t *testing.T) {
	for _, c := range []struct {
		name  string
		in    string // key=value, in order
		moves []move
		want  string
	}{
		{"nothing moves", "a=1 b=2", nil, "a=1 b=2"},
		{"the order stays", "a=1 b=2 c=3", []move{{at: 1, to: "x"}}, "a=1 x=2 c=3"},
		{"a key that is taken", "x=1 b=2", []move{{at: 1, to: "x"}}, "x=1 x_2=2"},
		{"a key that is taken further on", "b=2 x=1", []move{{at: 0, to: "x"}}, "x_2=2 x=1"},
		{"two that become the same", "a=1 b=2 c=3", []move{{at: 0, to: "x"}, {at: 2, to: "x"}}, "x=1 b=2 x_2=3"},
		{"the second name is taken, too", "a=1 x_2=2 x=3", []move{{at: 0, to: "x"}}, "x_3=1 x_2=2 x=3"},
		{"two that swap", "a=1 b=2", []move{{at: 0, to: "b"}, {at: 1, to: "a"}}, "b=1 a=2"},
		{"the same key twice, unmoved", "a=1 a=2 b=3", []move{{at: 2, to: "x"}}, "a=1 a=2 x=3"},
		{"a target takes the place of what was there", "x=raw a=1 b=2", []move{{at: 1, to: "x", target: true}}, "x=1 b=2"},
		{"two of one value share a target", "a=1 b=2 c=1", []move{{at: 0, to: "x", target: true}, {at: 2, to: "x", target: true}}, "x=1 b=2"},
		{"two of different values do not", "a=1 b=2", []move{{at: 0, to: "x", target: true}, {at: 1, to: "x", target: true}}, "x=1 x_2=2"},
		{"a target that moves away itself", "x=1 a=2", []move{{at: 0, to: "y"}, {at: 1, to: "x", target: true}}, "y=1 x=2"},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := parseMap(c.in)
			w := &walker{moves: []move{{at: 9, to: "of an outer map"}}}
			w.moves = append(w.moves, c.moves...)
			w.moved(m, 1)
			if got := printMap(m); got != c.want {
				t.Errorf("%s: got %s, want %s", c.in, got, c.want)
			}
			if len(w.moves) != 1 {
				t.Errorf("%d moves are left, want the one of the outer map", len(w.moves))
			}
		})
	}
}

func parseMap(s string) pcommon.Map {
	var b xpdata.MapBuilder // takes a key twice
	for pair := range strings.FieldsSeq(s) {
		key, value, _ := strings.Cut(pair, "=")
		b.AppendEmpty(key).SetStr(value)
	}
	m := pcommon.NewMap()
	b.UnsafeIntoMap(m)
	return m
}

func printMap(m pcommon.Map) string {
	var parts []string
	for k, v := range m.All() {
		parts = append(parts, k+"="+v.AsString())
	}
	return strings.Join(parts, " ")
}
