package policy

import (
	"strings"
	"testing"
)

// TestKnown shows that an identifier of the trace is replaced wherever it
// stands in that trace, and in no other.
func TestKnown(t *testing.T) {
	d := newDesk(t, Settings{})
	trace := Record{Writer: &Writer{Key: d.key}, Trace: [16]byte{1}}
	d.Begin(trace)
	p := d.Policy()
	d.Learn(p.Decide("user.id"), "u-8fc2ffe3")
	d.LearnInt(p.Decide("enduser.id"), 70418272)
	d.Learn(p.Decide("http.request.header.baggage"), "account.id=ACC%2D991,theme=dark,session.id=zz81kk;p=1,broken")
	d.Learn(p.Decide("user.name"), "root")
	d.Learn(p.Decide("user.id"), "Zoë-4471")
	d.Learn(p.Decide("user.id"), "+15550109999")
	d.Learn(p.Decide("process.owner"), "alicia")
	d.Learn(p.Decide("http.route"), "/checkout")
	d.Begin(Record{Writer: &Writer{Key: d.key}, Trace: [16]byte{2}})
	d.Begin(trace)

	user, number := d.pseudonym("user", "u-8fc2ffe3"), d.pseudonym("user", "70418272")
	for _, c := range []struct{ key, value, want string }{
		{"note", "order of u-8fc2ffe3 failed", "order of " + user + " failed"},
		{"url.path", "/users/70418272/orders", "/users/" + number + "/orders"},
		{"note", "account ACC-991", "account " + d.pseudonym("account", "ACC-991")},
		{"note", "session zz81kk", "session " + d.pseudonym("session", "zz81kk")},
		{"note", "root alicia /checkout", "root alicia /checkout"},
		{"note", "for Zoe\u0308-4471 now", "for " + d.pseudonym("user", "Zoë-4471") + " now"},
		{"url.path", "/tel/15550109999", "/tel/" + d.pseudonym("user", "+15550109999")},
		{"note", "U-8FC2FFE3", user},
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

	d.Begin(Record{Writer: &Writer{Key: d.key}, Trace: [16]byte{2}})
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

// TestMemberInKey shows that a key which holds a named identifier is judged by
// that name, known or not.
func TestMemberInKey(t *testing.T) {
	d := newDesk(t, Settings{})
	const key = "tier=gold&userId=u-8fc2ffe3"
	if d.Policy().Decide(key).KeepsKey() {
		t.Errorf("the key %q may stay", key)
	}
	if got, want := d.Key(0, d.Policy().Decide(key), key), "tier=gold&userId="+d.pseudonym("user", "u-8fc2ffe3"); got != want {
		t.Errorf("the key becomes %q, want %q", got, want)
	}
}

// TestNoKey shows that identifiers are masked, and counted with the reason,
// where no key or tenant is.
func TestNoKey(t *testing.T) {
	d := newDesk(t, Settings{})
	for reason, r := range map[Reason]Record{
		ReasonNoKey: {},
		"no_tenant": {Writer: &Writer{Key: d.key, Reason: "no_tenant"}},
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
