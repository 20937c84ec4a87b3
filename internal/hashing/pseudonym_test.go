package hashing

import (
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	const body = "lhfin5bga4by6bin2xpgu7mzp4"
	for _, c := range []struct{ in, domain, keyID string }{
		{"user_k1_" + body, "user", "k1"},
		{"user_2026-q4_" + body, "user", "2026-q4"},
		{"d_k_" + body, "d", "k"},
		{"u2_-_" + body, "", ""},
		{"2u_k1_" + body, "", ""},
		{"user_-k1_" + body, "", ""},
		{"user_k1-_" + body, "user", "k1-"},
		{"", "", ""},
		{body, "", ""},
		{"user_" + body, "", ""},
		{"_k1_" + body, "", ""},
		{"user__" + body, "", ""},
		{"User_k1_" + body, "", ""},
		{"user_K1_" + body, "", ""},
		{"user_k_1_" + body, "", ""},
		{"a_b_c_" + body, "", ""},
		{"user_k1_" + strings.ToUpper(body), "", ""},
		{"user_k1_" + body[1:], "", ""},
		{"user_k1_a" + body, "", ""},
		{"user_k1_" + body[:25] + "b", "", ""}, // 130 bits, the last of them set
		{"user_k1_1" + body[1:], "", ""},       // no digit of base32
		{" user_k1_" + body, "", ""},
		{"user_k1_" + body + "\n", "", ""},
	} {
		domain, keyID, ok := Parse(c.in)
		if domain != c.domain || keyID != c.keyID || ok != (c.domain != "") {
			t.Errorf("Parse(%q) = %q, %q, %v, want %q, %q", c.in, domain, keyID, ok, c.domain, c.keyID)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, s := range []string{"user", "u", "u2f"} {
		if err := ValidateDomain(s); err != nil {
			t.Errorf("ValidateDomain(%q): %v", s, err)
		}
	}
	for _, s := range []string{"", "2u", "user_id", "user-id", "User", "üser"} {
		if err := ValidateDomain(s); err == nil {
			t.Errorf("ValidateDomain(%q) accepts it", s)
		}
	}
	long := strings.Repeat("_", 33)
	if err := ValidateDomain(long); err.Error() != "must match [a-z][a-z0-9]*, got 33 characters that do not" {
		t.Errorf("ValidateDomain(%q): %v", long, err)
	}
}

// Whatever parses was put together from a domain and a key ID of the right
// shape, and whatever is put together so parses.
func FuzzParse(f *testing.F) {
	f.Add("user_k1_lhfin5bga4by6bin2xpgu7mzp4")
	f.Add("account_2026-q4_dzj667htl7smxo2jeymlqexmp4")
	f.Fuzz(func(t *testing.T, s string) {
		domain, keyID, ok := Parse(s)
		if !ok {
			return
		}
		if ValidateDomain(domain) != nil || ValidateKeyID(keyID) != nil {
			t.Errorf("Parse(%q) = %q, %q", s, domain, keyID)
		}
		if body, cut := strings.CutPrefix(s, domain+"_"+keyID+"_"); !cut {
			t.Errorf("Parse(%q) = %q, %q", s, domain, keyID)
		} else if raw, err := base32Lower.DecodeString(body); err != nil || base32Lower.EncodeToString(raw) != body {
			t.Errorf("Parse(%q) accepts the body %q", s, body)
		}
	})
}
