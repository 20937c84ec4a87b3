// Package catalog lists what a policy does with each attribute, for the people
// who answer for it: the record of processing that a privacy officer keeps, the
// difference that a change of the configuration makes.
//
// Start with [New], add what telemetry really holds with [Catalog.Observe], and
// write it with one of the Write functions. The JSON form is also what
// [Catalog.Compare] reads: its fields keep their names and meanings between
// releases.
package catalog

import (
	"slices"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// Catalog is the list. It is not safe for concurrent use.
type Catalog struct {
	Processor string   `json:"processor"`
	Level     string   `json:"level"`
	Detectors []string `json:"detectors"` // that run on every text that is scanned
	Observed  int      `json:"observed_records,omitempty"`
	Entries   []*Entry `json:"entries"` // sorted by attribute

	policy  *policy.Policy
	written []Written
	index   map[string]*Entry
}

// Entry is one attribute, or a family of them.
type Entry struct {
	Attribute string   `json:"attribute"` // attribute key; ** and * as in the configuration
	Places    []string `json:"places,omitempty"`
	Action    string   `json:"action"`
	Domain    string   `json:"domain,omitempty"`      // of the pseudonym
	Target    string   `json:"target,omitempty"`      // attribute that takes it
	Masked    string   `json:"placeholder,omitempty"` // what stands instead
	Detectors []string `json:"detectors,omitempty"`   // that look at the value
	Condition string   `json:"condition,omitempty"`   // for which values; the others are scanned
	Level     string   `json:"level"`                 // of the policy
	Source    string   `json:"source"`
	Rule      string   `json:"rule,omitempty"` // path in the configuration
	Reason    string   `json:"reason,omitempty"`
	Until     string   `json:"until,omitempty"`
	Seen      *Seen    `json:"seen,omitempty"`
}

// Seen is what was observed of an attribute. Times are those of the records
// (batches) that held it.
type Seen struct {
	Count    int64     `json:"count"`
	First    time.Time `json:"first,omitzero"`
	Last     time.Time `json:"last,omitzero"`
	Services []string  `json:"services,omitempty"`
}

// Written is an entry of the user's configuration: a rule or identifiers.
type Written struct {
	Path       string // processors::privacy::rules::0
	Attributes []string
	Reason     string
	Until      time.Time
}

// Settings are what a catalog is made from.
type Settings struct {
	Processor string
	Policy    *policy.Policy
	Written   []Written // in the order in which the policy asks them
}

// levels are the words of the configuration.
var levels = map[policy.Level]string{policy.Default: "default", policy.Strict: "strict", policy.Stricter: "stricter"}

// sources are the words of the catalog.
var sources = map[policy.Source]string{
	policy.FromTable:       "semantic convention",
	policy.FromSegments:    "built-in",
	policy.FromRule:        "rule",
	policy.FromIdentifiers: "identifiers",
	policy.FromDefault:     "none",
	policy.FromLevel:       "level",
}

// New lists what the configuration and the built-in table name.
func New(s Settings) *Catalog {
	c := &Catalog{
		Processor: s.Processor, Level: levels[s.Policy.Level()], Detectors: s.Policy.Detectors(),
		policy: s.Policy, written: s.Written, index: map[string]*Entry{},
	}
	for _, w := range s.Written {
		for _, attribute := range w.Attributes {
			c.entryOf(attribute, s.Policy.Decide(attribute))
		}
	}
	for _, key := range policy.Keys() {
		c.entryOf(key, s.Policy.Decide(key))
	}
	return c
}

// entryOf returns the entry of an attribute key or pattern, made of the
// decision if there is none yet.
func (c *Catalog) entryOf(attribute string, d *policy.Decision) *Entry {
	if e := c.index[attribute]; e != nil {
		return e
	}
	e := c.describe(attribute, d)
	c.index[attribute] = e
	at, _ := slices.BinarySearchFunc(c.Entries, e.Attribute, func(e *Entry, key string) int { return strings.Compare(e.Attribute, key) })
	c.Entries = slices.Insert(c.Entries, at, e)
	return e
}

func (c *Catalog) describe(attribute string, d *policy.Decision) *Entry {
	e := &Entry{
		Attribute: attribute, Action: d.Action.String(), Target: d.Target, Masked: d.Placeholder(),
		Condition: d.Condition(), Level: c.Level, Source: sources[d.Source],
	}
	if d.Domain != nil {
		e.Domain = d.Domain.Name
	}
	if looksInside(d.Action) || e.Condition != "" && d.Action != policy.Keep {
		e.Detectors = c.Detectors
	}
	if w := c.rule(attribute, d.Source); w != nil {
		e.Rule, e.Reason = w.Path, w.Reason
		if !w.Until.IsZero() {
			e.Until = w.Until.UTC().Format(time.RFC3339)
		}
	}
	return e
}

// looksInside says that an action reads the value for findings.
func looksInside(a policy.Action) bool {
	switch a {
	case policy.Scan, policy.URL, policy.SQL, policy.Baggage, policy.TraceState, policy.Cookie:
		return true
	default:
		return false
	}
}

// rule finds the entry of the configuration behind a decision.
func (c *Catalog) rule(attribute string, source policy.Source) *Written {
	part := map[policy.Source]string{policy.FromRule: "::rules::", policy.FromIdentifiers: "::identifiers::"}[source]
	if part == "" {
		return nil
	}
	for i := range c.written {
		w := &c.written[i]
		if strings.Contains(w.Path, part) && matches(w.Attributes, attribute) {
			return w
		}
	}
	return nil
}

func matches(patterns []string, attribute string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		g, err := policy.ParseGlob(pattern)
		return err == nil && (pattern == attribute || g.Match(attribute))
	})
}

// Explain is the entry of one attribute key, whether it is in the catalog or not.
func (c *Catalog) Explain(key string) *Entry { return c.describe(key, c.policy.Decide(key)) }

// Free is what happens to texts that have no attribute key: names and messages.
func (c *Catalog) Free() *Entry {
	return &Entry{Action: policy.Scan.String(), Detectors: c.Detectors, Level: c.Level, Source: "text"}
}
