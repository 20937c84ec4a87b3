package policy

import "testing"

// TestPlaceholderIsNoName: an attribute whose key held a finding is judged by the
// rest of the key, also by a second processor.
func TestPlaceholderIsNoName(t *testing.T) {
	p, err := New(Settings{Level: Strict})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]Action{
		"[redacted:user]":                   Scan,
		"[redacted:secret]":                 Scan,
		"[redacted:password]":               Scan,
		"[redacted:phone]":                  Scan,
		"[redacted:cookie].size":            Scan,
		"items[[redacted:user]]":            Scan,
		"by[redacted:email]":                Scan,
		"[redacted:user][redacted:account]": Scan,
		"cart.[redacted:user].password":     Mask,
		"[redacted:secret].user.id":         Hash,
		"[redacted:user":                    Hash, // not one of ours
		"[redacted:User].user_id":           Hash,
	} {
		if got := p.Decide(key).Action; got != want {
			t.Errorf("%s: %s, want %s", key, got, want)
		}
	}
}
