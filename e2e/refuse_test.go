package e2e

import (
	"strings"
	"testing"
)

// TestRefuses starts the distribution with configurations that are wrong. It must
// not start, and must say which option, what must hold and what came. That every
// message is right is tested beside the configuration; here, that a user sees it.
func TestRefuses(t *testing.T) {
	for _, tt := range []struct{ name, config, want string }{
		{
			"no key", "keyring::keys: null",
			"processors::privacy::keyring: must have keys or a file; make a key with: privacyctl keygen",
		},
		{
			"short key", `keyring: {keys: [{id: k1, secret: "hex:0011"}]}`,
			"processors::privacy::keyring::keys::0: secret: must be at least 32 bytes, got 2",
		},
		{
			"unset variable", "keyring: {keys: [{id: k1, secret: '${env:PRIVACY_KEY_THAT_IS_NOT_SET}'}]}",
			"processors::privacy::keyring::keys::0",
		},
		{
			"unknown option", "levle: strict",
			`levle: unknown option, did you mean "level"?`,
		},
		{
			"unknown action", "rules: [{attributes: [a.b], action: hide}]",
			`processors::privacy::rules::0::action: must be one of ["keep" "scan" "hash" "mask" "drop" "truncate_ip" "url" "sql" "baggage" "cookie"], got "hide"`,
		},
		{
			"missing file", "keyring: {keys: null, file: /nonexistent/keyring.yaml}",
			"/nonexistent/keyring.yaml",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := start(t, "yaml:processors::privacy::"+tt.config)
			if err == nil {
				t.Fatal("the distribution started")
			}
			if !strings.Contains(err.Error(), tt.want) {
				t.Errorf("it says\n%v\nwant in it\n%s", err, tt.want)
			}
			if secret := testKey(0); strings.Contains(err.Error(), secret) {
				t.Error("it prints a key")
			}
		})
	}
}
