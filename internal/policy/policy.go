// Package policy decides what happens to an attribute, by its key, and carries
// the decision out on one value at a time.
//
// A [Policy] is compiled once with [New] from the built-in table, the segments
// of keys and the user's rules; it is immutable and safe for concurrent use.
// [Policy.Decide] gives the [Decision] about one attribute key. A [Session] is
// one worker's scratch: it applies decisions to texts, numbers and bytes and
// keeps count in its [Tally]. The package knows neither YAML nor the shape of
// telemetry.
package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// Settings is what a policy is compiled from. The zero value is the built-in
// policy at level default.
type Settings struct {
	Level       Level
	Identifiers []Identifiers   // added to the built-in table
	Rules       []Rule          // asked before everything else; the first match wins
	Detectors   map[string]Mode // by the detector's name; absent: its level decides
	Custom      []redact.Custom

	// KnownKey reports whether the keyring has, or had, the key with that ID:
	// pseudonyms that it made pass unchanged. It must be safe for concurrent use.
	// Nil: no pseudonym passes unchanged.
	KnownKey func(id string) bool

	// Now is the clock that ends rules with [Rule.Until]. Nil: [time.Now].
	Now func() time.Time
}

// Identifiers are attributes and texts that hold raw identifiers of one domain.
type Identifiers struct {
	Domain     string
	Attributes []string         // globs over attribute keys
	Patterns   []*regexp.Regexp // raw identifiers anywhere in text
	Fold       bool             // case does not distinguish identifiers
	Target     string           // attribute key that takes the pseudonym; empty: it stays where it is
}

// Rule overrides what happens to attributes.
type Rule struct {
	Attributes []string // globs over attribute keys
	Action     Action
	Domain     string    // of Hash; empty: the domain that the key has without the rule, or `ref`
	Until      time.Time // when the rule ends; zero: never
}

// Mode is what happens to the findings of one detector.
type Mode uint8

// The modes of a detector.
const (
	ModeMask Mode = iota
	ModeHash      // emails only: findings get a pseudonym in domain email
	ModeOff
)

// Policy is a compiled policy. It is safe for concurrent use.
type Policy struct {
	level     Level
	now       func() time.Time
	rules     []compiledRule
	owned     []compiledRule // from Settings.Identifiers
	domains   map[string]*Domain
	email     Mode
	scrubber  *redact.Scrubber
	protected func(string) bool
	cache     cache
	unnamed   unnamed
	distinct  *Distinct
}

// New compiles a policy. It fails if a domain, glob or pattern is not valid.
func New(s Settings) (*Policy, error) {
	p := &Policy{level: s.Level, now: s.Now, domains: builtinDomains(), email: s.Detectors["email"], distinct: newDistinct()}
	if p.now == nil {
		p.now = time.Now
	}
	p.cache.init()
	patterns, err := p.addIdentifiers(s.Identifiers)
	if err != nil {
		return nil, err
	}
	if err := p.addRules(s.Rules); err != nil {
		return nil, err
	}
	for i, name := range slices.Sorted(maps.Keys(p.domains)) {
		p.domains[name].index = i
	}
	p.protected = p.protector(s.KnownKey)
	p.scrubber, err = redact.New(redact.Settings{
		Level:     redact.Level(s.Level),
		On:        named(s.Detectors, ModeMask),
		Off:       named(s.Detectors, ModeOff),
		Custom:    s.Custom,
		Patterns:  patterns,
		Protected: p.protected,
	})
	if err != nil {
		return nil, fmt.Errorf("compile detectors: %w", err)
	}
	return p, nil
}

// protector returns the test for pseudonyms of our own: of a domain and a key
// that we know.
func (p *Policy) protector(knownKey func(string) bool) func(string) bool {
	return func(token string) bool {
		domain, keyID, ok := hashing.Parse(token)
		return ok && knownKey != nil && p.domains[domain] != nil && knownKey(keyID)
	}
}

// named lists the detectors that a mode was set for.
func named(modes map[string]Mode, mode Mode) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(modes)) {
		if modes[name] == mode {
			names = append(names, name)
		}
	}
	return names
}

// Distinct estimates how many identifiers and pseudonyms there were.
func (p *Policy) Distinct() *Distinct { return p.distinct }
