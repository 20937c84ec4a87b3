package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// testKey makes a key that guards nothing.
func testKey(t testing.TB, id string) *hashing.Key {
	t.Helper()
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i*i*7 + i*31)
	}
	k, err := hashing.NewKey(hashing.KeySettings{ID: id, Secret: append(secret, id...)})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// bench is a session at work on one record, for tests.
type desk struct {
	*Session
	t   testing.TB
	key *hashing.Key
}

func newDesk(t testing.TB, s Settings) *desk {
	t.Helper()
	if s.KnownKey == nil {
		s.KnownKey = func(id string) bool { return id == "k1" }
	}
	p, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	d := &desk{p.NewSession(), t, testKey(t, "k1")}
	d.BeginBatch()
	d.Begin(Record{Key: d.key})
	return d
}

// text is what becomes of an attribute.
func (d *desk) text(key, value string) string {
	d.t.Helper()
	return d.Text(0, d.Policy().Decide(key), key, value)
}

func (d *desk) pseudonym(domain, canonical string) string {
	return d.key.Subkey("", domain).Pseudonym(canonical)
}

// counts is the tally as text.
func (d *desk) counts() map[string]int {
	got := make(map[string]int)
	for c, n := range d.Tally().All() {
		got[strings.TrimSpace(fmt.Sprintf("%s %s %s", c.Action, c.Name, c.Reason))] = n
	}
	return got
}

// TestVectors applies decisions to the frozen vectors: a text, an integer and a
// double of one value get one pseudonym.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("../hashing/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Secret    string `json:"secret_hex"`
		KeyID     string `json:"key_id"`
		Tenant    string
		Domain    string
		Type      string
		Value     any
		Fold      bool
		Pseudonym string
	}
	decoder := json.NewDecoder(strings.NewReader(string(text)))
	decoder.UseNumber()
	if err := decoder.Decode(&vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		secret, err := hashing.ParseSecret("hex:" + v.Secret)
		if err != nil {
			t.Fatal(err)
		}
		key, err := hashing.NewKey(hashing.KeySettings{ID: v.KeyID, Secret: secret})
		if err != nil {
			t.Fatal(err)
		}
		d := newDesk(t, Settings{Identifiers: []Identifiers{{Domain: v.Domain, Attributes: []string{"id"}, Fold: v.Fold}}})
		d.Begin(Record{Key: key, Tenant: v.Tenant})
		decision := d.Policy().Decide("id")
		var got string
		switch v.Type {
		case "int":
			n, err := v.Value.(json.Number).Int64()
			if err != nil {
				t.Fatal(err)
			}
			got, _ = d.Int(0, decision, "id", n)
		case "double":
			f, err := v.Value.(json.Number).Float64()
			if err != nil {
				t.Fatal(err)
			}
			got, _ = d.Double(0, decision, "id", f)
		default:
			got = d.Text(0, decision, "id", v.Value.(string))
		}
		if got != v.Pseudonym {
			t.Errorf("%v: got %s, want %s", v, got, v.Pseudonym)
		}
	}
}

