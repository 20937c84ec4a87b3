package privacyprocessor

import (
	"errors"
	"fmt"
	"regexp"
	"time"

	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
	"github.com/otel-privacy/privacyprocessor/processor"
)

// compiled is what runs of a configuration: settings that lack only the
// telemetry, and the source of the keys, which its owner must close.
type compiled struct {
	settings processor.Settings
	keys     *keyring.Source
}

// reloads tells how often a changed keyring file took effect, and how often not.
func (c *compiled) reloads() (loaded, failed int64) {
	status := c.keys.Status()
	return status.Reloads, status.Failures
}

// compile turns what the user wrote into what runs. It logs which keys are in
// force, never their secrets. An error starts with the YAML key it is about.
func (c *Config) compile(logger *zap.Logger) (*compiled, error) {
	keys, err := c.Keyring.Open(logger)
	if err != nil {
		return nil, at(err, "keyring")
	}
	rules, err := c.compilePolicy(func(id string) bool { return keys.Ring().Key(id) != nil })
	if err != nil {
		return nil, errors.Join(err, keys.Close())
	}
	logKeys(logger, "Pseudonyms are made with these keys.", keys.Ring())
	if c.ReportOnly {
		logger.Warn("report_only is on: raw identifiers, emails and secrets pass unchanged. Findings are only counted.")
	}
	return &compiled{
		settings: processor.Settings{
			Policy:         rules,
			Ring:           keys.Ring,
			Tenant:         c.tenant(),
			ReportOnly:     c.ReportOnly,
			ClientMetadata: c.ClientMetadata.compile(),
			Marks:          c.Summary.compile(),
			ResidualSample: c.ResidualSample,
			Logger:         logger,
		},
		keys: keys,
	}, nil
}

// Open makes the keyring, or reads the file and watches it until the source is
// closed. All that name one file share it.
func (k *KeyringConfig) Open(logger *zap.Logger) (*keyring.Source, error) {
	if k.File != "" {
		return keyring.Open(k.File, notify(logger))
	}
	keys := make([]*hashing.Key, 0, len(k.Keys))
	for i, kc := range k.Keys {
		secret, err := hashing.ParseSecret(string(kc.Secret))
		if err != nil {
			return nil, at(err, "keys", i, "secret")
		}
		key, err := hashing.NewKey(hashing.KeySettings{
			ID: kc.ID, Secret: secret, ActiveFrom: kc.ActiveFrom.at, Revoked: kc.Revoked,
		})
		if err != nil {
			return nil, at(err, "keys", i)
		}
		keys = append(keys, key)
	}
	ring, err := hashing.NewRing(keys...)
	if err != nil {
		return nil, at(err, "keys")
	}
	return keyring.Static(ring), nil
}

// Policy compiles everything but the keys, for what lists and explains a policy:
// it makes no pseudonyms and takes none for its own.
func (c *Config) Policy() (*policy.Policy, error) {
	return c.compilePolicy(func(string) bool { return false })
}

// compilePolicy compiles everything but the keys. Of those it needs to know, at
// any time, which IDs there are.
func (c *Config) compilePolicy(knownKey func(id string) bool) (*policy.Policy, error) {
	s := policy.Settings{
		Level:     c.Level.compile(),
		Detectors: make(map[string]policy.Mode, len(c.Detectors)),
		KnownKey:  knownKey,
		Now:       c.now,
	}
	for _, ids := range c.Identifiers {
		s.Identifiers = append(s.Identifiers, policy.Identifiers{
			Domain: ids.Domain, Attributes: ids.Attributes, Patterns: regexps(ids.Patterns), Fold: ids.Fold, Target: ids.Target,
		})
	}
	for i, r := range c.Rules {
		action, ok := policy.ParseAction(string(r.Action))
		if !ok {
			return nil, at(r.Action.Validate(), "rules", i, "action")
		}
		s.Rules = append(s.Rules, policy.Rule{Attributes: r.Attributes, Action: action, Domain: r.Domain, Until: r.Until.at})
	}
	for name, mode := range c.Detectors {
		s.Detectors[name] = mode.compile()
	}
	for _, d := range c.CustomDetectors {
		s.Custom = append(s.Custom, d.compile())
	}
	return policy.New(s)
}

// tenant is where the tenant is read; the zero value without tenants.
func (c *Config) tenant() processor.Tenant {
	t := c.Tenant.Get()
	if t == nil {
		return processor.Tenant{}
	}
	return processor.Tenant{Attribute: t.Attribute, Metadata: t.Metadata, Allowed: t.Allowed}
}

func (d *CustomDetectorConfig) compile() redact.Custom {
	return redact.Custom{
		Name: d.Name, Pattern: d.Pattern.re, Keywords: d.Keywords, Check: string(d.Check),
		MustMatch: d.MustMatch, MustNotMatch: d.MustNotMatch,
	}
}

func (l Level) compile() policy.Level {
	switch l {
	case LevelDefault:
		return policy.Default
	case LevelStrict:
		return policy.Strict
	default:
		return policy.Stricter // a level that nobody validated must not be a lax one
	}
}

func (m Mode) compile() policy.Mode {
	switch m {
	case ModeHash:
		return policy.ModeHash
	case ModeOff:
		return policy.ModeOff
	default:
		return policy.ModeMask
	}
}

func (c ClientMetadata) compile() processor.ClientMetadata {
	switch c {
	case ClientMetadataBaggage:
		return processor.BaggageMetadata
	case ClientMetadataOff:
		return processor.NoMetadata
	default:
		return processor.AllMetadata // a choice that nobody validated must not be a lax one
	}
}

func (s Summary) compile() processor.Marks {
	switch s {
	case SummaryCounts:
		return processor.CountMarks
	case SummaryRules:
		return processor.RuleMarks
	default:
		return processor.NoMarks
	}
}

func regexps(patterns []Pattern) []*regexp.Regexp {
	res := make([]*regexp.Regexp, len(patterns))
	for i, p := range patterns {
		res[i] = p.re
	}
	return res
}

// logKeys writes which keys there are, so that replicas with different ones are seen.
func logKeys(logger *zap.Logger, message string, ring *hashing.Ring) {
	inForce := "none"
	now := time.Now()
	if key := ring.At(now, now); key != nil {
		inForce = key.ID()
	}
	keys := make([]string, 0, len(ring.Keys()))
	for _, key := range ring.Keys() {
		state := "active"
		switch {
		case key.Revoked():
			state = "revoked"
		case key.ActiveFrom().After(now):
			state = "from " + key.ActiveFrom().UTC().Format(time.RFC3339)
		}
		keys = append(keys, fmt.Sprintf("%s (%s, %s)", key.ID(), key.Fingerprint(), state))
	}
	logger.Info(message, zap.String("in_force", inForce), zap.Strings("keys", keys))
}
