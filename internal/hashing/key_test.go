package hashing

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"
)

func TestNewKeyRefuses(t *testing.T) {
	for _, c := range []struct {
		settings KeySettings
		want     string
	}{
		{KeySettings{ID: "k1"}, "secret must be at least 32 bytes, got 0"},
		{KeySettings{ID: "K1", Secret: testSecret(1)}, `id must match [a-z0-9][a-z0-9-]*, got "K1"`},
		{KeySettings{ID: "-", Secret: testSecret(1)}, `id must match [a-z0-9][a-z0-9-]*, got "-"`},
		{KeySettings{Secret: make([]byte, 32)}, "id must match [a-z0-9][a-z0-9-]*, got \"\"\n" +
			"secret must be random, got 32 bytes of which only 1 differ"},
		// ID and secret in each other's place.
		{
			KeySettings{ID: "hex:" + hex.EncodeToString(testSecret(1)), Secret: testSecret(1)},
			"id must match [a-z0-9][a-z0-9-]*, got 68 characters that do not",
		},
	} {
		if _, err := NewKey(c.settings); err == nil || err.Error() != c.want {
			t.Errorf("NewKey(%v): error %q, want %q", c.settings, err, c.want)
		}
	}
}

func TestKeyOwnsItsSecret(t *testing.T) {
	secret := testSecret(1)
	k, err := NewKey(KeySettings{ID: "k1", Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	clear(secret)
	got, want := k.Subkey("", "user").Pseudonym("42"), testKey(t, "k1", 1).Subkey("", "user").Pseudonym("42")
	if got != want {
		t.Errorf("after the caller cleared its secret: got %q, want %q", got, want)
	}
}

func TestKeyGetters(t *testing.T) {
	from := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	k, err := NewKey(KeySettings{ID: "k1", Secret: testSecret(1), ActiveFrom: from, Revoked: true})
	if err != nil {
		t.Fatal(err)
	}
	if k.ID() != "k1" || !k.ActiveFrom().Equal(from) || !k.Revoked() {
		t.Errorf("got %q, %v, %v", k.ID(), k.ActiveFrom(), k.Revoked())
	}
}

func TestFingerprint(t *testing.T) {
	a, sameSecret, other := testKey(t, "k1", 1), testKey(t, "k2", 1), testKey(t, "k1", 2)
	if len(a.Fingerprint()) != 8 {
		t.Errorf("fingerprint %q must have 8 characters", a.Fingerprint())
	}
	if a.Fingerprint() != sameSecret.Fingerprint() {
		t.Errorf("one secret, two fingerprints: %q, %q", a.Fingerprint(), sameSecret.Fingerprint())
	}
	if a.Fingerprint() == other.Fingerprint() {
		t.Errorf("two secrets, one fingerprint: %q", a.Fingerprint())
	}
}

// holder has a key where fmt cannot call its methods.
type holder struct {
	key      *Key
	settings *KeySettings
	Ring     *Ring
}

// forms of a secret that must not show up anywhere. fmt prints bytes also in
// decimal.
func forms(secret []byte) []string {
	decimal := fmt.Sprintf("%d", secret)
	return []string{
		string(secret),
		hex.EncodeToString(secret),
		strings.ToUpper(hex.EncodeToString(secret)),
		base64.StdEncoding.EncodeToString(secret),
		base64.RawURLEncoding.EncodeToString(secret),
		decimal[1 : len(decimal)-1],
		strings.Trim(fmt.Sprintf("%#v", secret), "[]byte{}"),
	}
}

func TestNothingPrintsASecret(t *testing.T) {
	secret := testSecret(1)
	settings := KeySettings{ID: "k1", Secret: secret}
	key, err := NewKey(settings)
	if err != nil {
		t.Fatal(err)
	}
	ring, err := NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	const tenant = "tenant-that-is-nobody's-business"
	sub := ring.Key("k1").Subkey(tenant, "user")
	sub.Pseudonym("usr_k8x9m2")
	subSecret, err := key.derive(pseudonymInfo+string(appendField(appendField(nil, tenant), "user")), 32)
	if err != nil {
		t.Fatal(err)
	}

	var out bytes.Buffer
	for _, v := range []any{settings, &settings, key, *key, ring, *ring, sub, *sub, holder{key, nil, ring}, []*Key{key}, map[string]any{"key": key}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb+"\n", v)
		}
		if err := json.NewEncoder(&out).Encode(v); err != nil {
			t.Errorf("json of %T: %v", v, err)
		}
		for _, h := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
			slog.New(h).Info("made", "value", v)
		}
	}
	bad := errors.Join(settingsErr(secret), settingsErr(secret[:31]))
	fmt.Fprintf(&out, "%v %#v", bad, bad)

	for _, s := range [][]byte{secret, subSecret} {
		for _, form := range forms(s) {
			if strings.Contains(out.String(), form) {
				t.Errorf("the output holds a secret as %q", form)
			}
		}
	}
	if strings.Contains(out.String(), tenant) {
		t.Error("the output holds a tenant")
	}
}

func settingsErr(secret []byte) error {
	_, err := NewKey(KeySettings{ID: "Not an ID", Secret: secret})
	return err
}

// Printers that read unexported fields by reflection, as some loggers and
// debuggers do, find no secret either: it is not data, but code's.
func TestReflectionFindsNoSecret(t *testing.T) {
	secret := testSecret(1)
	ring, err := NewRing(testKey(t, "k1", 1))
	if err != nil {
		t.Fatal(err)
	}
	sub := ring.Key("k1").Subkey("acme", "user")
	var out bytes.Buffer
	dump(&out, reflect.ValueOf(ring), 0)
	dump(&out, reflect.ValueOf(sub), 0)
	if !strings.Contains(out.String(), "k1") {
		t.Fatal("the test's own dump does not find the ID")
	}
	for _, form := range forms(secret) {
		if strings.Contains(out.String(), form) {
			t.Errorf("reflection finds the secret as %q", form)
		}
	}
}

func dump(w io.Writer, v reflect.Value, depth int) {
	const deepest = 20
	if depth > deepest {
		return
	}
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			dump(w, v.Elem(), depth+1)
		}
	case reflect.Struct:
		for _, field := range v.Fields() {
			dump(w, field, depth+1)
		}
	case reflect.Slice, reflect.Array:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			for i := range v.Len() {
				fmt.Fprintf(w, "%02x", v.Index(i).Uint())
			}
			return
		}
		for i := range v.Len() {
			dump(w, v.Index(i), depth+1)
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			dump(w, k, depth+1)
			dump(w, v.MapIndex(k), depth+1)
		}
	case reflect.String:
		fmt.Fprintln(w, v.String())
	default:
		fmt.Fprintln(w, v.Kind())
	}
}
