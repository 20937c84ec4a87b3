package policy

import (
	"errors"
	"fmt"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// compiledRule is a decision and the keys it is for.
type compiledRule struct {
	globs    []Glob
	decision Decision
}

func (r *compiledRule) matches(key string) bool {
	for _, g := range r.globs {
		if g.Match(key) {
			return true
		}
	}
	return false
}

// addIdentifiers compiles the user's identifiers and returns the patterns that
// find them in text.
func (p *Policy) addIdentifiers(all []Identifiers) ([]redact.Pattern, error) {
	var patterns []redact.Pattern
	for i, ids := range all {
		if err := hashing.ValidateDomain(ids.Domain); err != nil {
			return nil, fmt.Errorf("identifiers %d: %w", i, err)
		}
		globs, err := parseGlobs(ids.Attributes)
		if err != nil {
			return nil, fmt.Errorf("identifiers %d: %w", i, err)
		}
		domain := p.domain(ids.Domain)
		domain.Fold = domain.Fold || ids.Fold
		for _, re := range ids.Patterns {
			patterns = append(patterns, redact.Pattern{Domain: ids.Domain, Regexp: re})
		}
		p.owned = append(p.owned, compiledRule{globs, Decision{
			Action: Hash, Domain: domain, Target: ids.Target, Source: FromIdentifiers, learns: domain.learned,
		}})
	}
	return patterns, nil
}

// domain returns the domain of that name, making it if the user brings a new one.
func (p *Policy) domain(name string) *Domain {
	d := p.domains[name]
	if d == nil {
		d = &Domain{Name: name, learned: true}
		p.domains[name] = d
	}
	return d
}

// addRules compiles the user's rules.
func (p *Policy) addRules(all []Rule) error {
	for i, r := range all {
		globs, err := parseGlobs(r.Attributes)
		if err != nil {
			return fmt.Errorf("rule %d: %w", i, err)
		}
		d := Decision{Action: r.Action, Source: FromRule, until: r.Until, name: "rule", learns: r.Action == Baggage}
		if r.Action == Hash && r.Domain != "" {
			if d.Domain = p.domains[r.Domain]; d.Domain == nil {
				return fmt.Errorf("rule %d: unknown domain %q", i, r.Domain)
			}
			d.learns = d.Domain.learned
		}
		p.rules = append(p.rules, compiledRule{globs, d})
	}
	return nil
}

func parseGlobs(patterns []string) ([]Glob, error) {
	globs := make([]Glob, 0, len(patterns))
	for _, pattern := range patterns {
		g, err := ParseGlob(pattern)
		if err != nil {
			return nil, err
		}
		globs = append(globs, g)
	}
	if len(globs) == 0 {
		return nil, nil
	}
	return globs, nil
}

var errEmptyGlob = errors.New("must not be empty")
