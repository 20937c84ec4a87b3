package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/component"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/catalog"
	"github.com/otel-privacy/privacyprocessor/internal/explain"
	"github.com/otel-privacy/privacyprocessor/internal/instance"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// explainFlags are the choices of `privacyctl explain`.
type explainFlags struct {
	processor *processorFlags
	place     string
	kind      string
}

func newExplain() *cobra.Command {
	f := &explainFlags{}
	c := &cobra.Command{
		Use:   "explain KEY",
		Short: "Tell what the policy does with an attribute, and why",
		Long: `Explain tells which rule, convention or word of its key decides about an
attribute. Given a value on standard input, it also tells which detectors find
something in it, and what comes out of the real processor. The value is never an
argument, since arguments stay in the shell's history.

Without --config the built-in policy is explained. Where the configuration's
key is not on this machine, pseudonyms are made with a throwaway key.`,
		Example: `  privacyctl explain user.id
  echo 'https://shop.example/?mail=bob@example.com' | privacyctl explain url.full --config collector.yaml
  echo 'bob@example.com failed' | privacyctl explain --place status_message`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, strings.Join(args, "")) },
	}
	f.processor = addProcessorFlags(c)
	c.Flags().StringVar(&f.place, "place", explain.Places[0], "`place` in the telemetry: "+strings.Join(explain.Places, ", "))
	c.Flags().StringVar(&f.kind, "kind", explain.Kinds[0], "`kind` of the span: "+strings.Join(explain.Kinds, ", "))
	completeFlag(c, "place", explain.Places)
	completeFlag(c, "kind", explain.Kinds)
	return c
}

func (f *explainFlags) run(c *cobra.Command, key string) error {
	switch {
	case !slices.Contains(explain.Places, f.place):
		return misuse(fmt.Errorf("--place must be one of %q, got %q", explain.Places, f.place))
	case !slices.Contains(explain.Kinds, f.kind):
		return misuse(fmt.Errorf("--kind must be one of %q, got %q", explain.Kinds, f.kind))
	case explain.HasKey(f.place) == (key == ""):
		return f.wrongKey(key)
	}
	id, cfg, err := f.settings(c)
	if err != nil {
		return err
	}
	rules, err := policyOf(cfg)
	if err != nil {
		return misuse(err)
	}
	list := catalog.New(catalog.Settings{
		Processor: id.String(), Policy: rules, Written: written("processors::"+id.String(), cfg.(*privacyprocessor.Config)),
	})
	e := list.Free()
	if key != "" {
		e = list.Explain(key)
	}
	writeDecision(c.OutOrStdout(), e)
	value, err := givenValue(c.InOrStdin())
	if err != nil || value == "" {
		return err
	}
	if len(e.Detectors) > 0 {
		writeFindings(c.OutOrStdout(), rules, key, value)
	}
	return f.apply(c, id, cfg, key, value)
}

func (f *explainFlags) wrongKey(key string) error {
	if key == "" {
		return misuse(hint(errors.New("an attribute key must be given"), "privacyctl explain user.id"))
	}
	return misuse(fmt.Errorf("at --place %s there are no attribute keys, got %q", f.place, key))
}

// settings are those of the configuration, or the built-in ones.
func (f *explainFlags) settings(c *cobra.Command) (component.ID, component.Config, error) {
	if len(f.processor.config) == 0 {
		builtin := processorFlags{config: []string{"yaml:processors::privacy::level: default"}}
		return builtin.keyless()
	}
	id, cfg, err := f.processor.settings()
	if err == nil {
		return id, cfg, nil
	}
	id, cfg, keylessErr := f.processor.keyless()
	if keylessErr != nil {
		return id, nil, err
	}
	warn(c, "the configuration's key is not here, so pseudonyms are made with a throwaway key", "")
	return id, cfg, nil
}

// writeDecision prints what is known without a value.
func writeDecision(w io.Writer, e *catalog.Entry) {
	writeLine(w, "attribute", e.Attribute)
	writeLine(w, "action", e.Action)
	writeLine(w, "domain", e.Domain)
	writeLine(w, "target", e.Target)
	writeLine(w, "placeholder", e.Masked)
	writeLine(w, "only for", e.Condition)
	writeLine(w, "decided by", strings.TrimSpace(sourceText[e.Source]+" "+e.Rule))
	writeLine(w, "reason", e.Reason)
	writeLine(w, "until", e.Until)
	writeLine(w, "detectors", strings.Join(e.Detectors, ", "))
}

// sourceText says in words what a source is.
var sourceText = map[string]string{
	"semantic convention": "the built-in table of the semantic conventions",
	"built-in":            "the words of the key",
	"rule":                "the rule",
	"identifiers":         "the identifiers",
	"none":                "nothing names it, so it is scanned",
	"text":                "texts without a key are scanned",
	"level":               "the level: nothing names it, so it is dropped",
}

// givenValue is standard input, unless that is a terminal: nobody is asked.
func givenValue(in io.Reader) (string, error) {
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		return "", nil
	}
	data, err := io.ReadAll(in)
	return strings.TrimRight(string(data), "\r\n"), err
}

// apply sends the value through the processor.
func (f *explainFlags) apply(c *cobra.Command, id component.ID, cfg component.Config, key, value string) error {
	ctx := c.Context()
	i, err := instance.New(ctx, privacyprocessor.NewFactory(), id, cfg, newLogger(c.ErrOrStderr()))
	if err != nil {
		return misuse(err)
	}
	defer func() { _ = i.Shutdown(context.WithoutCancel(ctx)) }()
	got, err := explain.Apply(ctx, i, explain.Value{Place: f.place, Kind: f.kind, Key: key, Text: value})
	if err != nil {
		return err
	}
	writeLine(c.OutOrStdout(), "comes out", got)
	return nil
}

// writeFindings prints what the detectors find in the value.
func writeFindings(w io.Writer, rules *policy.Policy, key, value string) {
	found, _ := rules.Findings(key, value)
	for _, finding := range found {
		name := finding.Detector
		if finding.Rule != "" && finding.Rule != name {
			name += " (" + finding.Rule + ")"
		}
		writeLine(w, "finds", name)
	}
}

// writeLine prints a name and what it stands for, if that is anything.
func writeLine(w io.Writer, name, text string) {
	if text != "" {
		fmt.Fprintf(w, "%-12s%s\n", name, text)
	}
}
