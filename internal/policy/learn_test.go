package policy

import (
	"slices"
	"testing"
)

// TestLearnJSON: what the members of a document name is known in its trace; what
// is no document, or names nobody, tells nothing.
func TestLearnJSON(t *testing.T) {
	for _, c := range []struct{ document, text, domain, raw string }{
		{`{"user":{"id":"jd8812345"}}`, "saw jd8812345", "user", "jd8812345"},
		{` {"items":[{"account":{"id":8812345}}]} `, "saw 8812345", "account", "8812345"},
		{`{"user":{"id":9007199254740993}}`, "saw 9007199254740993", "user", "9007199254740993"},
		{`{"account":{"id":"jd8812345"},"user":{"id":"jd8812345"}}`, "saw jd8812345", "account", "jd8812345"},
		{`{"order":{"size":"jd8812345"}}`, "saw jd8812345", "", ""},
		{`{"user":{"id":"jd8812345"}`, "saw jd8812345", "", ""},
		{`["jd8812345"]`, "saw jd8812345", "", ""},
	} {
		d := newDesk(t, Settings{})
		d.BeginLearning(d.record)
		d.LearnJSON(c.document)
		d.Begin(d.record)
		want := c.text
		if c.domain != "" {
			want = "saw " + d.pseudonym(c.domain, c.raw)
		}
		if got := d.Free(0, c.text); got != want {
			t.Errorf("after %s: %q becomes %q, want %q", c.document, c.text, got, want)
		}
	}
}

func TestLearnDouble(t *testing.T) {
	d := newDesk(t, Settings{})
	id := d.Policy().Decide("user.id")
	if !id.Learns() || d.Policy().Decide("shop.coupon").Learns() {
		t.Fatal("an identifier must be learned, and nothing else")
	}
	d.LearnDouble(id, 8812345)
	d.Begin(d.record)
	if got, want := d.Free(0, "saw 8812345"), "saw "+d.pseudonym("user", "8812345"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestUnnamed: attribute keys that nothing names are told of once, with their
// digits folded, and not if they hold something sensitive themselves.
func TestUnnamed(t *testing.T) {
	d := newDesk(t, Settings{})
	p := d.Policy()
	for _, key := range []string{"shop.coupon", "shop.coupon", "shop.item.17", "shop.bob@example.com", "user.id"} {
		d.Key(0, p.Decide(key), key)
	}
	if got, want := p.Unnamed(), []string{"shop.coupon", "shop.item.##"}; !slices.Equal(got, want) {
		t.Errorf("Unnamed() = %q, want %q", got, want)
	}
	if got := p.Unnamed(); len(got) > 0 {
		t.Errorf("Unnamed() tells again of %q", got)
	}
	if !p.Clean("checkout") || p.Clean("bob@example.com") {
		t.Error("Clean must tell an email from a plain word")
	}
}

// TestTextsWithoutKey: trace states and schema URLs are read by their structure.
func TestTextsWithoutKey(t *testing.T) {
	d := newDesk(t, Settings{})
	if got, want := d.URL(0, "https://example.com/s?user_id=jd8812345"), "https://example.com/s?user_id="+d.pseudonym("user", "jd8812345"); got != want {
		t.Errorf("URL: got %q, want %q", got, want)
	}
	if got := d.TraceState(0, "vendor=bob@example.com"); got == "vendor=bob@example.com" {
		t.Errorf("TraceState: got %q, want no email", got)
	}
	if d.URL(0, "") != "" || d.TraceState(0, "") != "" {
		t.Error("an empty text must stay empty")
	}
	if n := d.Tally().Total(); n != 2 {
		t.Errorf("the tally counts %d changes, want 2", n)
	}
}
