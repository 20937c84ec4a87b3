package catalog

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Read reads a catalog that was written as JSON.
func Read(r io.Reader) (*Catalog, error) {
	c := &Catalog{index: map[string]*Entry{}}
	if err := json.NewDecoder(r).Decode(c); err != nil {
		return nil, errors.New("it must be a catalog in JSON, as `privacyctl catalog --format json` writes it")
	}
	if len(c.Entries) == 0 {
		return nil, errors.New("it must be a catalog with entries")
	}
	for _, e := range c.Entries {
		c.index[e.Attribute] = e
	}
	return c, nil
}

// strength orders the actions by how much they take out of a value.
var strength = map[string]int{
	"keep": 0, "scan": 1, "url": 2, "baggage": 2, "tracestate": 2, "cookie": 2, "truncate_ip": 3, "sql": 3,
	"hash": 4, "mask": 5, "drop": 6,
}

// Compare tells in what c protects less than the baseline did, one message for
// each: attributes that the baseline did not know, weaker actions, detectors
// that no longer look.
func (c *Catalog) Compare(baseline *Catalog) []string {
	var faults []string
	if gone := missing(baseline.Detectors, c.Detectors); len(gone) > 0 {
		faults = append(faults, "detectors no longer run: "+strings.Join(gone, ", "))
	}
	for _, e := range c.Entries {
		old := baseline.index[e.Attribute]
		switch {
		case old == nil:
			faults = append(faults, fmt.Sprintf("%s is new: %s, decided by %s", e.Attribute, e.Action, e.Source))
		case strength[e.Action] < strength[old.Action]:
			faults = append(faults, fmt.Sprintf("%s is weaker: it was %s and is %s", e.Attribute, old.Action, e.Action))
		case e.Condition != "" && e.Condition != old.Condition:
			faults = append(faults, fmt.Sprintf("%s is weaker: it holds only for %s", e.Attribute, e.Condition))
		case e.Action == "keep" && old.Until != "" && (e.Until == "" || e.Until > old.Until):
			faults = append(faults, fmt.Sprintf("%s is weaker: it is kept longer than until %s", e.Attribute, old.Until))
		}
	}
	return faults
}

// missing are the items of a that b lacks.
func missing(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool { return slices.Contains(b, s) })
}
