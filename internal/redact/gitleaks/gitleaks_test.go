package gitleaks

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// TestLoad holds the shape of what the module at hand ships; what the rules find is tested where they run.
func TestLoad(t *testing.T) {
	rules, global, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	const fewest = 200
	if len(rules) < fewest || len(global) == 0 {
		t.Errorf("%d rules and %d allowlists for all of them, want %d rules at least and one allowlist", len(rules), len(global), fewest)
	}
	ids := map[string]bool{}
	for _, r := range rules {
		if _, err := syntax.Parse(r.Pattern, syntax.Perl); err != nil || r.Pattern == "" {
			t.Errorf("rule %s: pattern %q: %v", r.ID, r.Pattern, err)
		}
		if r.ID == "" || ids[r.ID] {
			t.Errorf("rule %q: no name, or not the only one", r.ID)
		}
		ids[r.ID] = true
	}
	for _, id := range []string{"generic-api-key", "aws-access-token", "private-key"} {
		if !ids[id] {
			t.Errorf("rule %s is missing", id)
		}
	}
	if ids["pkcs12-file"] {
		t.Error("rule pkcs12-file is there: it looks at the names of files alone")
	}
}

func TestAllowlists(t *testing.T) {
	r := fileRule{
		ID:        "a",
		Allowlist: &fileAllowlist{StopWords: []string{"old form"}},
		Allowlists: []fileAllowlist{
			{Condition: "and", RegexTarget: "line", Regexes: []string{"x"}},
			{Condition: "&&", Paths: []string{"a file, too"}, Regexes: []string{"x"}},
			{Condition: "OR", Paths: []string{"or a file"}, Regexes: []string{"y"}},
			{Paths: []string{"a file alone"}},
		},
	}
	lists := []fileAllowlist{
		{TargetRules: []string{"b", "a"}, StopWords: []string{"for a"}},
		{TargetRules: []string{"b"}, StopWords: []string{"for b"}},
		{StopWords: []string{"for all"}},
	}
	want := []Allowlist{
		{StopWords: []string{"old form"}},
		{All: true, Target: "line", Patterns: []string{"x"}},
		{Patterns: []string{"y"}},
		{StopWords: []string{"for a"}},
	}
	got := r.rule(lists).Allow
	if !slices.EqualFunc(got, want, func(a, b Allowlist) bool {
		return a.Target == b.Target && a.All == b.All && slices.Equal(a.Patterns, b.Patterns) && slices.Equal(a.StopWords, b.StopWords)
	}) {
		t.Errorf("allowlists %+v, want %+v", got, want)
	}
}

// TestRead: a later version of gitleaks may have allowlists in other places, and must not be read in half.
func TestRead(t *testing.T) {
	rules, global, err := read(`
[[allowlists]]
stopwords = ["for all"]
[[allowlists]]
targetRules = ["a"]
stopwords = ["for a"]
[[rules]]
id = "a"
regex = "x"
[[rules]]
id = "of files"
path = "y"
`)
	if err != nil || len(rules) != 1 || len(rules[0].Allow) != 1 || len(global) != 1 || global[0].StopWords[0] != "for all" {
		t.Errorf("rules %+v, allowlists for all of them %+v, error %v", rules, global, err)
	}
	for text, want := range map[string]string{
		"[[rules]":  "read gitleaks rules: ",
		"rules = 7": "decode gitleaks rules: ",
	} {
		if _, _, err := read(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", text, err, want)
		}
	}
}