func TestText(t *testing.T) {
	d := newDesk(t, Settings{})
	user := d.pseudonym("user", "usr_k8x9m2")
	for _, c := range []struct{ name, key, value, want string }{
		{"identifier", "user.id", "usr_k8x9m2", user},
		{"white space around it", "user.id", " usr_k8x9m2\n", user},
		{"same domain, other key", "enduser.id", "usr_k8x9m2", user},
		{"another domain", "user.account_id", "usr_k8x9m2", d.pseudonym("account", "usr_k8x9m2")},
		{"empty stays empty", "user.id", "", ""},
		{"white space is empty", "user.id", " ", ""},
		{"several lines are one value", "user.id", "a\nb", d.pseudonym("user", "a\nb")},
		{"pseudonym passes", "user.id", user, user},
		{"pseudonym of another domain passes", "user.id", d.pseudonym("session", "s1"), d.pseudonym("session", "s1")},
		{"unknown key's does not", "user.id", "user_k9_lhfin5bga4by6bin2xpgu7mzp4", d.pseudonym("user", "user_k9_lhfin5bga4by6bin2xpgu7mzp4")},
		{"placeholder passes", "user.id", "[redacted:email]", "[redacted:email]"},
		{"secret", "app.password", "hunter2", "[redacted:secret]"},
		{"secret, masked", "app.password", "[redacted:secret]", "[redacted:secret]"},
		{"not quite a placeholder", "app.password", "[redacted:x] hunter2", "[redacted:secret]"},
		{"nor this", "app.password", "[redacted:Hunter2]", "[redacted:secret]"},
		{"cookie", "http.request.header.cookie", "sid=1; theme=dark", "[redacted:cookie]"},
		{"email by name", "app.customer.email", "bob at home <bob@local>", "[redacted:email]"},
		{"no email there", "app.customer.email", "unknown", "unknown"},
		{"email by table", "user.email", "none given", "[redacted:email]"},
		{"email in text", "note", "mail bob@example.com", "mail [redacted:email]"},
		{"nothing to do", "http.route", "/users/:id", "/users/:id"},
		{"service identity", "service.name", "bob@example.com", "bob@example.com"},
		{"address", "client.address", "203.0.113.77", "203.0.113.0"},
		{"address, truncated", "client.address", "203.0.113.0", "203.0.113.0"},
		{"six", "client.address", "2001:db8:1:2::7", "2001:db8:1::"},
		{"a name instead", "client.address", "alice-laptop.local", "[redacted:ip]"},
		{"list", "http.request.header.x-forwarded-for", "203.0.113.77, 10.1.2.3", "203.0.113.0, 10.1.2.0"},
		{"list with a name", "http.request.header.x-forwarded-for", "203.0.113.77, alice", "203.0.113.0, [redacted:ip]"},
		{"forwarded", "http.request.header.forwarded", `for="[2001:db8:1:2::7]:4711";proto=https;by=203.0.113.43`, `for="[2001:db8:1::]:4711";proto=https;by=203.0.113.0`},
		{"forwarded, unknown", "http.request.header.forwarded", "for=unknown, for=203.0.113.43", "for=unknown, for=203.0.113.0"},
		{"the peer is a server", "network.peer.address", "203.0.113.77", "203.0.113.77"},
		{"by name, no address", "app.remote_addr", "somewhere", "somewhere"},
		{"certificate, if the walk cannot drop", "tls.client.certificate", "MII", "[redacted:secret]"},
	} {
		if got := d.text(c.key, c.value); got != c.want {
			t.Errorf("%s: %s = %q becomes %q, want %q", c.name, c.key, c.value, got, c.want)
		}
		if again := d.text(c.key, d.text(c.key, c.value)); again != c.want {
			t.Errorf("%s: %s = %q becomes %q the second time, want %q", c.name, c.key, c.value, again, c.want)
		}
	}
}

// TestServer shows that addresses of peers count as clients' only on servers.
func TestServer(t *testing.T) {
	d := newDesk(t, Settings{})
	d.Begin(Record{Key: d.key, Server: true})
	for _, key := range []string{"network.peer.address", "net.peer.ip", "net.sock.peer.addr"} {
		if got := d.text(key, "203.0.113.77"); got != "203.0.113.0" {
			t.Errorf("%s on a server = %q, want it truncated", key, got)
		}
	}
}

// TestNumbers shows that numbers that identify nobody keep their type.
func TestNumbers(t *testing.T) {
	d := newDesk(t, Settings{})
	p := d.Policy()
	for _, c := range []struct {
		key  string
		v    int64
		want string
	}{
		{"user.id", 42, d.pseudonym("user", "42")},
		{"user.id", -7, d.pseudonym("user", "-7")},
		{"app.pin", 0, ""}, // `pin` counts only alone
		{"pin", 1234, "[redacted:secret]"},
		{"user.email", 5, "[redacted:email]"},
		{"email", 5, ""},
		{"http.status_code", 200, ""},
		{"user.count", 1_000_000, ""},
		{"payment.number", 4111111111111111, "[redacted:card]"},
		{"time.unix_nano", 1_790_000_000_000_000_000, ""},
		{"service.instance.id", 4111111111111111, ""},
	} {
		got, ok := d.Int(0, p.Decide(c.key), c.key, c.v)
		if got != c.want && (ok || c.want != "") {
			t.Errorf("Int %s = %d becomes %q, want %q", c.key, c.v, got, c.want)
		}
		if float64(c.v) > 1<<53 {
			continue
		}
		got, ok = d.Double(0, p.Decide(c.key), c.key, float64(c.v))
		if got != c.want && (ok || c.want != "") {
			t.Errorf("Double %s = %d becomes %q, want %q", c.key, c.v, got, c.want)
		}
	}
	for _, key := range []string{"cpu.user", "user", "geo.location.lat", "service.name"} {
		if got, ok := d.Double(0, p.Decide(key), key, 0.25); ok {
			t.Errorf("Double %s = 0.25 becomes %q, want it kept", key, got)
		}
	}
}

