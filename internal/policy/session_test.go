package policy

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// testKey makes a key that guards nothing.
func testKey(tb testing.TB, id string) *hashing.Key {
	tb.Helper()
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i*i*7 + i*31)
	}
	k, err := hashing.NewKey(hashing.KeySettings{ID: id, Secret: append(secret, id...)})
	if err != nil {
		tb.Fatal(err)
	}
	return k
}

// desk is a session at work on one record, for tests.
type desk struct {
	*Session
	t   testing.TB
	key *hashing.Key
}

func newDesk(tb testing.TB, s Settings) *desk {
	tb.Helper()
	if s.KnownKey == nil {
		s.KnownKey = func(id string) bool { return id == "k1" }
	}
	p, err := New(s)
	if err != nil {
		tb.Fatal(err)
	}
	d := &desk{p.NewSession(), tb, testKey(tb, "k1")}
	d.BeginBatch()
	d.Begin(Record{Writer: &Writer{Key: d.key}})
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
		d.Begin(Record{Writer: &Writer{Key: key, Tenant: v.Tenant}})
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
		{"no secret", "app.has_password", "true", "true"},
		{"one of a rule's own kind", "http.request.header.authorization", "true", "[redacted:secret]"},
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
	d.Begin(Record{Writer: &Writer{Key: d.key}, Server: true})
	for _, key := range []string{"network.peer.address", "net.peer.ip", "net.sock.peer.addr"} {
		if got := d.text(key, "203.0.113.77"); got != "203.0.113.0" {
			t.Errorf("%s on a server = %q, want it truncated", key, got)
		}
	}
}

// TestKnownAddressStays shows that what stands for an identifier under a key of
// addresses is no address to be masked the next time.
func TestKnownAddressStays(t *testing.T) {
	for _, level := range []Level{Default, Strict} {
		d := newDesk(t, Settings{Level: level})
		d.Begin(Record{Writer: &Writer{Key: d.key}, Server: true})
		pseudonym := d.text("user.id", "482913377")
		for _, key := range []string{"client.address", "network.peer.address"} {
			if got := d.text(key, pseudonym); got != pseudonym {
				t.Errorf("level %v: %s becomes %s", level, key, got)
			}
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
		{"sort.account_number", "asc", "asc"},
		{"http.request.header.authorization", "REDACTED", "REDACTED"},
		{"password", "[Filtered]", "[Filtered]"},
		{"api_key", "***", "***"},
		{"properties.user_id", "keyword", "keyword"},
		{"user", "", ""},
		{"service.name", "bob@example.com", "bob@example.com"},
		{"email", "bob@local", "[redacted:email]"},
	} {
		if got, ok := d.member(c.path, c.value); !ok || got != c.want {
			t.Errorf("member %s = %q becomes %q, %t, want %q", c.path, c.value, got, ok, c.want)
		}
	}
	for _, path := range []string{"order.id", "tier", "email.subject", "metadata.uid", "items.metadata.ownerReferences.uid", "labels.process.uid", "config.db.user", "system.cpu.user"} {
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
