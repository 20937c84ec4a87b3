package hashing

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strings"
	"testing"
)

func TestParseSecret(t *testing.T) {
	sequence := make([]byte, 32) // 00 01 02 ...: the secret of the vectors
	for i := range sequence {
		sequence[i] = byte(i)
	}
	random := testSecret(1)
	digits := []byte(hex.EncodeToString(random)) // a hexadecimal text, encoded once more
	for name, want := range map[string][]byte{
		"hex:" + hex.EncodeToString(sequence):                         sequence,
		"hex:" + strings.ToUpper(hex.EncodeToString(random)):          random,
		"base64:" + base64.StdEncoding.EncodeToString(random):         random,
		"base64:" + base64.RawStdEncoding.EncodeToString(random):      random,
		"base64:" + base64.URLEncoding.EncodeToString(random):         random,
		"base64:" + base64.RawURLEncoding.EncodeToString(random):      random,
		"  hex:" + hex.EncodeToString(random) + "\n":                  random,
		"base64:" + base64.StdEncoding.EncodeToString(digits):         digits,
		"hex:" + hex.EncodeToString(append(testSecret(2), random...)): append(testSecret(2), random...),
	} {
		got, err := ParseSecret(name)
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("ParseSecret(%q) = %x, %v, want %x", name, got, err, want)
		}
	}
}

func TestParseSecretRefuses(t *testing.T) {
	text := func(s string) string { return "base64:" + base64.StdEncoding.EncodeToString([]byte(s)) }
	for _, c := range []struct{ in, want string }{
		{"", "must be written as hex:... or base64:..., got 0 characters without either prefix"},
		{"hunter2", "must be written as hex:... or base64:..., got 7 characters without either prefix"},
		{"hunter2:hunter2", "must be written as hex:... or base64:..., got another prefix of 7 characters"},
		{"hex:", "must be at least 32 bytes, got 0"},
		{"hex:" + hex.EncodeToString(testSecret(1)[:31]), "must be at least 32 bytes, got 31"},
		{"hex:hunter2", "must be valid hex after the prefix, got 7 characters that are not"},
		{"base64:hunter2!", "must be valid base64 after the prefix, got 8 characters that are not"},
		{"hex:" + strings.Repeat("00", 32), "must be random, got 32 bytes of which only 1 differ"},
		{"hex:" + strings.Repeat("0123456789abcdef", 4), "must be random, got 32 bytes of which only 8 differ"},
		{text("changeme-changeme-changeme-changeme"), "must be random, got 35 bytes of which only 8 differ"},
		{text("my-secret-is-good my-secret-is-good my-secret-is-good"), "must be random, got repeated text"},
		{text("0123456789abcdef0123456789abcdef0123456789abcdef"), "must be random, got repeated text"},
		{text("password-number-01;password-number-02;password-number-03"), "must be random, got repeated text"},
	} {
		secret, err := ParseSecret(c.in)
		if err == nil || err.Error() != c.want {
			t.Errorf("ParseSecret(%q): error %q, want %q", c.in, err, c.want)
		}
		if secret != nil {
			t.Errorf("ParseSecret(%q) returned a secret with its error", c.in)
		}
	}
}

// Random secrets must pass, every time: 20,000 of each common form.
func TestParseSecretAcceptsRandom(t *testing.T) {
	for i := range 20_000 {
		raw := testSecret(i)
		for _, secret := range [][]byte{raw, []byte(hex.EncodeToString(raw)), []byte(base64.StdEncoding.EncodeToString(raw))} {
			if err := checkSecret(secret); err != nil {
				t.Fatalf("secret %d of %d bytes: %v", i, len(secret), err)
			}
		}
	}
}
