package redact

import (
	"fmt"
	"strings"

	"github.com/spf13/viper"
	"github.com/zricethezav/gitleaks/v8/config"
)

// loadGitleaks reads the rules that gitleaks ships inside its module, so that an upgrade of the module
// brings new rules. Rules that only look at file names are left out: a telemetry value has none.
//
// The rules' own regular expressions are not compiled here; see [rule].
func loadGitleaks() ([]*rule, error) {
	v := viper.New() // an instance of our own: viper's global one belongs to the program
	v.SetConfigType("toml")
	if err := v.ReadConfig(strings.NewReader(config.DefaultConfig)); err != nil {
		return nil, fmt.Errorf("read gitleaks rules: %w", err)
	}
	var c config.ViperConfig
	if err := v.Unmarshal(&c); err != nil {
		return nil, fmt.Errorf("decode gitleaks rules: %w", err)
	}
	global := allowlists{}
	if a := c.AllowList; a != nil { //nolint:staticcheck // rules may still use the old form
		global.add(a.Condition, a.RegexTarget, a.Regexes, a.StopWords, len(a.Paths) > 0)
	}
	for _, a := range c.Allowlists {
		if len(a.TargetRules) == 0 {
			global.add(a.Condition, a.RegexTarget, a.Regexes, a.StopWords, len(a.Paths) > 0)
		}
	}
	rules := make([]*rule, 0, len(c.Rules))
	for _, r := range c.Rules {
		if r.Regex == "" {
			continue
		}
		out := &rule{
			id:       r.ID,
			source:   r.Regex,
			group:    r.SecretGroup,
			entropy:  r.Entropy,
			keywords: lowered(r.Keywords),
			global:   &global,
		}
		if a := r.AllowList; a != nil {
			out.allow.add(a.Condition, a.RegexTarget, a.Regexes, a.StopWords, len(a.Paths) > 0)
		}
		for _, a := range r.Allowlists {
			out.allow.add(a.Condition, a.RegexTarget, a.Regexes, a.StopWords, len(a.Paths) > 0)
		}
		for _, a := range c.Allowlists {
			for _, target := range a.TargetRules {
				if target == r.ID {
					out.allow.add(a.Condition, a.RegexTarget, a.Regexes, a.StopWords, len(a.Paths) > 0)
				}
			}
		}
		if err := out.prepare(); err != nil {
			return nil, fmt.Errorf("gitleaks rule %s: %w", r.ID, err)
		}
		rules = append(rules, out)
	}
	return rules, nil
}

func lowered(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ToLower(w)
	}
	return out
}
