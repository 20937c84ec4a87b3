package privacyprocessor

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.opentelemetry.io/collector/config/configoptional"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
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
	return &Config{Level: LevelDefault}
}

// Unmarshal reads the options, and knows what was meant by one that does not exist.
func (c *Config) Unmarshal(conf *confmap.Conf) error {
	if err := checkOptions(conf.ToStringMap(), c); err != nil {
		return err
	}
	return conf.Unmarshal(c)
}

// Validate reports the faults that lie between options; each option's own
// faults are reported by its type.
func (c *Config) Validate() error {
	return errors.Join(c.validateDomains(), c.validateRules(), c.validateDetectors())
}

// validateDomains refuses two entries of one domain: which `fold` or `target`
// would hold could not be seen.
func (c *Config) validateDomains() error {
	var errs []error
	first := make(map[string]int)
	for i, ids := range c.Identifiers {
		if j, twice := first[ids.Domain]; twice && ids.Domain != "" {
			errs = append(errs, at(fmt.Errorf("must be one entry for each domain, got %q as in identifiers::%d", ids.Domain, j), "identifiers", i, "domain"))
			continue
		}
		first[ids.Domain] = i
	}
	return errors.Join(errs...)
}

// validateRules refuses rules of unknown domains and rules that have ended.
func (c *Config) validateRules() error {
	domains := policy.BuiltinDomains()
	for _, ids := range c.Identifiers {
		domains = append(domains, ids.Domain)
	}
	now := time.Now
	if c.now != nil {
		now = c.now
	}
	var errs []error
	for i, r := range c.Rules {
		if r.Domain != "" && hashing.ValidateDomain(r.Domain) == nil && !slices.Contains(domains, r.Domain) {
			errs = append(errs, at(fmt.Errorf("must be a built-in domain or one of identifiers, got %q%s", r.Domain, didYouMean(r.Domain, domains)), "rules", i, "domain"))
		}
		if !r.Until.at.IsZero() && !now().Before(r.Until.at) {
			errs = append(errs, at(fmt.Errorf("must be in the future, got %s: decide again whether the rule is still needed", r.Until), "rules", i, "until"))
		}
	}
	return errors.Join(errs...)
}

// validateDetectors refuses detectors that do not exist, and names that do already.
func (c *Config) validateDetectors() error {
	names := policy.Detectors()
	var errs []error
	for i, d := range c.CustomDetectors {
		if slices.Contains(names, d.Name) {
			errs = append(errs, at(fmt.Errorf("must differ from every other detector, got %q", d.Name), "custom_detectors", i, "name"))
		}
		names = append(names, d.Name)
	}
	for _, name := range sortedKeys(c.Detectors) {
		switch {
		case !slices.Contains(names, name):
			errs = append(errs, at(fmt.Errorf("must be a detector's name%s", didYouMean(name, names)), "detectors", name))
		case c.Detectors[name] == ModeHash && name != "email":
			errs = append(errs, at(errors.New("must be mask or off: only emails can be hashed, got \"hash\""), "detectors", name))
		}
	}
	return errors.Join(errs...)
}

// Validate wants exactly one kind of keyring, with keys that can be told apart.
func (k *KeyringConfig) Validate() error {
	switch {
	case k.File == "" && len(k.Keys) == 0:
		return errors.New("must have keys or a file; make a key with: privacyctl keygen")
	case k.File != "" && len(k.Keys) > 0:
		return errors.New("must have either keys or a file, got both")
	}
	var errs []error
	first := make(map[string]int)
	usable := len(k.Keys) == 0
	for i, key := range k.Keys {
		if j, twice := first[key.ID]; twice && key.ID != "" {
			errs = append(errs, at(fmt.Errorf("must differ from every other key's, got %q as in keys::%d", key.ID, j), "keys", i, "id"))
		} else {
			first[key.ID] = i
		}
		usable = usable || !key.Revoked
	}
	if !usable {
		errs = append(errs, at(errors.New("must have a key that is not revoked"), "keys"))
	}
	return errors.Join(errs...)
}

