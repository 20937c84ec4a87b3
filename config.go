package privacyprocessor

import (
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/confmap"
)

// Config is what a user writes under `processors: privacy:`.
type Config struct {
	// Keyring holds the secrets that make pseudonyms. It is the only required
	// option: there is no safe default for a key.
	Keyring KeyringConfig `mapstructure:"keyring"`

	// Identifiers adds attributes and patterns to the built-in table, one entry
	// for each domain: what they hold is replaced by a pseudonym.
	Identifiers []IdentifiersConfig `mapstructure:"identifiers"`

	// Rules overrides what happens to attributes. The first rule that matches an
	// attribute key wins, before identifiers and the built-in table.
	Rules []RuleConfig `mapstructure:"rules"`

	// Detectors says for each detector what happens to its findings: mask, hash
	// (email only), or off. A detector that is not named follows the level; one
	// that is named runs at every level, unless it is off.
	Detectors map[string]Mode `mapstructure:"detectors"`

	// CustomDetectors adds detectors of your own.
	CustomDetectors []CustomDetectorConfig `mapstructure:"custom_detectors"`

	// Level is how strict the policy is: default, strict or stricter.
	Level Level `mapstructure:"level"`

	// Tenant says where the tenant of a record is read. Without it, all records
	// belong to one tenant. With it, a record without a tenant has its
	// identifiers masked.
	Tenant configoptional.Optional[TenantConfig] `mapstructure:"tenant"`

	// ReportOnly counts and logs what would change, and changes nothing: raw
	// identifiers and secrets pass.
	ReportOnly bool `mapstructure:"report_only"`

	// ClientMetadata says which metadata of the client's request is sanitized for
	// the components that come after: baggage, all, or off. With all, nothing
	// after the processor can pass an authorization header on.
	ClientMetadata ClientMetadata `mapstructure:"client_metadata"`

	// Summary marks each changed span and log record: with the number of changed
	// values (counts), also with what was done to them (rules), or not (off).
	Summary Summary `mapstructure:"summary"`

	// ResidualSample is the share of batches, 0 to 1, whose output is scanned a
	// second time; what is still found there is counted, and should be nothing.
	ResidualSample float64 `mapstructure:"residual_sample"`

	now func() time.Time // nil: time.Now
}

// KeyringConfig is a keyring: keys written here, or a file of the same shape.
type KeyringConfig struct {
	// File is the path of a keyring file. It is watched, and read again when it changes.
	File string `mapstructure:"file"`

	// Keys are the keys themselves.
	Keys []KeyConfig `mapstructure:"keys"`
}

// KeyConfig is one key of a keyring.
type KeyConfig struct {
	// ID stands in every pseudonym that the key makes. It matches [a-z0-9][a-z0-9-]*.
	ID string `mapstructure:"id"`

	// Secret is at least 32 random bytes, written as hex:... or base64:... Have
	// it come from the environment or a file: ${env:PRIVACY_KEY_K1}.
	Secret configopaque.String `mapstructure:"secret"`

	// ActiveFrom is when the key takes effect; without it, always. A record is
	// written with the key that took effect last before the record's own time.
	ActiveFrom Time `mapstructure:"active_from"`

	// Revoked keys are never used to write, only to look up.
	Revoked bool `mapstructure:"revoked"`
}

// IdentifiersConfig names attributes and patterns that hold raw identifiers of
// one domain.
type IdentifiersConfig struct {
	// Domain is the family in which equal identifiers give equal pseudonyms. It
	// stands first in each of them and matches [a-z][a-z0-9]*.
	Domain string `mapstructure:"domain"`

	// Attributes are attribute keys; `*` is one part between dots, `**` any number.
	Attributes []string `mapstructure:"attributes"`

	// Patterns are regular expressions (RE2) of raw identifiers that may stand
	// anywhere in text.
	Patterns []Pattern `mapstructure:"patterns"`

	// Fold says that case does not distinguish identifiers of this domain.
	Fold bool `mapstructure:"fold"`

	// Target is the attribute key that takes the pseudonym; the original
	// attribute is removed. Without it, the pseudonym stands in its place.
	Target string `mapstructure:"target"`
}

// RuleConfig overrides what happens to attributes.
type RuleConfig struct {
	// Attributes are attribute keys; `*` is one part between dots, `**` any number.
	Attributes []string `mapstructure:"attributes"`

	// Action is what happens to their values.
	Action Action `mapstructure:"action"`

	// Domain is the domain of the action hash. Without it, it is the one that the
	// attribute has by the built-in table, otherwise ref.
	Domain string `mapstructure:"domain"`

	// Reason says why a value may pass untouched; keep needs one.
	Reason string `mapstructure:"reason"`

	// Until is when the rule ends, as a date or a time; without it, never. A rule
	// that has ended already is an error at start.
	Until Time `mapstructure:"until"`
}

// CustomDetectorConfig is a detector of the user's own.
type CustomDetectorConfig struct {
	// Name is the word in the placeholder. It matches [a-z][a-z0-9_]*.
	Name string `mapstructure:"name"`

	// Pattern is a regular expression (RE2). A group named mask is the part to
	// mask; without one, the whole match is.
	Pattern Pattern `mapstructure:"pattern"`

	// Keywords are texts of which one must stand near a match, in any case. With
	// keywords a detector costs next to nothing where none of them stands.
	Keywords []string `mapstructure:"keywords"`

	// Check is what a match must pass besides: luhn, mod97 or entropy.
	Check Check `mapstructure:"check"`

	// MustMatch are texts in which the detector must find something; verified at start.
	MustMatch []string `mapstructure:"must_match"`

	// MustNotMatch are texts in which it must find nothing; verified at start.
	MustNotMatch []string `mapstructure:"must_not_match"`
}

// TenantConfig says where the tenant of a record is read: exactly one of
// Attribute and Metadata.
type TenantConfig struct {
	// Attribute is the key of a resource attribute.
	Attribute string `mapstructure:"attribute"`

	// Metadata is a key in the metadata of the client's request. A batch
	// processor before this one must have it among its metadata_keys.
	Metadata string `mapstructure:"metadata"`

	// Allowed are the only tenants there are; without it, any.
	Allowed []string `mapstructure:"allowed"`
}

// createDefaultConfig returns the options as they are when nothing is written.
// Only a key is missing from a working configuration.
func createDefaultConfig() component.Config {
	return &Config{
		Level:          LevelDefault,
		ClientMetadata: ClientMetadataBaggage, // all would break authentication by the client's own token
		Summary:        SummaryOff,
		ResidualSample: 0.01, // costs a hundredth, and notices a leak within a hundred batches
	}
}

// Unmarshal reads the options, and knows what was meant by one that does not exist.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	if err := checkOptions(conf.ToStringMap(), c); err != nil {
		return err
	}
	return conf.Unmarshal(c)
}
