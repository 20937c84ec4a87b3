package policy

import (
	"testing"
)

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
