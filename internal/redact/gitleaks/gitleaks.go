// Package gitleaks reads the rules that gitleaks ships inside its module, so that an upgrade of the module brings new
// rules. They are data here: nothing is compiled, and nothing that [Load] returns is used for more than one rule set.
package gitleaks

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/viper"
	"github.com/zricethezav/gitleaks/v8/config"
)

// A Rule says how one kind of secret looks.
type Rule struct {
	ID       string
	Pattern  string   // in the syntax of package regexp
	Group    int      // of the pattern that holds the secret; 0: the first one that matched, or all
	Entropy  float64  // bits a byte that the secret must exceed; 0: it need not
	Keywords []string // of which one must stand in the text, in any case; none: it need not
	Allow    []Allowlist
}

// An Allowlist names matches that are no secrets.
type Allowlist struct {
	Target    string // what the patterns look at: "" the secret, "match", "line"
	All       bool   // every check must hold, not one of them
	Patterns  []string
	StopWords []string // of which the secret must hold one, in any case
}

// Load returns the rules, and the allowlists that hold for all of them. Rules that only look at file names are left out: a
// telemetry value has none.
func Load() (rules []Rule, global []Allowlist, err error) { return read(config.DefaultConfig) }

// read is Load for rules in TOML.
func read(text string) (rules []Rule, global []Allowlist, err error) {
	v := viper.New() // an instance of our own: viper's global one belongs to the program
	v.SetConfigType("toml")
	if err := v.ReadConfig(strings.NewReader(text)); err != nil {
		return nil, nil, fmt.Errorf("read gitleaks rules: %w", err)
	}
	var f file
	if err := v.Unmarshal(&f); err != nil {
		return nil, nil, fmt.Errorf("decode gitleaks rules: %w", err)
	}
	global = appendAllowlist(global, f.Allowlist)
	for _, l := range f.Allowlists {
		if len(l.TargetRules) == 0 {
			global = appendAllowlist(global, &l)
		}
	}
	for _, r := range f.Rules {
		if r.Regex != "" {
			rules = append(rules, r.rule(f.Allowlists))
		}
	}
	return rules, global, nil
}

// file is what the rules are written in, as far as it matters here. Both it and a rule may still have the one allowlist of
// the old form.
type file struct {
	Rules      []fileRule
	Allowlist  *fileAllowlist
	Allowlists []fileAllowlist
}

type fileRule struct {
	ID          string
	Regex       string
	SecretGroup int
	Entropy     float64
	Keywords    []string
	Allowlist   *fileAllowlist
	Allowlists  []fileAllowlist
}

type fileAllowlist struct {
	TargetRules []string // the rules that a list of the file is for; none: all of them
	Condition   string
	Paths       []string
	RegexTarget string
	Regexes     []string
	StopWords   []string
}

// rule returns r with its own allowlists, and those of the file that are for it.
func (r *fileRule) rule(lists []fileAllowlist) Rule {
	out := Rule{ID: r.ID, Pattern: r.Regex, Group: r.SecretGroup, Entropy: r.Entropy, Keywords: r.Keywords}
	out.Allow = appendAllowlist(out.Allow, r.Allowlist)
	for _, l := range r.Allowlists {
		out.Allow = appendAllowlist(out.Allow, &l)
	}
	for _, l := range lists {
		if slices.Contains(l.TargetRules, r.ID) {
			out.Allow = appendAllowlist(out.Allow, &l)
		}
	}
	return out
}

// appendAllowlist appends the parts of l, which may be nil, that a text can meet. A list that must also hold for a path
// never does.
func appendAllowlist(to []Allowlist, l *fileAllowlist) []Allowlist {
	if l == nil || len(l.Regexes)+len(l.StopWords) == 0 {
		return to
	}
	condition := strings.ToUpper(l.Condition)
	all := condition == "AND" || condition == "&&"
	if all && len(l.Paths) > 0 {
		return to
	}
	return append(to, Allowlist{Target: l.RegexTarget, All: all, Patterns: l.Regexes, StopWords: l.StopWords})
}
