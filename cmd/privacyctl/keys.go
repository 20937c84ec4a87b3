package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
)

func newKeys() *cobra.Command {
	c := newGroup("keys", "Rotate the keys of a keyring")
	c.AddCommand(newKeysAdd(), newKeysRevoke(), newKeysList())
	return c
}

// leadTime is how long after `keys add` a key takes effect unless a time is
// given: enough to distribute the file to every replica.
const leadTime = 24 * time.Hour

func newKeysAdd() *cobra.Command {
	var id string
	from := timeFlag{text: "+24h", relative: true, offset: leadTime}
	c := &cobra.Command{
		Use:   "add --keyring ring.yaml --id k2 --active-from 2026-07-01",
		Short: "Add a new key that takes effect later",
		Long: `Add puts a new random key into the keyring file. Distribute the file to every
replica before the key takes effect. Adding a key that is there already does
nothing.`,
		Example: `  privacyctl keys add --keyring ring.yaml --id k2
  privacyctl keys add --keyring ring.yaml --id k2 --active-from 2026-07-01T00:00:00Z`,
		Args: cobra.NoArgs,
	}
	rings := addRingFlags(c)
	c.Flags().StringVar(&id, "id", "", "`ID` of the new key")
	c.Flags().Var(&from, "active-from", "`time` from which the key is used")
	_ = c.MarkFlagRequired("id")
	c.RunE = func(c *cobra.Command, _ []string) error {
		if err := hashing.ValidateKeyID(id); err != nil {
			return misuse(fmt.Errorf("--id %w", err))
		}
		path, err := rings.editable()
		if err != nil {
			return err
		}
		return addKey(c, path, id, from)
	}
	return c
}

func addKey(c *cobra.Command, path, id string, from timeFlag) error {
	now := time.Now()
	added := false
	err := keyring.Update(path, func(d *keyring.Document) error {
		old, err := d.Key(id)
		if err != nil {
			return err
		}
		if old != nil {
			return sameKey(old, from)
		}
		d.Add(id, keyring.NewSecret(), from.at(now))
		added = true
		return nil
	})
	if err != nil {
		return err
	}
	if !added {
		fmt.Fprintf(c.ErrOrStderr(), "%s holds key %s already, nothing changed\n", path, id)
		return nil
	}
	ring, err := keyring.Load(path)
	if err != nil {
		return err
	}
	key := ring.Key(id)
	fmt.Fprintf(c.ErrOrStderr(), "added key %s, in force from %s, fingerprint %s\n", id, formatTime(key.ActiveFrom()), key.Fingerprint())
	if !key.ActiveFrom().After(now) {
		warn(c, fmt.Sprintf("key %s is in force already: replicas that have not read it yet still write with another key", id),
			"give the next one time to be distributed, for example --active-from +24h")
	}
	return nil
}

// sameKey tells whether a key that exists is the one that was asked for.
func sameKey(old *hashing.Key, from timeFlag) error {
	if old.Revoked() {
		return hint(fmt.Errorf("key %s exists and is revoked", old.ID()), "choose another --id: pseudonyms of the old key carry this one")
	}
	// A relative time is another one on each call, which does not make another key.
	if !from.relative && !old.ActiveFrom().Equal(from.fixed) {
		return hint(fmt.Errorf("key %s exists and is in force from %s", old.ID(), formatTime(old.ActiveFrom())),
			"choose another --id, or edit active_from in the file if no replica has it yet")
	}
	return nil
}

func newKeysRevoke() *cobra.Command {
	var id string
	var force bool
	c := &cobra.Command{
		Use:   "revoke --keyring ring.yaml --id k1",
		Short: "Never write with a key again, only look up with it",
		Long: `Revoke marks a key that has leaked. Nothing is written with it from then on, old
records included; pseudonyms that it made are still recognized and looked up.
The last key that may write cannot be revoked, and the key in force only with
--force if no other one takes its place at once: all identifiers would be masked
until the next key takes effect. Add another one first.`,
		Example: `  privacyctl keys add --keyring ring.yaml --id k2 --active-from -1h
  privacyctl keys revoke --keyring ring.yaml --id k1`,
		Args: cobra.NoArgs,
	}
	rings := addRingFlags(c)
	c.Flags().StringVar(&id, "id", "", "`ID` of the key")
	c.Flags().BoolVar(&force, "force", false, "revoke the key in force even if no other one takes its place yet")
	_ = c.MarkFlagRequired("id")
	c.RunE = func(c *cobra.Command, _ []string) error {
		path, err := rings.editable()
		if err != nil {
			return err
		}
		return revokeKey(c, path, id, force)
	}
	return c
}

func revokeKey(c *cobra.Command, path, id string, force bool) error {
	now := time.Now()
	addFirst := fmt.Sprintf("privacyctl keys add --keyring %s --id NEW --active-from -1h", path)
	err := keyring.Update(path, func(d *keyring.Document) error {
		before, _ := d.Ring() // a ring without a usable key has none in force
		if !d.Revoke(id) {
			return hint(fmt.Errorf("there is no key %q", id), "see: privacyctl keys list --keyring %s", path)
		}
		after, err := d.Ring()
		switch {
		case errors.Is(err, hashing.ErrNoKey):
			return hint(fmt.Errorf("key %s is the last that may write", id), "first: %s", addFirst)
		case err != nil:
			return err
		case !force && before != nil && before.At(now, now) != nil && after.At(now, now) == nil:
			return hint(fmt.Errorf("key %s is in force and no other one takes its place yet: all identifiers would be masked", id),
				"first: %s; or --force", addFirst)
		}
		return nil
	})
	if err != nil {
		return err
	}
	ring, err := keyring.Load(path)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "key %s is revoked: it is used to look up, never to write\n", id)
	if ring.At(now, now) == nil {
		warn(c, "no key is in force now: identifiers will be masked, not hashed", addFirst)
	}
	return nil
}

func formatTime(t time.Time) string {
	if t.IsZero() {
		return "always"
	}
	return t.UTC().Format(time.RFC3339)
}
