package policy

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

func TestTallyTellsWhatWasDone(t *testing.T) {
	d := newDesk(t, Settings{KnownKey: func(string) bool { return true }})
	tally := d.Tally()
	tally.NoteRecent()
	d.text("user.id", "usr_k8x9m2aa")
	d.text("note", "from ann@example.com")
	if got := tally.Total(); got != 2 {
		t.Errorf("Total = %d, want 2", got)
	}
	var recent []string
	for _, c := range tally.Recent() {
		recent = append(recent, c.Action.String()+" "+c.Name)
	}
	if want := []string{"hash user", "mask email"}; !slices.Equal(recent, want) {
		t.Errorf("Recent = %q, want %q", recent, want)
	}
	tally.ForgetRecent()
	if len(tally.Recent()) != 0 {
		t.Error("Recent is not forgotten")
	}
	d.text("user.id", d.pseudonym("user", "usr_k8x9m2aa"))
	if got, want := maps.Collect(tally.Already()), map[string]int{"user": 1}; !maps.Equal(got, want) {
		t.Errorf("Already = %v, want %v", got, want)
	}
	tally.Reset()
	if tally.Total() != 0 || tally.Len() != 0 || len(maps.Collect(tally.Already())) != 0 {
		t.Error("Reset leaves counts")
	}
}

func TestDistinctEstimates(t *testing.T) {
	d := newDesk(t, Settings{Identifiers: []Identifiers{{Domain: "tag", Attributes: []string{"tag"}, Fold: true}}})
	const users = 300
	for i := range users {
		d.text("user.id", fmt.Sprintf("usr_%08d", i))
	}
	// Folding makes pairs of these equal before they are hashed: that is what
	// the canonical form is for, and no collapse.
	d.text("tag", "Blue")
	d.text("tag", "blue")
	d.BeginBatch()
	got := maps.Collect(d.Policy().Distinct().All())
	if e := got["user"]; e.Identifiers < users*9/10 || e.Identifiers > users*11/10 || e.Pseudonyms != e.Identifiers {
		t.Errorf("user: got %+v, want about %d of both", e, users)
	}
	if e := got["tag"]; e != (Estimate{1, 1}) {
		t.Errorf("tag: got %+v, want one of both", e)
	}
}

func TestUnnamedKeysAreToldOnce(t *testing.T) {
	d := newDesk(t, Settings{})
	for _, key := range []string{"shop.mood", "shop.mood", "shelf.17.mood", "shelf.18.mood", "http.route", "of ann@example.com"} {
		d.Key(0, d.Policy().Decide(key), key)
	}
	if got, want := d.Policy().Unnamed(), []string{"shop.mood", "shelf.##.mood"}; !slices.Equal(got, want) {
		t.Errorf("Unnamed = %q, want %q", got, want)
	}
	if got := d.Policy().Unnamed(); got != nil {
		t.Errorf("told again: %q", got)
	}
	for i := range 2 * maxUnnamed {
		key := "made.up." + string(rune('a'+i%26)) + string(rune('a'+i/26%26))
		d.Key(0, d.Policy().Decide(key), key)
	}
	if got := len(d.Policy().Unnamed()); got != maxUnnamed-2 {
		t.Errorf("told %d more keys, want %d: the bound less the two before", got, maxUnnamed-2)
	}
}

func TestTextsWithoutAKey(t *testing.T) {
	d := newDesk(t, Settings{})
	user := d.Policy().Decide("user.id")
	d.Learn(user, "usr_k8x9m2aa")
	id := d.pseudonym("user", "usr_k8x9m2aa")
	if got, want := d.TraceState(0, "vendor=usr_k8x9m2aa,other=1"), "vendor="+id+",other=1"; got != want {
		t.Errorf("TraceState = %q, want %q", got, want)
	}
	if got, want := d.URL(0, "https://schemas.example.net/usr_k8x9m2aa"), "https://schemas.example.net/"+id; got != want {
		t.Errorf("URL = %q, want %q", got, want)
	}
	if d.TraceState(0, "") != "" || d.URL(0, "") != "" {
		t.Error("an empty text does not stay empty")
	}
}

func TestMembersOfJSONAreLearned(t *testing.T) {
	d := newDesk(t, Settings{})
	d.LearnJSON(` {"order": {"user_id": 70416177, "items": [{"sku": "SKU-1"}]}, "account": {"id": "acct_pyrDJ39u"}} `)
	got := d.Free(0, "refund for 70416177 of acct_pyrDJ39u, SKU-1")
	want := "refund for " + d.pseudonym("user", "70416177") + " of " + d.pseudonym("account", "acct_pyrDJ39u") + ", SKU-1"
	if got != want {
		t.Errorf("Free = %q, want %q", got, want)
	}
	d.BeginBatch()
	for _, text := range []string{"", "not JSON", `{"user_id": `, `[{"user_id": "70416177"}]`} {
		d.LearnJSON(text)
	}
	if got := d.Free(0, "refund for 70416177"); got != "refund for 70416177" {
		t.Errorf("what is no JSON object taught something: %q", got)
	}
}

func TestDoublesAreLearned(t *testing.T) {
	d := newDesk(t, Settings{})
	d.LearnDouble(d.Policy().Decide("user.id"), 70416177)
	if got, want := d.Free(0, "for 70416177"), "for "+d.pseudonym("user", hashing.CanonicalInt(70416177)); got != want {
		t.Errorf("Free = %q, want %q", got, want)
	}
}

func TestDecisionsAreTold(t *testing.T) {
	p := newDesk(t, Settings{Level: Strict}).Policy()
	if p.Level() != Strict {
		t.Errorf("Level = %v", p.Level())
	}
	for key, want := range map[string]string{
		"app.customer.email":   "values with an @",
		"network.peer.address": "spans of kind server and consumer",
		"user.id":              "",
		"http.route":           "",
	} {
		if got := p.Decide(key).Condition(); got != want {
			t.Errorf("%s holds for %q, want %q", key, got, want)
		}
	}
	if !p.Decide("password").Inherited() || p.Decide("http.route").Inherited() {
		t.Error("a mask goes for all members, a scan does not")
	}
	if headers := Headers(); !slices.Contains(headers, "authorization") || !slices.IsSorted(headers) {
		t.Errorf("Headers = %q", headers)
	}
}

// TestKnownIdentifiersAreCounted: what is replaced because the trace knows it is
// counted like what an attribute names, and is not taken for the work of an agent
// before when the rewritten text is read once more.
func TestKnownIdentifiersAreCounted(t *testing.T) {
	d := newDesk(t, Settings{})
	trace := Record{Writer: &Writer{Key: d.key}, Trace: [16]byte{1}}
	d.BeginLearning(trace)
	d.Learn(d.Policy().Decide("user.id"), "H650-188620")
	for key, text := range map[string]string{
		"baggage":  "user.id=H650-188620",
		"url.path": "/users/H650-188620",
		"note":     "no orders of H650-188620",
	} {
		for _, reason := range []Reason{"", "no_tenant"} {
			trace.Reason = reason
			d.Tally().Reset()
			d.Begin(trace)
			d.Text(0, d.Policy().Decide(key), key, text)
			action, already := Hash, maps.Collect(d.Tally().Already())
			if reason != "" {
				action = Mask
			}
			found := 0
			for c, n := range d.Tally().All() {
				if c.Action == action && c.Name == "user" && c.Reason == reason {
					found += n
				}
			}
			if found != 1 || len(already) != 0 {
				t.Errorf("%s with reason %q: %d are counted, and %v as pseudonyms that came; want 1 and none", key, reason, found, already)
			}
		}
	}
}
