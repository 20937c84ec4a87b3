package lookup

import (
	"errors"
	"fmt"
	"io/fs"
	"time"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/config/configopaque"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
)

// KeyringConfig is where the keys are, in the words of the processor.
type KeyringConfig struct {
	// File is a keyring file, watched and reloaded.
	File string `mapstructure:"file"`
	// Keys are inline keys; either these or File.
	Keys []KeyConfig `mapstructure:"keys"`
}

// KeyConfig is one inline key.
type KeyConfig struct {
	ID         string              `mapstructure:"id"`
	Secret     configopaque.String `mapstructure:"secret"`
	ActiveFrom time.Time           `mapstructure:"active_from"`
	Revoked    bool                `mapstructure:"revoked"`
}

// Validate refuses a keyring that has both forms, or none.
func (c *KeyringConfig) Validate() error {
	if (c.File == "") == (len(c.Keys) == 0) {
		return errors.New("must have either file or keys")
	}
	if c.File != "" {
		return nil
	}
	_, err := c.ring()
	return err
}

func (c *KeyringConfig) ring() (*hashing.Ring, error) {
	var keys []*hashing.Key
	for i, k := range c.Keys {
		secret, err := hashing.ParseSecret(string(k.Secret))
		if err != nil {
			return nil, fmt.Errorf("keys::%d::secret: %w", i, err)
		}
		key, err := hashing.NewKey(hashing.KeySettings{ID: k.ID, Secret: secret, ActiveFrom: k.ActiveFrom, Revoked: k.Revoked})
		if err != nil {
			return nil, fmt.Errorf("keys::%d: %w", i, err)
		}
		keys = append(keys, key)
	}
	return hashing.NewRing(keys...)
}

// open returns the ring in force, which follows the file.
func (c *KeyringConfig) open(set component.TelemetrySettings) (*keyring.Source, error) {
	if c.File == "" {
		ring, err := c.ring()
		if err != nil {
			return nil, fmt.Errorf("keyring: %w", err)
		}
		return keyring.Static(ring), nil
	}
	return keyring.Open(c.File, keyring.Notify{
		Failed: func(err error) {
			set.Logger.Error("keyring file is bad; the keys read before stay in force", zap.Error(err))
		},
		Exposed: func(path string, mode fs.FileMode) {
			set.Logger.Warn("keyring file can be read by others: chmod 600", zap.String("path", path), zap.Stringer("mode", mode))
		},
	})
}

// periodSlack widens a key's period: a record may carry a time up to an hour
// ahead, and resource attributes take the earliest record below them.
const periodSlack = time.Hour

// keysFor returns the keys that may have made pseudonyms of records between
// from and to, revoked ones too, in the ring's order. A key's period ends where
// that of the next key begins, unless that one was revoked since: then this one
// may have stood in for it.
func keysFor(ring *hashing.Ring, from, to time.Time) []*hashing.Key {
	var out []*hashing.Key
	for _, k := range ring.Keys() {
		if k.ActiveFrom().After(to.Add(periodSlack)) {
			continue
		}
		ended := false
		for _, next := range ring.Keys() {
			if !next.Revoked() && next.ActiveFrom().After(k.ActiveFrom()) && next.ActiveFrom().Before(from.Add(-periodSlack)) {
				ended = true
			}
		}
		if !ended {
			out = append(out, k)
		}
	}
	return out
}
