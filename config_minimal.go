package privacyprocessor

import (
	"errors"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
	sanitizer "github.com/otel-privacy/privacyprocessor/processor"
)

// This file stands in for config.go and compile.go until they exist: it knows a
// keyring and report_only. Delete it when they come.

// Config is what a user writes.
type Config struct {
	Keyring    Keyring `mapstructure:"keyring"`
	ReportOnly bool    `mapstructure:"report_only"`
}

// Keyring is where the keys come from.
type Keyring struct {
	File string `mapstructure:"file"`
	Keys []Key  `mapstructure:"keys"`
}

// Key is one key of an inline keyring.
type Key struct {
	ID         string              `mapstructure:"id"`
	Secret     configopaque.String `mapstructure:"secret"`
	ActiveFrom string              `mapstructure:"active_from"`
	Revoked    bool                `mapstructure:"revoked"`
}

func createDefaultConfig() component.Config { return &Config{} }

// compile turns what the user wrote into what runs.
func (c *Config) compile() (sanitizer.Settings, error) {
	ring, err := c.Keyring.ring()
	if err != nil {
		return sanitizer.Settings{}, err
	}
	rules, err := policy.New(policy.Settings{KnownKey: func(id string) bool { return ring.Key(id) != nil }})
	if err != nil {
		return sanitizer.Settings{}, err
	}
	return sanitizer.Settings{Policy: rules, Ring: func() *hashing.Ring { return ring }, ReportOnly: c.ReportOnly}, nil
}

func (k *Keyring) ring() (*hashing.Ring, error) {
	if k.File != "" {
		return keyring.Load(k.File)
	}
	if len(k.Keys) == 0 {
		return nil, errors.New("keyring: must name a file or hold keys")
	}
	var keys []*hashing.Key
	for _, key := range k.Keys {
		secret, err := hashing.ParseSecret(string(key.Secret))
		if err != nil {
			return nil, err
		}
		s := hashing.KeySettings{ID: key.ID, Secret: secret, Revoked: key.Revoked}
		if key.ActiveFrom != "" {
			if s.ActiveFrom, err = keyring.ParseTime(key.ActiveFrom); err != nil {
				return nil, err
			}
		}
		made, err := hashing.NewKey(s)
		if err != nil {
			return nil, err
		}
		keys = append(keys, made)
	}
	return hashing.NewRing(keys...)
}
