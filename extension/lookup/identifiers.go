package lookup

import (
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// builtin are the domains of the processor and the attribute keys under which
// it writes their pseudonyms, the most usual first: a store that wants one
// request for each may not be asked for all. Keys that the processor knows by
// their words alone have no end, so here are the common ones.
var builtin = []IdentifierConfig{
	{Domain: "user", Attributes: []string{
		"user.id", "enduser.id", "enduser.pseudo.id", "usr.id", "customer.id",
		"user_id", "userId", "customer_id", "customerId", "app.user.id", "x-user-id",
	}},
	{Domain: "account", Attributes: []string{"user.account_id", "user.account.id", "account.id", "account_id", "accountId"}},
	{Domain: "session", Attributes: []string{
		"session.id", "session.previous_id", "mcp.session.id", "gen_ai.conversation.id", "session_id", "sessionId",
	}},
	{Domain: "username", Attributes: []string{"user.name", "usr.name", "username"}},
	{Domain: "device", Attributes: []string{"device.id", "app.installation.id", "device_id", "deviceId"}},
	{Domain: "email", Attributes: []string{"user.email", "enduser.email", "usr.email"}, Fold: policy.FoldsBuiltin("email")},
	{Domain: "ref", Attributes: []string{
		"messaging.kafka.message.key", "messaging.gcp_pubsub.message.ordering_key", "messaging.rocketmq.message.keys",
		"messaging.message.conversation_id", "feature_flag.context.id",
	}},
}

// withBuiltin is configured and what is built in, by domain. What a user named
// goes first.
func withBuiltin(configured []IdentifierConfig) map[string]IdentifierConfig {
	all := map[string]IdentifierConfig{}
	for _, id := range slices.Concat(configured, builtin) {
		d := all[id.Domain]
		d.Domain, d.Fold = id.Domain, d.Fold || id.Fold
		for _, a := range id.Attributes {
			if !slices.Contains(d.Attributes, a) {
				d.Attributes = append(d.Attributes, a)
			}
		}
		all[id.Domain] = d
	}
	return all
}
