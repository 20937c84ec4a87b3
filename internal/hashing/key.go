package hashing

import (
	"bytes"
	"crypto/hkdf"
	"crypto/sha256"
	"encoding/base32"
	"errors"
	"fmt"
	"log/slog"
	"time"
)

// KeySettings is what a key is made of.
type KeySettings struct {
	// ID stands in every pseudonym the key makes. It matches
	// [a-z0-9][a-z0-9-]*.
	ID string
	// Secret is at least [MinSecretSize] random bytes; see [ParseSecret].
	Secret []byte `json:"-"`
	// ActiveFrom is when the key takes effect. The zero time: always.
	ActiveFrom time.Time
	// Revoked keys are never used to write, only to look up.
	Revoked bool
}

// Format prints the settings without the secret, whatever the verb.
func (s KeySettings) Format(f fmt.State, _ rune) {
	fmt.Fprintf(f, "{ID:%s Secret:[%d bytes]}", s.ID, len(s.Secret))
}

// LogValue gives a structured logger the settings without the secret.
func (s KeySettings) LogValue() slog.Value {
	return slog.GroupValue(slog.String("id", s.ID), slog.Int("secret_bytes", len(s.Secret)))
}

// Key is one HMAC secret with its ID and period. It has no form, printed or
// encoded, that holds the secret. Make it with [NewKey]; it never changes.
type Key struct {
	id          string
	activeFrom  time.Time
	revoked     bool
	fingerprint string

	// derive holds the secret, subkey the cache: closures print as addresses.
	derive func(info string, size int) ([]byte, error)
	subkey func(k *Key, tenant, domain string) *Subkey
}

const (
	pseudonymInfo   = "privacyprocessor/pseudonym/v1\x00"
	fingerprintInfo = "privacyprocessor/fingerprint/v1\x00"

	fingerprintSize = 5 // bytes; 8 characters: enough to tell the keys of a fleet apart
)

// base32Lower is lower-case base32 without padding. Not hexadecimal: one in 23
// hexadecimal digests holds 13 digits in a row and is taken for a card number
// downstream.
var base32Lower = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// NewKey makes a key of s, which it does not keep. Several faults are joined;
// each message starts with the YAML key it is about.
func NewKey(s KeySettings) (*Key, error) {
	var errs []error
	if err := ValidateKeyID(s.ID); err != nil {
		errs = append(errs, fmt.Errorf("id %w", err))
	}
	if err := checkSecret(s.Secret); err != nil {
		errs = append(errs, fmt.Errorf("secret %w", err))
	}
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	secret := bytes.Clone(s.Secret)
	derive := func(info string, size int) ([]byte, error) {
		return hkdf.Key(sha256.New, secret, nil, info, size)
	}
	public, err := derive(fingerprintInfo, fingerprintSize)
	if err != nil {
		return nil, fmt.Errorf("derive fingerprint: %w", err)
	}
	return &Key{
		id:          s.ID,
		activeFrom:  s.ActiveFrom,
		revoked:     s.Revoked,
		fingerprint: base32Lower.EncodeToString(public),
		derive:      derive,
		subkey:      newCache(maxSubkeys).subkey,
	}, nil
}

// ID is the key's name; it stands in every pseudonym the key makes.
func (k *Key) ID() string { return k.id }

// ActiveFrom is when the key takes effect; the zero time means always.
func (k *Key) ActiveFrom() time.Time { return k.activeFrom }

// Revoked tells whether the key may only be used to look up.
func (k *Key) Revoked() bool { return k.revoked }

// Fingerprint is 8 characters that tell secrets apart and reveal nothing
// about them. Equal secrets have equal fingerprints, whatever their IDs.
func (k *Key) Fingerprint() string { return k.fingerprint }

// Subkey is what makes the pseudonyms of one domain for one tenant ("" where
// tenants are not configured). It is derived once and kept in a bounded cache
// that is read without a lock and, on a hit, without allocating.
//
// It is nil, whose pseudonyms are empty, if domain does not match
// [a-z][a-z0-9]* or either is 64 KiB or longer: the contract has no subkey
// for them.
func (k *Key) Subkey(tenant, domain string) *Subkey { return k.subkey(k, tenant, domain) }

// newSubkey derives a subkey from the secret.
func (k *Key) newSubkey(tenant, domain string) *Subkey {
	if len(tenant) > maxField || len(domain) > maxField || ValidateDomain(domain) != nil {
		return nil
	}
	info := make([]byte, 0, len(pseudonymInfo)+2+len(tenant)+2+len(domain))
	info = append(info, pseudonymInfo...)
	// Each field carries its length, so ("ab", "c") and ("a", "bc") never
	// derive alike.
	info = appendField(appendField(info, tenant), domain)
	secret, err := k.derive(string(info), sha256.Size)
	if err != nil {
		return nil // cannot happen for 32 bytes; no subkey, no pseudonym
	}
	return newSubkey(k.id, domain, secret)
}

// maxField is the longest tenant or domain whose length fits 16 bits.
const maxField = 1<<16 - 1

func appendField(dst []byte, field string) []byte {
	dst = append(dst, byte(len(field)>>8), byte(len(field)))
	return append(dst, field...)
}
