package keyring

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

func TestParse(t *testing.T) {
	ring, err := Parse([]byte(strings.ReplaceAll(`
# rotated by the platform team
keys:
  - id: k1
    secret: SECRET
    revoked: true # leaked in March
  - {id: 2026-q2, secret: "SECRET", active_from: 2026-04-01T00:00:00+02:00, revoked: false}
  - id: 7 # a number is a name too
    secret: SECRET
    active_from: 2026-07-01
  - id: k4
    secret: SECRET
    active_from:
`, "SECRET", secretText(1))))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, k := range ring.Keys() {
		got = append(got, fmt.Sprint(k.ID(), " ", k.ActiveFrom().UTC().Format(time.RFC3339), " ", k.Revoked()))
	}
	want := []string{
		"k1 0001-01-01T00:00:00Z true",
		"2026-q2 2026-03-31T22:00:00Z false",
		"7 2026-07-01T00:00:00Z false",
		"k4 0001-01-01T00:00:00Z false",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestParseRefuses(t *testing.T) {
	entry := func(lines string) string {
		return "keys:\n  - id: k1\n    secret: " + secretText(1) + "\n    " + lines
	}
	const fields = "must have only the fields id, secret, active_from, revoked, got "
	for _, c := range []struct{ in, want string }{
		{"", "keys must be set, got an empty file"},
		{"# nothing yet\n", "keys must be set, got an empty file"},
		{"- id: k1", "must be a mapping with the fields keys"},
		{"{}", "keys must be a list of keys"},
		{"keys:", "keys must be a list of keys"},
		{"keys: k1", "keys must be a list of keys"},
		{"keys: []", "keys: must hold at least one key that is not revoked, got 0 keys"},
		{"keys: [k1]", "keys::0 (line 1): must be a mapping with the fields id, secret, active_from, revoked"},
		{"keyz: []", `must have only the fields keys, got "keyz" in line 1, did you mean "keys"?`},
		{"keys: []\nmore: 1", "must have only the fields keys, got another one in line 2"},
		{"keys: [{id: k1}]", "keys::0 (line 1): secret must be set"},
		{"keys: [{secret: x}]", "keys::0 (line 1): id must be set"},
		{"keys: [{id: [k1]}]", "keys::0 (line 1): id must be a single value"},
		{"keys: [{id: k1, secret: short}]", "keys::0 (line 1): secret must be written as hex:... or base64:..., got 5 characters without either prefix"},
		{"keys: [{id: k1, secret: '${env:KEY}'}]", "keys::0 (line 1): secret must be the secret itself: a keyring file is not expanded, ${...} works in the collector's configuration"},
		{entry("active_form: 2026-01-01"), "keys::0 (line 2): " + fields + `"active_form" in line 4, did you mean "active_from"?`},
		{entry("Revoked: true"), "keys::0 (line 2): " + fields + `"Revoked" in line 4, did you mean "revoked"?`},
		{entry("comment: true"), "keys::0 (line 2): " + fields + "another one in line 4"},
		{entry("id: k2"), "keys::0 (line 2): id must be set once, got it again in line 4"},
		{entry("revoked: yes"), "keys::0 (line 2): revoked must be true or false"},
		{entry("active_from: tomorrow"), "keys::0 (line 2): active_from must be a time such as 2026-01-01T00:00:00Z or a date such as 2026-01-01, got 8 characters that are neither"},
		{entry("revoked: true"), "keys: must hold at least one key that is not revoked, got 1 keys"},
		{entry("revoked: {"), "must be valid YAML, got a fault near line 4"},
		{"keys: *hunter2", "must be valid YAML"},
		{"keys:\n- {id: K1, secret: x}\n- {id: k2}", "keys::0 (line 2): secret must be written as hex:... or base64:..., got 1 characters without either prefix\n" +
			"keys::1 (line 3): secret must be set"},
	} {
		if _, err := Parse([]byte(c.in)); err == nil || err.Error() != c.want {
			t.Errorf("Parse(%q): error\n%v\nwant\n%s", c.in, err, c.want)
		}
	}
}

// However a file is broken, no error quotes the secret in it: every prefix of
// a file, and the file with each byte replaced by each of some that mean
// something to YAML.
func TestErrorsHoldNoSecret(t *testing.T) {
	text := "keys:\n  - id: k1\n    secret: " + secretText(1) + "\n    active_from: 2026-01-01\n"
	const part = 10 // characters of a secret that must not show
	body := strings.TrimPrefix(secretText(1), "hex:")
	check := func(text string) {
		_, err := Parse([]byte(text))
		if err == nil {
			return
		}
		for i := range len(body) - part {
			if strings.Contains(err.Error(), body[i:i+part]) {
				t.Fatalf("Parse(%q): the error quotes the secret: %v", text, err)
			}
		}
	}
	for i := range len(text) {
		check(text[:i])
		for _, b := range []byte("\n\t :-*&![]{}'\"#|>%@`\\\x00\xff") {
			check(text[:i] + string(b) + text[i+1:])
			check(text[:i] + string(b) + text[i:])
		}
	}
	// Secrets where other things belong.
	for _, name := range []string{"id", "active_from", "revoked"} {
		check("keys: [{id: k1, " + name + ": '" + secretText(1) + "'}]")
		check("keys: [{secret: " + secretText(1) + ", " + name + ": '" + secretText(1) + "'}]")
	}
	check("keys: [{id: k1, '" + secretText(1) + "': secret}]")
	check(secretText(1))
	check("keys: *" + body)
	check("keys: !!" + body + " x")
}

// The frozen vectors hold for keys that come from a file.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "hashing", "testdata", "vectors.json"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		SecretHex string `json:"secret_hex"`
		KeyID     string `json:"key_id"`
		Tenant    string
		Domain    string
		Type      string
		Value     any
		Fold      bool
		Pseudonym string
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, v := range vectors {
		value, ok := v.Value.(string)
		if !ok {
			continue // numbers are the business of package hashing
		}
		tried++
		path := writeRing(t, fmt.Sprintf("keys: [{id: %s, secret: 'hex:%s'}]", v.KeyID, v.SecretHex))
		ring, err := Load(path)
		if err != nil {
			t.Fatal(err)
		}
		got := ring.Key(v.KeyID).Subkey(v.Tenant, v.Domain).Pseudonym(hashing.Canonical(value, v.Fold))
		if got != v.Pseudonym {
			t.Errorf("%q: got %q, want %q", value, got, v.Pseudonym)
		}
	}
	if tried < 15 {
		t.Errorf("tried %d vectors, want at least 15", tried)
	}
}

func TestLoadRefuses(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "ring.yaml")
	if _, err := Load(missing); err == nil || err.Error() != "read keyring: open "+missing+": no such file or directory" {
		t.Errorf("missing file: %v", err)
	}
	bad := writeRing(t, "keys: []")
	if _, err := Load(bad); err == nil || !strings.HasPrefix(err.Error(), "read keyring "+bad+": keys: must hold") {
		t.Errorf("bad file: %v", err)
	}
	if _, err := Load(t.TempDir()); err == nil {
		t.Error("a folder is no keyring")
	}
	large := writeRing(t, "")
	if err := os.Truncate(large, maxFileSize+1); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(large); err == nil || !strings.HasSuffix(err.Error(), "must be at most 16777216 bytes") {
		t.Errorf("large file: %v", err)
	}
}
