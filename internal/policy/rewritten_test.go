package policy

import (
	"maps"
	"testing"
)

// TestBaggageIsRewrittenOnceATrace: the second time it costs less, and counts
// the same; under another cause it is rewritten anew.
func TestBaggageIsRewrittenOnceATrace(t *testing.T) {
	d := newDesk(t, Settings{})
	const baggage = "user.id=u-8fc2ffe3,session.id=session_k1_j6gubirlo5re7ativh5axngfla,mail=bob@example.com"
	header := d.Policy().Decide("baggage")
	trace := Record{Writer: &Writer{Key: d.key}, Trace: [16]byte{1}}
	d.BeginLearning(trace)
	d.Learn(header, baggage)
	rewrite := func(r Record) (safe string, counted map[string]int, already int) {
		t.Helper()
		d.Tally().Reset()
		d.Begin(r)
		safe = d.Text(0, header, "baggage", baggage)
		for _, n := range d.Tally().Already() {
			already += n
		}
		return safe, d.counts(), already
	}
	first, counted, already := rewrite(trace)
	want := "user.id=" + d.pseudonym("user", "u-8fc2ffe3") + ",session.id=session_k1_j6gubirlo5re7ativh5axngfla,mail=[redacted:email]"
	if first != want {
		t.Fatalf("becomes %q, want %q", first, want)
	}
	if len(counted) == 0 || already == 0 {
		t.Fatalf("counts are %v and %d", counted, already)
	}
	second, again, alreadyAgain := rewrite(trace)
	if second != first || !maps.Equal(again, counted) || alreadyAgain != already {
		t.Errorf("the second time it becomes %q, counts %v and %d, want %v and %d", second, again, alreadyAgain, counted, already)
	}
	trace.Writer = &Writer{Key: d.key, Reason: "no_tenant"}
	if got, _, _ := rewrite(trace); got == first {
		t.Errorf("without a tenant it stays %q", got)
	}
	trace.Writer = &Writer{Key: testKey(t, "k2")}
	if got, _, _ := rewrite(trace); got == first {
		t.Errorf("with another key it stays %q", got)
	}
}
