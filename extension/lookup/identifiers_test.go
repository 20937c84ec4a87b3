package lookup

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// machines are the keys of hosts, processes, files and certificates: pseudonyms
// stand there too, but nobody looks a customer up by them.
var machines = []string{"host.", "process.", "file.", "tls."}

// TestBuiltinIdentifiers holds the list against the processor's own policy: each
// key stands under the domain that decides there, and no key of the built-in
// table that a customer's pseudonym stands under is left out.
func TestBuiltinIdentifiers(t *testing.T) {
	p, err := policy.New(policy.Settings{Detectors: map[string]policy.Mode{"email": policy.ModeHash}})
	require.NoError(t, err)
	listed := map[string]bool{}
	var domains []string
	for _, id := range builtin {
		domains = append(domains, id.Domain)
		for _, a := range id.Attributes {
			listed[a] = true
			d := p.Decide(a)
			require.NotNil(t, d.Domain, "%s is not hashed", a)
			require.Equal(t, id.Domain, d.Domain.Name, a)
		}
	}
	require.ElementsMatch(t, policy.BuiltinDomains(), domains)
	for _, key := range policy.Keys() {
		machine := slices.ContainsFunc(machines, func(prefix string) bool { return strings.HasPrefix(key, prefix) })
		if !machine && p.Decide(key).Action == policy.Hash {
			require.True(t, listed[key], "%s is hashed, but not looked up", key)
		}
	}
}

// TestBuiltinInDocs finds the same list in the operator's page.
func TestBuiltinInDocs(t *testing.T) {
	text, err := os.ReadFile("../../docs/lookup.md")
	require.NoError(t, err)
	for _, id := range builtin {
		require.Contains(t, string(text), "| `"+id.Domain+"` | `"+strings.Join(id.Attributes, "`, `")+"` |\n")
	}
}

// TestConfiguredIdentifiers adds to the built-in ones, as the processor does.
func TestConfiguredIdentifiers(t *testing.T) {
	all := withBuiltin([]IdentifierConfig{
		{Domain: "device", Attributes: []string{"shop.till", "device.id"}, Fold: true},
		{Domain: "device", Attributes: []string{"shop.scanner"}},
		{Domain: "driver", Attributes: []string{"van.driver"}},
	})
	require.Equal(t, IdentifierConfig{
		Domain: "device", Fold: true,
		Attributes: []string{"shop.till", "device.id", "shop.scanner", "app.installation.id", "device_id", "deviceId"},
	}, all["device"])
	require.Equal(t, []string{"van.driver"}, all["driver"].Attributes)
	require.Equal(t, builtin[0], all["user"])
}
