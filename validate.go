package privacyprocessor

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.opentelemetry.io/collector/confmap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/nearest"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// Validate reports the faults that lie between options; each option's own
// faults are reported by its type.
func (c *Config) Validate() error {
	return errors.Join(c.validateDomains(), c.validateRules(), c.validateDetectors(), c.validateSample())
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
		if !slices.Contains(domains, ids.Domain) {
			domains = append(domains, ids.Domain)
		}
	}
	now := time.Now
	if c.now != nil {
		now = c.now
	}
	var errs []error
	for i, r := range c.Rules {
		if r.Domain != "" && hashing.ValidateDomain(r.Domain) == nil && !slices.Contains(domains, r.Domain) {
			errs = append(errs, at(fmt.Errorf("must be one of %q or have an entry in identifiers, got %q%s", domains, r.Domain, nearest.Hint(r.Domain, domains)), "rules", i, "domain"))
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
			errs = append(errs, at(fmt.Errorf("must be a detector's name%s", nearest.Hint(name, names)), "detectors", name))
		case c.Detectors[name] == ModeHash && name != "email":
			errs = append(errs, at(errors.New("must be mask or off: only emails can be hashed, got \"hash\""), "detectors", name))
		}
	}
	return errors.Join(errs...)
}

func (c *Config) validateSample() error {
	if !(c.ResidualSample >= 0 && c.ResidualSample <= 1) { // not a number is neither
		return at(fmt.Errorf("must be between 0 and 1, got %v", c.ResidualSample), "residual_sample")
	}
	return nil
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
	parts := make([]string, len(path))
	for i, part := range path {
		parts[i] = fmt.Sprint(part)
	}
	return fmt.Errorf("%s: %w", strings.Join(parts, confmap.KeyDelimiter), err)
}
