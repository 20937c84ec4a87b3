package golden

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"os"
	"strings"
	"testing"
)

func TestFindLeaks(t *testing.T) {
	const id = "usr_k8x9m2q7"
	tests := []struct {
		text, value string
		want        bool
	}{
		{id, "x " + id + " y", true},
		{id, strings.ToUpper(id), true},
		{id, "x" + id + "y", true}, // long enough to be no accident
		{"bob@example.com", url.QueryEscape("bob@example.com"), true},
		{"bob@example.com", url.QueryEscape(url.QueryEscape("bob@example.com")), true},
		{"bob@example.com", "bob&#64;example.com", true},
		{"bob@example.com", `{"m":"bob\u0040example.com"}`, true},
		{"bob@example.com", "bob＠example.com", true},
		{"bob@example.com", "bob\u200b@example.com", true},
		{id, "Basic " + base64.StdEncoding.EncodeToString([]byte("shop:"+id)), true},
		{id, base64.RawURLEncoding.EncodeToString([]byte(`{"sub":"` + id + `"}`)), true},
		{id, hex.EncodeToString([]byte(id)), true},
		{id, url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(id))), true},
		{"anna", "savannah", false},
		{"anna", "dear anna!", true},
		{"1234567", "1700001234567000", false},
		{"1234567", "order 1234567", true},
		{id, "usr_k8x9m2q", false},
		{id, pseudonym, false},
		{id, "100% & \\ %zz", false},
	}
	for _, tt := range tests {
		got := findLeaks([]string{tt.text}, []Field{{Record: 1, Place: "span name", Value: tt.value}})
		if (len(got) > 0) != tt.want {
			t.Errorf("findLeaks(%q) in %q: %v, want %t", tt.text, tt.value, got, tt.want)
		}
	}
}

// TestLeakAssertion: a leak fails a case although the expected file holds it,
// and cannot be made expected by --update.
func TestLeakAssertion(t *testing.T) {
	ctx := context.Background()
	leaky := newCase(t, "GET /users/usr_k8x9m2q7", map[string]string{})
	if r := Run(ctx, leaky, policy(hashes), Settings{Update: true}); len(r.Leaks) != 1 || r.Updated || r.Passed() {
		t.Errorf("update of a leak: %s", outcome(&r))
	}
	if _, err := os.Stat(leaky.Expected); err == nil {
		t.Error("a leak was written as expected")
	}
	allowed := newCase(t, "GET /users/usr_k8x9m2q7", map[string]string{"allowed.txt": "# why\nusr_k8x9m2q7\n"})
	if r := Run(ctx, allowed, policy(hashes), Settings{Update: true}); !r.Passed() {
		t.Errorf("allowed: %s", outcome(&r))
	}
	forbidden := newCase(t, "GET /cart", map[string]string{"forbidden.txt": "/cart\n"})
	if r := Run(ctx, forbidden, policy(hashes), Settings{}); len(r.Leaks) != 1 {
		t.Errorf("forbidden: %s", outcome(&r))
	}
}