func TestBytes(t *testing.T) {
	d := newDesk(t, Settings{})
	p := d.Policy()
	for _, c := range []struct{ key, value, want string }{
		{"user.id", "usr_k8x9m2", d.pseudonym("user", "usr_k8x9m2")},
		{"note", "mail bob@example.com", "mail [redacted:email]"},
		{"note", "\xff\xfe nothing", ""},
		{"note", "", ""},
		{"service.name", "bob@example.com", ""},
	} {
		b := []byte(c.value)
		got, ok := d.Bytes(0, p.Decide(c.key), c.key, b)
		if string(got) != c.want || ok != (c.want != "") {
			t.Errorf("Bytes %s = %q becomes %q, %t, want %q", c.key, c.value, got, ok, c.want)
		}
		if string(b) != c.value {
			t.Errorf("Bytes changed its argument %q to %q", c.value, b)
		}
	}
}

// TestKnown shows that an identifier of the trace is replaced wherever it
// stands in that trace, and in no other.
func TestKnown(t *testing.T) {
	d := newDesk(t, Settings{})
	trace := Record{Key: d.key, Trace: [16]byte{1}}
	d.Begin(trace)
	p := d.Policy()
	d.Learn(p.Decide("user.id"), "u-8fc2ffe3")
	d.LearnInt(p.Decide("enduser.id"), 70418272)
	d.Learn(p.Decide("http.request.header.baggage"), "account.id=ACC%2D991,theme=dark,session.id=zz81kk;p=1,broken")
	d.Learn(p.Decide("user.name"), "root")
	d.Learn(p.Decide("process.owner"), "alicia")
	d.Learn(p.Decide("http.route"), "/checkout")
	d.Begin(Record{Key: d.key, Trace: [16]byte{2}})
	d.Begin(trace)

	user, number := d.pseudonym("user", "u-8fc2ffe3"), d.pseudonym("user", "70418272")
	for _, c := range []struct{ key, value, want string }{
		{"note", "order of u-8fc2ffe3 failed", "order of " + user + " failed"},
		{"url.path", "/users/70418272/orders", "/users/" + number + "/orders"},
		{"note", "account ACC-991", "account " + d.pseudonym("account", "ACC-991")},
		{"note", "session zz81kk", "session " + d.pseudonym("session", "zz81kk")},
		{"note", "root alicia /checkout", "root alicia /checkout"},
		{"messaging.kafka.message.key", "70418272", number},
		{"messaging.kafka.message.key", "order-9", d.pseudonym("ref", "order-9")},
		{"messaging.kafka.message.key", "usr_k8x9m2p1q", d.pseudonym("user", "usr_k8x9m2p1q")},
		{"messaging.kafka.message.key", "bob@example.com", "[redacted:email]"},
	} {
		if got := d.text(c.key, c.value); got != c.want {
			t.Errorf("%s = %q becomes %q, want %q", c.key, c.value, got, c.want)
		}
	}
	if got := d.Free(0, "GET /users/70418272"); got != "GET /users/"+number {
		t.Errorf("span name becomes %q", got)
	}
	if got, ok := d.Int(0, p.Decide("order.owner"), "order.owner", 70418272); !ok || got != number {
		t.Errorf("integer becomes %q, %t", got, ok)
	}
	if got := d.Key(0, p.Decide("count.u-8fc2ffe3.x"), "count.u-8fc2ffe3.x"); strings.Contains(got, "8fc2") {
		t.Errorf("attribute key becomes %q", got)
	}
	if got := d.Key(0, p.Decide("http.route"), "http.route"); got != "http.route" {
		t.Errorf("attribute key becomes %q", got)
	}

	d.Begin(Record{Key: d.key, Trace: [16]byte{2}})
	if got := d.text("note", "order of u-8fc2ffe3"); got != "order of u-8fc2ffe3" {
		t.Errorf("in another trace the text becomes %q", got)
	}
	d.BeginBatch()
	d.Begin(trace)
	if got := d.text("note", "order of u-8fc2ffe3"); got != "order of u-8fc2ffe3" {
		t.Errorf("in the next batch the text becomes %q", got)
	}
}

// TestLoginYieldsToID shows that the order of two attributes does not decide
// which of their domains a text elsewhere is taken for.
func TestLoginYieldsToID(t *testing.T) {
	for _, order := range [][2]string{{"user.id", "user.name"}, {"user.name", "user.id"}} {
		d := newDesk(t, Settings{})
		for _, key := range order {
			d.Learn(d.Policy().Decide(key), "alicia77")
		}
		if got, want := d.text("note", "by alicia77"), "by "+d.pseudonym("user", "alicia77"); got != want {
			t.Errorf("learned %v: %q, want %q", order, got, want)
		}
		if got, want := d.text("user.name", "alicia77"), d.pseudonym("username", "alicia77"); got != want {
			t.Errorf("learned %v: user.name becomes %q, want %q", order, got, want)
		}
	}
}

