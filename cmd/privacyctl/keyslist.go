package main

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

const (
	day = 24 * time.Hour

	// A key should stop writing after one year and must after two: NIST SP
	// 800-57 Part 1 Rev. 5, section 5.3.6, bounds the originator usage period
	// of symmetric authentication keys at two years.
	warnAge = 365 * day
	maxAge  = 2 * 365 * day
)

// keyState is what a key is used for.
type keyState string

const (
	stateInForce  keyState = "in force" // writes records of now
	stateWaiting  keyState = "waiting"  // will, from active_from
	stateReplaced keyState = "replaced" // writes late records only; looks up
	stateRevoked  keyState = "revoked"  // looks up
)

// listedKey is one line of the list.
type listedKey struct {
	ID          string     `json:"id"`
	ActiveFrom  *time.Time `json:"active_from,omitempty"`
	State       keyState   `json:"state"`
	AgeDays     *int       `json:"age_days,omitempty"`
	Fingerprint string     `json:"fingerprint"`
}

func newKeysList() *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "list --keyring ring.yaml",
		Short: "List the keys, their state, age and fingerprint",
		Long: `List prints no secret. It warns if the key in force is older than one year and
fails if it is older than two. Replicas whose fingerprints differ for one ID
make different pseudonyms.`,
		Example: `  privacyctl keys list --keyring ring.yaml
  privacyctl keys list --config collector.yaml --json`,
		Args: cobra.NoArgs,
	}
	rings := addRingFlags(c)
	c.Flags().BoolVar(&asJSON, "json", false, "print a JSON array")
	c.RunE = func(c *cobra.Command, _ []string) error {
		source, err := rings.source()
		if err != nil {
			return err
		}
		ring, err := source.ring()
		if err != nil {
			return err
		}
		now := time.Now()
		if err := printKeys(c.OutOrStdout(), listKeys(ring, now), asJSON); err != nil {
			return err
		}
		warnTwins(c, ring)
		return checkAge(c, ring.At(now, now), now)
	}
	return c
}

func listKeys(ring *hashing.Ring, now time.Time) []listedKey {
	keys := ring.Keys()
	list := make([]listedKey, len(keys))
	for i, k := range keys {
		list[i] = listedKey{ID: k.ID(), State: stateOf(k, ring, now), Fingerprint: k.Fingerprint()}
		if from := k.ActiveFrom(); !from.IsZero() {
			list[i].ActiveFrom = &from
			if !from.After(now) {
				days := int(now.Sub(from) / day)
				list[i].AgeDays = &days
			}
		}
	}
	return list
}

func stateOf(k *hashing.Key, ring *hashing.Ring, now time.Time) keyState {
	switch {
	case k.Revoked():
		return stateRevoked
	case k.ActiveFrom().After(now):
		return stateWaiting
	case k == ring.At(now, now):
		return stateInForce
	default:
		return stateReplaced
	}
}

func printKeys(w io.Writer, list []listedKey, asJSON bool) error {
	if asJSON {
		e := json.NewEncoder(w)
		e.SetIndent("", "  ")
		return e.Encode(list)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "ID\tACTIVE FROM\tSTATE\tAGE\tFINGERPRINT")
	for _, k := range list {
		from, age := "always", "-"
		if k.ActiveFrom != nil {
			from = formatTime(*k.ActiveFrom)
		}
		if k.AgeDays != nil {
			age = fmt.Sprintf("%d days", *k.AgeDays)
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", k.ID, from, k.State, age, k.Fingerprint)
	}
	return t.Flush()
}

// checkAge judges the key in force: one that is replaced no longer protects
// anything new.
func checkAge(c *cobra.Command, k *hashing.Key, now time.Time) error {
	const advice = "privacyctl keys add, then distribute the file"
	if k == nil {
		warn(c, "no key is in force now: identifiers are masked, not hashed", advice)
		return nil
	}
	if k.ActiveFrom().IsZero() {
		return nil // its age is not known
	}
	switch age := now.Sub(k.ActiveFrom()); {
	case age >= maxAge:
		return hint(fmt.Errorf("key %s must be in force for at most two years, it is since %s", k.ID(), formatTime(k.ActiveFrom())), advice)
	case age >= warnAge:
		warn(c, fmt.Sprintf("key %s is in force for more than a year, since %s", k.ID(), formatTime(k.ActiveFrom())), advice)
	}
	return nil
}

// warnTwins finds keys that share a secret: rotating to one's own secret
// rotates nothing.
func warnTwins(c *cobra.Command, ring *hashing.Ring) {
	first := map[string]string{}
	for _, k := range ring.Keys() {
		if twin, ok := first[k.Fingerprint()]; ok {
			warn(c, fmt.Sprintf("keys %s and %s have the same secret", twin, k.ID()), "")
			continue
		}
		first[k.Fingerprint()] = k.ID()
	}
}
