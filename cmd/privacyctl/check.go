package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/lint"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// checkFlags are the choices of `privacyctl check`.
type checkFlags struct {
	format       string
	severity     string
	suppressions string
	output       string
	rules        bool
}

var checkFormats = []string{"text", "json", "sarif"}

func newCheck() *cobra.Command {
	f := &checkFlags{}
	c := &cobra.Command{
		Use:   "check collector.yaml...",
		Short: "Find the ways in which raw data gets past the processor",
		Long: `Check reads a whole collector configuration and reports what lets raw
identifiers and secrets out: exporters and connectors that no privacy processor
stands before, hashes without a key, raw queues on disk, secrets in the YAML,
keys that are too old, and more (--rules lists them). Several files are merged
as the collector merges them; - is standard input. References such as
${env:NAME} are resolved where this machine can.

A finding is accepted by a comment at its line or above it:

  # privacyctl:ignore insecure_exporter until 2027-03-31: the mesh encrypts

or by a list of {rule, path, until, reason} in a file, see --suppressions.

It exits with 0 if nothing of the severity was found, with 1 if something was,
and with 2 if there was nothing to check.`,
		Example: `  privacyctl check collector.yaml
  privacyctl check --severity error base.yaml production.yaml
  privacyctl check --format sarif --output privacy.sarif collector.yaml`,
		Args:              f.args,
		ValidArgsFunction: yamlFiles,
		RunE:              func(c *cobra.Command, args []string) error { return f.run(c, args) },
	}
	c.Flags().StringVar(&f.format, "format", "text", "`format` of the findings: text, json or sarif")
	c.Flags().StringVar(&f.severity, "severity", string(lint.Warning), "lowest `severity` that is reported and that fails: error, warning or info")
	c.Flags().StringVar(&f.suppressions, "suppressions", "", "YAML `file` of accepted findings")
	c.Flags().StringVar(&f.output, "output", "", "`file` to write (default: standard output)")
	c.Flags().BoolVar(&f.rules, "rules", false, "list the rules and do nothing else")
	completeFlag(c, "format", checkFormats)
	completeFlag(c, "severity", severityWords())
	return c
}

func (f *checkFlags) args(_ *cobra.Command, args []string) error {
	if len(args) == 0 && !f.rules {
		return hint(errors.New("a configuration must be given"), "privacyctl check collector.yaml")
	}
	return nil
}

// completeFlag offers words for the value of a flag to the shell.
func completeFlag(c *cobra.Command, flag string, words []string) {
	_ = c.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
}

// yamlFiles offers YAML files to the shell.
func yamlFiles(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
	return []string{"yaml", "yml"}, cobra.ShellCompDirectiveFilterFileExt
}

func severityWords() []string {
	var words []string
	for _, s := range lint.Severities {
		words = append(words, string(s))
	}
	return words
}

func (f *checkFlags) run(c *cobra.Command, args []string) error {
	if f.rules {
		return writeRules(c.OutOrStdout())
	}
	switch {
	case !slices.Contains(checkFormats, f.format):
		return misuse(fmt.Errorf("--format must be one of %q, got %q", checkFormats, f.format))
	case !slices.Contains(severityWords(), f.severity):
		return misuse(fmt.Errorf("--severity must be one of %q, got %q", severityWords(), f.severity))
	}
	settings, err := f.settings()
	if err != nil {
		return misuse(err)
	}
	sources, err := readSources(c, args)
	if err != nil {
		return misuse(err)
	}
	findings, err := lint.Check(sources, settings)
	if err != nil {
		return misuse(err)
	}
	findings = slices.DeleteFunc(findings, func(found lint.Finding) bool {
		return !found.Severity.AtLeast(lint.Severity(f.severity))
	})
	if err := f.write(c, findings); err != nil {
		return err
	}
	return verdict(findings)
}

// verdict is the error of findings that nobody accepted.
func verdict(findings []lint.Finding) error {
	count := lint.Count(findings)
	switch n := count[lint.Error] + count[lint.Warning] + count[lint.Info]; n {
	case 0:
		return nil
	case 1:
		return errors.New("the configuration has 1 finding")
	default:
		return fmt.Errorf("the configuration has %d findings", n)
	}
}

func (f *checkFlags) write(c *cobra.Command, findings []lint.Finding) error {
	var b bytes.Buffer
	var err error
	switch f.format {
	case "json":
		err = lint.WriteJSON(&b, findings)
	case "sarif":
		err = lint.WriteSARIF(&b, findings, version())
	default:
		err = lint.WriteText(&b, findings)
	}
	if err != nil {
		return err
	}
	if f.output != "" {
		return os.WriteFile(f.output, b.Bytes(), 0o644) //nolint:gosec // a report that CI uploads
	}
	_, err = c.OutOrStdout().Write(b.Bytes())
	return err
}

// settings give the check what the processor itself knows.
func (f *checkFlags) settings() (lint.Settings, error) {
	p, err := policy.New(policy.Settings{})
	if err != nil {
		return lint.Settings{}, err
	}
	s := lint.Settings{
		Identifies: func(key string) bool { return p.Decide(key).Action == policy.Hash },
		Secret:     func(text string) bool { return holdsSecret(p, text) },
		Validate:   validateProcessor,
	}
	if f.suppressions == "" {
		return s, nil
	}
	data, err := os.ReadFile(f.suppressions)
	if err != nil {
		return s, fmt.Errorf("read suppressions: %w", err)
	}
	if s.Suppressions, err = lint.ParseSuppressions(data); err != nil {
		return s, fmt.Errorf("read suppressions %s: %w", f.suppressions, err)
	}
	return s, nil
}

// validateProcessor judges the settings of one privacy processor as the
// collector does at start, but for its keys.
func validateProcessor(_ string, raw map[string]any) error {
	cfg := privacyprocessor.NewFactory().CreateDefaultConfig()
	if err := confmap.NewFromStringMap(raw).Unmarshal(cfg); err != nil {
		return err
	}
	if err := confmap.Validate(cfg); err != nil {
		return err
	}
	_, err := policyOf(cfg)
	return err
}

// harmless are detectors whose findings are no secrets of a configuration.
var harmless = []string{"email", "phone", "ip", "card", "iban", "national_id"}

// holdsSecret tells whether a text holds what only a secret looks like.
func holdsSecret(p *policy.Policy, text string) bool {
	found, _ := p.Findings("", text)
	return slices.ContainsFunc(found, func(f redact.Finding) bool {
		return f.Domain == "" && !slices.Contains(harmless, f.Detector)
	})
}

func readSources(c *cobra.Command, args []string) ([]lint.Source, error) {
	var sources []lint.Source
	for _, name := range args {
		var data []byte
		var err error
		if name == "-" {
			data, err = io.ReadAll(c.InOrStdin())
		} else {
			data, err = os.ReadFile(name)
		}
		if err != nil {
			return nil, fmt.Errorf("read configuration: %w", err)
		}
		sources = append(sources, lint.Source{Name: name, Data: data})
	}
	return sources, nil
}

func writeRules(w io.Writer) error {
	var b strings.Builder
	for _, r := range lint.Rules() {
		fmt.Fprintf(&b, "%-18s %-8s %s\n", r.ID, r.Severity, r.Title)
	}
	_, err := io.WriteString(w, b.String())
	return err
}