// TestNoKey shows that identifiers are masked, and counted with the reason,
// where no key or tenant is.
func TestNoKey(t *testing.T) {
	d := newDesk(t, Settings{})
	for reason, r := range map[Reason]Record{
		ReasonNoKey: {},
		"no_tenant": {Key: d.key, Reason: "no_tenant"},
	} {
		d.Tally().Reset()
		d.BeginBatch()
		d.Begin(r)
		d.Learn(d.Policy().Decide("user.id"), "u-8fc2ffe3")
		if got := d.text("user.id", "u-8fc2ffe3"); got != "[redacted:user]" {
			t.Errorf("%s: user.id becomes %q", reason, got)
		}
		if got := d.text("note", "of u-8fc2ffe3"); got != "of [redacted:user]" {
			t.Errorf("%s: its copy becomes %q", reason, got)
		}
		if got := d.text("app.password", "hunter2"); got != "[redacted:secret]" {
			t.Errorf("%s: a secret becomes %q", reason, got)
		}
		if n := d.counts()["mask user "+string(reason)]; n < 1 {
			t.Errorf("%s: counts are %v", reason, d.counts())
		}
	}
}

func TestEmailModes(t *testing.T) {
	hash := newDesk(t, Settings{Detectors: map[string]Mode{"email": ModeHash}})
	email := hash.pseudonym("email", "bob@example.com")
	off := newDesk(t, Settings{Detectors: map[string]Mode{"email": ModeOff}})
	for _, c := range []struct{ key, value, hash, off string }{
		{"user.email", "Bob@Example.com", email, "Bob@Example.com"},
		{"app.customer.email", "bob@example.com", email, "bob@example.com"},
		{"note", "mail bob@example.com", "mail " + email, "mail bob@example.com"},
	} {
		if got := hash.text(c.key, c.value); got != c.hash {
			t.Errorf("hash: %s = %q becomes %q, want %q", c.key, c.value, got, c.hash)
		}
		if got := off.text(c.key, c.value); got != c.off {
			t.Errorf("off: %s = %q becomes %q, want %q", c.key, c.value, got, c.off)
		}
	}
}

// TestMember judges members of structured text by their path and their name.
func TestMember(t *testing.T) {
	d := newDesk(t, Settings{})
	for _, c := range []struct{ path, value, want string }{
		{"customer.id", "42", d.pseudonym("user", "42")},
		{"order.customer.id", "42", d.pseudonym("user", "42")},
		{"password", "hunter2", "[redacted:secret]"},
		{"auth.api_key", "abc", "[redacted:secret]"},
		{"user", "null", "null"},
		{"user", "", ""},
		{"service.name", "bob@example.com", "bob@example.com"},
		{"email", "bob@local", "[redacted:email]"},
	} {
		if got, ok := d.member(c.path, c.value); !ok || got != c.want {
			t.Errorf("member %s = %q becomes %q, %t, want %q", c.path, c.value, got, ok, c.want)
		}
	}
	for _, path := range []string{"order.id", "tier", "email.subject"} {
		if got, ok := d.member(path, "free"); ok {
			t.Errorf("member %s is judged to be %q, want a scan", path, got)
		}
	}
}

func TestTally(t *testing.T) {
	d := newDesk(t, Settings{})
	d.text("user.id", "a-user")
	d.text("user.id", "a-user")
	d.text("password", "hunter2")
	d.text("note", "mail bob@example.com")
	d.text("client.address", "203.0.113.77")
	d.Dropped(3, d.Policy().Decide("tls.client.certificate"))
	if got := d.Opaque(4, "depth"); got != "[redacted:opaque]" {
		t.Errorf("Opaque = %q", got)
	}
	want := map[string]int{
		"hash user": 2, "mask secret": 1, "mask email": 1, "truncate_ip ip": 1, "drop table": 1, "mask opaque depth": 1,
	}
	if got := d.counts(); !maps.Equal(got, want) {
		t.Errorf("counts are %v, want %v", got, want)
	}
	if d.Tally().Len() != len(want) {
		t.Errorf("Len = %d, want %d", d.Tally().Len(), len(want))
	}
	d.Tally().Reset()
	if d.Tally().Len() != 0 {
		t.Error("Reset leaves counts")
	}
}

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
		{"http.request.headers", "http.request.headers.X-Forwarded-For", "truncate_ip"},
	} {
		name := c.path[strings.LastIndexByte(c.path, '.')+1:]
		if got := want(p.DecideNested(p.Decide(c.parent), []byte(c.path), name)); got != c.want {
			t.Errorf("%s in %s: %s, want %s", c.path, c.parent, got, c.want)
		}
	}
	// Level stricter drops whole attributes, not members of what it lets through.
	p = newPolicy(t, Settings{Level: Stricter})
	if got := want(p.DecideNested(p.Decide("http.route"), []byte("http.route.thing"), "thing")); got != "scan" {
		t.Errorf("stricter: a member of a known attribute: %s, want scan", got)
	}
}