// Validate checks a key without looking at others.
func (k *KeyConfig) Validate() error {
	var errs []error
	if err := hashing.ValidateKeyID(k.ID); err != nil {
		errs = append(errs, at(err, "id"))
	}
	if k.Secret == "" {
		errs = append(errs, at(errors.New("must be set; is the environment variable or file that it comes from empty?"), "secret"))
	} else if _, err := hashing.ParseSecret(string(k.Secret)); err != nil {
		errs = append(errs, at(err, "secret"))
	}
	return errors.Join(errs...)
}

// Validate checks an entry without looking at others.
func (c *IdentifiersConfig) Validate() error {
	var errs []error
	if err := hashing.ValidateDomain(c.Domain); err != nil {
		errs = append(errs, at(err, "domain"))
	}
	if len(c.Attributes) == 0 && len(c.Patterns) == 0 {
		errs = append(errs, errors.New("must have attributes or patterns"))
	}
	errs = append(errs, validateGlobs(c.Attributes))
	if c.Target != "" && slices.Contains(c.Attributes, c.Target) {
		errs = append(errs, at(fmt.Errorf("must not be one of its own attributes, got %q", c.Target), "target"))
	}
	return errors.Join(errs...)
}

// Validate checks a rule without looking at the rest of the configuration.
func (r *RuleConfig) Validate() error {
	var errs []error
	if len(r.Attributes) == 0 {
		errs = append(errs, at(errors.New("must name at least one attribute key"), "attributes"))
	}
	errs = append(errs, validateGlobs(r.Attributes))
	if r.Action == ActionKeep && r.Reason == "" {
		errs = append(errs, at(errors.New("must say why values may pass untouched: action keep needs one"), "reason"))
	}
	if r.Domain != "" {
		if err := hashing.ValidateDomain(r.Domain); err != nil {
			errs = append(errs, at(err, "domain"))
		} else if r.Action != ActionHash {
			errs = append(errs, at(fmt.Errorf("must only be set for action hash, got action %q", string(r.Action)), "domain"))
		}
	}
	return errors.Join(errs...)
}

var detectorName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// Validate checks a detector and tries it on its examples.
func (d *CustomDetectorConfig) Validate() error {
	var errs []error
	if !detectorName.MatchString(d.Name) {
		errs = append(errs, at(fmt.Errorf("must match [a-z][a-z0-9_]*, got %q", d.Name), "name"))
	}
	if d.Pattern.re == nil {
		errs = append(errs, at(errors.New("must be set"), "pattern"))
	}
	if len(errs) > 0 || d.Check.Validate() != nil {
		return errors.Join(errs...)
	}
	custom := d.compile()
	return custom.Validate()
}

// Validate wants exactly one place where the tenant is read.
func (t *TenantConfig) Validate() error {
	switch {
	case t.Attribute == "" && t.Metadata == "":
		return errors.New("must have attribute or metadata")
	case t.Attribute != "" && t.Metadata != "":
		return errors.New("must have either attribute or metadata, got both")
	case slices.Contains(t.Allowed, ""):
		return at(errors.New("must not hold an empty name"), "allowed")
	}
	return nil
}

func validateGlobs(patterns []string) error {
	var errs []error
	for i, pattern := range patterns {
		if _, err := policy.ParseGlob(pattern); err != nil {
			errs = append(errs, at(err, "attributes", i))
		}
	}
	return errors.Join(errs...)
}

// at puts the way to an option before its fault, as [confmap.Validate] does.
func at(err error, path ...any) error {
	prefix := ""
	for _, part := range path {
		switch part := part.(type) {
		case int:
			prefix += strconv.Itoa(part)
		case string:
			prefix += part
		}
		prefix += confmap.KeyDelimiter
	}
	return fmt.Errorf("%s: %w", prefix[:len(prefix)-len(confmap.KeyDelimiter)], err)
}
