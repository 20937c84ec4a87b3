package processor

import (
	"slices"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// Marks says what is written into a span or log record that was changed.
type Marks uint8

// The marks; the zero value writes none. Data points never get any: attributes
// are their identity.
const (
	NoMarks    Marks = iota
	CountMarks       // the number of values that were changed
	RuleMarks        // and what was done: "hash user", "mask email"
)

// The attributes of a mark. A second processor adds to what the first one wrote.
const (
	markValues = "privacy.values"
	markRules  = "privacy.rules"
)

// unmarked makes ready for a record, and tells where the tally stands.
func (w *walker) unmarked() (before int) {
	tally := w.session.Tally()
	tally.ForgetRecent()
	return tally.Total()
}

// mark notes in the attributes of a record what was done to it since the tally
// stood at before.
func (w *walker) mark(m pcommon.Map, before int) {
	tally := w.session.Tally()
	n := tally.Total() - before
	if w.marks == NoMarks || n == 0 {
		return
	}
	if v, ok := m.Get(markValues); ok && v.Type() == pcommon.ValueTypeInt {
		v.SetInt(v.Int() + int64(n))
	} else {
		m.PutInt(markValues, int64(n))
	}
	if w.marks == RuleMarks {
		markWith(m, tally.Recent())
	}
}

// markWith adds what was done to the list that m has, or gives it one.
func markWith(m pcommon.Map, done []policy.Count) {
	v, ok := m.Get(markRules)
	if !ok || v.Type() != pcommon.ValueTypeSlice {
		v = m.PutEmpty(markRules)
		v.SetEmptySlice()
	}
	var rules []string
	for _, e := range v.Slice().All() {
		rules = append(rules, e.AsString())
	}
	for _, c := range done {
		rules = append(rules, c.Action.String()+" "+c.Name)
	}
	slices.Sort(rules)
	v.SetEmptySlice()
	for _, r := range slices.Compact(rules) {
		v.Slice().AppendEmpty().SetStr(r)
	}
}
