package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/spf13/cobra"

	"github.com/otel-privacy/privacyprocessor/internal/lint"
)

// TestDocs: the pages name every command and every rule.
func TestDocs(t *testing.T) {
	page := func(name string) string {
		data, err := os.ReadFile("../../docs/" + name)
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	cli := page("cli.md")
	for _, c := range newCommand().Commands() {
		if name := c.Name(); name != "help" && !strings.Contains(cli, "`"+name+"`") && !strings.Contains(cli, "`privacyctl "+name) {
			t.Errorf("docs/cli.md does not name the command %s", name)
		}
	}
	ci := page("ci.md")
	for _, r := range lint.Rules() {
		if row := fmt.Sprintf("| `%s` | %s | %s |\n", r.ID, r.Severity, r.Title); !strings.Contains(ci, row) {
			t.Errorf("docs/ci.md lacks the row\n%s", row)
		}
	}
}

// TestDocsPseudonyms: the pages' pseudonyms are those of their example, or of a
// frozen vector, under the vectors' key, and the example is an ID that is found
// wherever it stands.
func TestDocsPseudonyms(t *testing.T) {
	const example = "usr_k8x9m2q7"
	vectors, err := os.ReadFile("../../internal/hashing/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	made := testSubkey(t).Pseudonym(example)
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, name := range append(pages, "../../README.md") {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, got := range regexp.MustCompile(`[a-z][a-z0-9]*_k[0-9]_[a-z2-7]{26}`).FindAllString(string(text), -1) {
			seen++
			if got != made && !strings.Contains(string(vectors), got) {
				t.Errorf("%s holds %s, want %s or that of a vector", name, got, made)
			}
		}
		for _, got := range regexp.MustCompile(`\b(usr|cust?|acct|sess)_[a-z0-9]+\b`).FindAllString(string(text), -1) {
			if got != example {
				t.Errorf("%s holds the ID %s, want %s", name, got, example)
			}
		}
	}
	if seen == 0 {
		t.Error("the pages hold no pseudonym")
	}
}

// TestDocsRules: what docs/rules.md says of a key is what explain says, first
// without a configuration and then with that of the page.
func TestDocsRules(t *testing.T) {
	data, err := os.ReadFile("../../docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	before, after, _ := strings.Cut(string(data), "```yaml\n")
	config, after, ok := strings.Cut(after, "```\n")
	if !ok {
		t.Fatal("docs/rules.md has no configuration")
	}
	file := filepath.Join(t.TempDir(), "collector.yaml")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	explained(t, before)
	explained(t, after, "--config", file)
}

// explained checks the rows of keys and actions in a text.
func explained(t *testing.T, text string, flags ...string) {
	t.Helper()
	rows := regexp.MustCompile("(?m)^\\| `([^`]+)` \\| ([a-z_]+) \\| ").FindAllStringSubmatch(text, -1)
	if len(rows) < 5 {
		t.Fatalf("%d rows are too few", len(rows))
	}
	for _, row := range rows {
		var out strings.Builder
		c := newCommand()
		c.SetOut(&out)
		c.SetIn(strings.NewReader(""))
		c.SetArgs(append([]string{"explain", row[1]}, flags...))
		if err := c.Execute(); err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`(?m)^action +` + row[2] + `$`).MatchString(out.String()) {
			t.Errorf("docs/rules.md says %s of %s, and explain\n%s", row[2], row[1], out.String())
		}
	}
}

// TestHelp: every command has a text and an example, or commands below it.
func TestHelp(t *testing.T) { checkHelp(t, newCommand()) }

func checkHelp(t *testing.T, c *cobra.Command) {
	t.Helper()
	for _, sub := range c.Commands() {
		checkHelp(t, sub)
	}
	if !c.HasSubCommands() && (c.Example == "" || c.Long == "") {
		t.Errorf("%s --help must have a text and an example", c.CommandPath())
	}
}
