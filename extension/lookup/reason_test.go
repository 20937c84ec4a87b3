package lookup

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestCleanReason is what of a reason is kept, given the IDs that were asked for.
func TestCleanReason(t *testing.T) {
	r := start(t, files(t), nil)
	const pseudonym = "user_k1_lhfin5bga4by6bin2xpgu7mzp4"
	for _, c := range []struct{ reason, id, want string }{
		{"SHOP-14 order failed", "70416177", "SHOP-14 order failed"},
		{"asked by usr_k8x9m2, twice: USR_K8X9M2", "usr_k8x9m2", "asked by [id], twice: [id]"},
		{"order 42 of user 7", "7", "order 42 of user [id]"},
		{"a.b", ".", "a.b"},
		{"user 42, case 4242", "42", "user [id], case 4242"},
		{"42", "42", "[id]"},
		{"42 42 v42", "42", "[id] [id] v42"},
		{"for H650-188620!", "h650-188620", "for [id]!"},
		{"x", "", "x"},
		// Another number that holds the ID gives it away only if that is taken out.
		{"ticket 470416177", "70416177", "ticket 470416177"},
		{"uid70416177 user_70416177", "70416177", "uid[id] user_[id]"},
		{"aab ab", "ab", "aab [id]"},
		{"xa-a-a", "a-a", "xa-[id]"},
		// White space around a pasted ID is not a part of it.
		{"customer H650-188620 called", " H650-188620\t", "customer [id] called"},
		{"e\u0301va called", "\u00e9va", "[id] called"},
		{"\ufffd called", "\xff", "\ufffd called"},
		// Other people, and secrets.
		{"customer H650-188620 alice@example.com", "H650-188620", "customer [id] [redacted:email]"},
		{"called by usr_k8x9m2ab7", "H650-188620", "called by [redacted:user]"},
		{"card 4111 1111 1111 1111", "H650-188620", "card [redacted:card]"},
		{"as " + pseudonym + " in the dashboard", "70416177", "as " + pseudonym + " in the dashboard"},
	} {
		got := r.service.cleanReason(c.reason, RawID(c.id))
		require.Equal(t, c.want, got, "%q without %q", c.reason, c.id)
		require.Equal(t, got, r.service.cleanReason(got, RawID(c.id)), "cleaned twice")
	}
	require.Equal(t, "[id] and [id]", r.service.cleanReason("H650 and H650-188620", "H650", "H650-188620", "nobody"))
}

// TestReasonOnRecord asks all ways with an email and an ID in the reason.
func TestReasonOnRecord(t *testing.T) {
	r := start(t, files(t), nil)
	const reason, want = "customer H650-188620 alice@example.com", "customer [id] [redacted:email]"
	status, text := r.post(pathLookup, strings.Replace(lookupBody(" H650-188620 "), "SHOP-14 order failed", reason, 1))
	require.Equal(t, 200, status, text)
	require.Equal(t, want, r.last()["reason"])
	status, text = r.post(pathImpact, `{"domain":"user","from":"`+dayFrom+`","to":"`+dayTo+`","ids":[" H650-188620"],"reason":"`+reason+`"}`)
	require.Equal(t, 200, status, text)
	require.Equal(t, want, r.last()["reason"])
	for _, id := range []string{" H650-188620 ", "\xff"} {
		status, text = r.submit("/", form("id", id, "reason", reason))
		require.Equal(t, 200, status, text)
		require.NotContains(t, text, "alice@example.com")
		require.NotContains(t, r.last()["reason"], "alice@example.com")
	}
}
