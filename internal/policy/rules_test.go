package policy

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestRules covers what the user's part of a policy does.
func TestRules(t *testing.T) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	d := newDesk(t, Settings{
		Identifiers: []Identifiers{
			{Domain: "user", Attributes: []string{"app.customer_ref", "shop.*.buyer"}, Target: "user.hash"},
			{Domain: "vehicle", Attributes: []string{"fleet.**.vin"}, Fold: true, Patterns: []*regexp.Regexp{regexp.MustCompile(`\bVIN-[0-9]{4,}\b`)}},
		},
		Rules: []Rule{
			{Attributes: []string{"app.debug.payload"}, Action: Drop},
			{Attributes: []string{"user.id"}, Action: Keep, Until: now.Add(time.Hour)},
			{Attributes: []string{"app.*"}, Action: Mask},
			{Attributes: []string{"enduser.id", "thing"}, Action: Hash},
			{Attributes: []string{"car"}, Action: Hash, Domain: "vehicle"},
		},
		Now: func() time.Time { return now },
	})
	for key, wanted := range map[string]string{
		"app.debug.payload": "drop", "app.x": "mask", "app.x.y": "scan", "user.id": "keep",
		"enduser.id": "hash user", "thing": "hash ref", "car": "hash vehicle",
		"app.customer_ref": "mask", "shop.eu.buyer": "hash user", "fleet.vin": "hash vehicle", "fleet.a.b.vin": "hash vehicle",
	} {
		if got := want(d.Policy().Decide(key)); got != wanted {
			t.Errorf("Decide(%q) = %s, want %s", key, got, wanted)
		}
	}
	if got := d.Policy().Decide("shop.eu.buyer").Target; got != "user.hash" {
		t.Errorf("target is %q", got)
	}
	if got := d.text("car", "vin-77aa"); got != d.pseudonym("vehicle", "vin-77aa") || d.text("car", "VIN-77AA") != got {
		t.Errorf("a folded domain tells case apart: %q", got)
	}
	if got := d.text("note", "sold VIN-12345"); got != "sold "+d.pseudonym("vehicle", "vin-12345") {
		t.Errorf("pattern: text becomes %q", got)
	}
	if got := d.text("app.x", "anything"); got != "[redacted:rule]" {
		t.Errorf("a rule masks as %q", got)
	}
	now = now.Add(time.Hour)
	if got := want(d.Policy().Decide("user.id")); got != "hash user" {
		t.Errorf("after its end the rule still holds: %s", got)
	}
}

func TestNewRefuses(t *testing.T) {
	for name, s := range map[string]Settings{
		`identifiers 0: must match [a-z][a-z0-9]*, got "A b"`:          {Identifiers: []Identifiers{{Domain: "A b"}}},
		`identifiers 0: must not be empty`:                             {Identifiers: []Identifiers{{Domain: "user", Attributes: []string{""}}}},
		`rule 0: must have ** as a whole part between dots, got "a**"`: {Rules: []Rule{{Attributes: []string{"a**"}}}},
		`rule 0: must have at most two **, got "**.a.**.b.**"`:         {Rules: []Rule{{Attributes: []string{"**.a.**.b.**"}}}},
		`rule 0: unknown domain "usr"`:                                 {Rules: []Rule{{Attributes: []string{"a"}, Action: Hash, Domain: "usr"}}},
	} {
		if _, err := New(s); err == nil || err.Error() != name {
			t.Errorf("New: %v, want %s", err, name)
		}
	}
}

func TestLevels(t *testing.T) {
	policies := []*Policy{newPolicy(t, Settings{}), newPolicy(t, Settings{Level: Strict}), newPolicy(t, Settings{Level: Stricter})}
	for key, wanted := range map[string][3]string{
		"geo.location.lat":          {"scan", "drop", "drop"},
		"geo.postal_code":           {"scan", "mask", "mask"},
		"http.request.body.content": {"scan", "drop", "drop"},
		"gen_ai.prompt":             {"scan", "drop", "drop"},
		"app.first_name":            {"scan", "mask", "mask"},
		"customer.phone":            {"scan", "mask", "mask"},
		"app.thing":                 {"scan", "scan", "drop"},
		"http.route":                {"scan", "scan", "scan"},
		"http.request.method":       {"scan", "scan", "scan"},
		"user_id":                   {"hash user", "hash user", "hash user"},
		"service.name":              {"keep", "keep", "keep"},
	} {
		for level, w := range wanted {
			if got := want(policies[level].Decide(key)); got != w {
				t.Errorf("level %d: Decide(%q) = %s, want %s", level, key, got, w)
			}
		}
	}
}

// TestNested judges members of maps by their path, then by their name.
func TestNested(t *testing.T) {
	p := newPolicy(t, Settings{})
	session := p.NewSession()
	for _, c := range []struct{ parent, path, want string }{
		{"customer", "customer.id", "hash user"},
		{"customer", "customer.tier", "scan"},
		{"user", "user.password", "mask"},
		{"order", "order.customer.id", "hash user"},
		{"order", "order.lines.password", "mask"},
		{"http.route", "http.route.password", "mask"},
		{"http.route", "http.route.thing", "scan"},
		{"credentials", "credentials.type", "mask"},
		{"user.id", "user.id.raw", "hash user"},
		{"service.name", "service.name.password", "keep"},
		{"email", "email.subject", "scan"},
		{"metadata", "metadata.uid", "scan"},
		{"items", "items.ownerReferences.uid", "scan"},
		{"claims", "claims.uid", "hash user"},
		{"profile", "profile.uid", "hash user"},
		{"http.request.headers", "http.request.headers.X-Forwarded-For", "truncate_ip"},
	} {
		name := c.path[strings.LastIndexByte(c.path, '.')+1:]
		if got := want(p.DecideNested(p.Decide(c.parent), []byte(c.path), name)); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.path, c.parent, got, c.want)
		}
		if got, _ := session.DecideNested(p.Decide(c.parent), []byte(c.path), name); want(got) != c.want {
			t.Errorf("session: %s in %s: %s, want %s", c.path, c.parent, want(got), c.want)
		}
	}
	// A rule about the name goes before what the path says.
	ruled := newPolicy(t, Settings{Rules: []Rule{{Attributes: []string{"uid"}, Action: Mask}}})
	if got := want(ruled.DecideNested(ruled.Decide("metadata"), []byte("metadata.uid"), "uid")); got != "mask" {
		t.Errorf("a rule about uid: metadata.uid: %s, want mask", got)
	}
	// Level stricter drops whole attributes, not members of what it lets through.
	p = newPolicy(t, Settings{Level: Stricter})
	if got := want(p.DecideNested(p.Decide("http.route"), []byte("http.route.thing"), "thing")); got != "scan" {
		t.Errorf("stricter: a member of a known attribute: %s, want scan", got)
	}
}
