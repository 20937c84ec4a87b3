package main

import (
	"fmt"
	"os"
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
