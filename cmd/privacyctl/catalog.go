package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/catalog"
	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// catalogFlags are the choices of `privacyctl catalog`.
type catalogFlags struct {
	processor *processorFlags
	format    string
	output    string
	observe   []string
	baseline  string
}

var catalogFormats = []string{"markdown", "json", "csv", "html"}

func newCatalog() *cobra.Command {
	f := &catalogFlags{}
	c := &cobra.Command{
		Use:   "catalog --config collector.yaml",
		Short: "List every attribute and what the policy does with it",
		Long: `Catalog writes the field catalog for the privacy officer: each attribute that
the configuration or the built-in table names, the action, the domain of its
pseudonym or the detectors that read it, and why. With --observe it adds what
files of telemetry really hold: how often, when, where, and in which services.
It holds no value of any attribute.

With --baseline it compares itself with an older catalog in JSON and fails if an
attribute is new or is protected less, so that CI shows it before it is merged.`,
		Example: `  privacyctl catalog --config collector.yaml > catalog.md
  privacyctl catalog --config collector.yaml --observe traces.jsonl --format html --output catalog.html
  privacyctl catalog --config collector.yaml --format json --baseline approved.json --output catalog.json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	f.processor = addProcessorFlags(c)
	c.Flags().StringVar(&f.format, "format", "markdown", "`format`: markdown, json, csv or html")
	c.Flags().StringVar(&f.output, "output", "", "`file` to write (default: standard output)")
	c.Flags().StringArrayVar(&f.observe, "observe", nil, "`file` of telemetry to look at; may be repeated")
	c.Flags().StringVar(&f.baseline, "baseline", "", "older catalog, a JSON `file`: fail on what is new or weaker")
	completeFlag(c, "format", catalogFormats)
	_ = c.MarkFlagRequired("config")
	return c
}

func (f *catalogFlags) run(c *cobra.Command) error {
	if !slices.Contains(catalogFormats, f.format) {
		return misuse(fmt.Errorf("--format must be one of %q, got %q", catalogFormats, f.format))
	}
	list, err := f.build()
	if err != nil {
		return err
	}
	baseline, err := f.readBaseline()
	if err != nil {
		return err
	}
	for _, name := range f.observe {
		if err := observe(list, name); err != nil {
			return err
		}
	}
	if err := f.write(c.OutOrStdout(), list); err != nil {
		return err
	}
	if baseline == nil {
		return nil
	}
	faults := list.Compare(baseline)
	for _, fault := range faults {
		fmt.Fprintf(c.ErrOrStderr(), "%s\n", fault)
	}
	if len(faults) > 0 {
		return hint(fmt.Errorf("%d attributes are new or weaker than in %s", len(faults), f.baseline),
			"have the new catalog approved, and use it as the baseline")
	}
	return nil
}

// build lists what the configuration names.
func (f *catalogFlags) build() (*catalog.Catalog, error) {
	id, cfg, err := f.processor.keyless()
	if err != nil {
		return nil, err
	}
	rules, err := policyOf(cfg)
	if err != nil {
		return nil, misuse(err)
	}
	return catalog.New(catalog.Settings{
		Processor: id.String(), Policy: rules, Written: written("processors::"+id.String(), cfg.(*privacyprocessor.Config)),
	}), nil
}

// written are the entries of a configuration that decide about attributes.
func written(path string, c *privacyprocessor.Config) []catalog.Written {
	var list []catalog.Written
	for i, r := range c.Rules {
		list = append(list, catalog.Written{
			Path: fmt.Sprintf("%s::rules::%d", path, i), Attributes: r.Attributes, Reason: r.Reason, Until: r.Until.Time(),
		})
	}
	for i, ids := range c.Identifiers {
		list = append(list, catalog.Written{Path: fmt.Sprintf("%s::identifiers::%d", path, i), Attributes: ids.Attributes})
	}
	return list
}

func (f *catalogFlags) readBaseline() (*catalog.Catalog, error) {
	if f.baseline == "" {
		return nil, nil //nolint:nilnil // no baseline is asked for
	}
	file, err := os.Open(f.baseline)
	if err != nil {
		return nil, misuse(hint(fmt.Errorf("read baseline: %w", err),
			"the approved catalog is made by: privacyctl catalog --config FILE --format json --output %s", f.baseline))
	}
	defer file.Close()
	baseline, err := catalog.Read(file)
	if err != nil {
		return nil, misuse(fmt.Errorf("read baseline %s: %w", f.baseline, err))
	}
	return baseline, nil
}

// observe reads a file of telemetry, record by record.
func observe(list *catalog.Catalog, name string) error {
	file, err := os.Open(name)
	if err != nil {
		return misuse(fmt.Errorf("read telemetry: %w", err))
	}
	defer file.Close()
	r, err := otlpfile.NewReader(name, file)
	if err != nil {
		return err
	}
	defer r.Close()
	var buf []byte
	for {
		rec, err := r.Next(buf)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		buf = rec.Data
		t, err := rec.Decode()
		if err == nil {
			err = list.Observe(t)
		}
		if err != nil {
			return &otlpfile.CorruptError{File: name, Record: rec.Number, Offset: rec.Offset, Reason: err.Error()}
		}
	}
}

func (f *catalogFlags) write(stdout io.Writer, list *catalog.Catalog) error {
	var b bytes.Buffer
	var err error
	switch f.format {
	case "json":
		err = list.WriteJSON(&b)
	case "csv":
		err = list.WriteCSV(&b)
	case "html":
		err = list.WriteHTML(&b)
	default:
		err = list.WriteMarkdown(&b)
	}
	if err != nil {
		return err
	}
	if f.output != "" {
		return os.WriteFile(f.output, b.Bytes(), 0o644) //nolint:gosec // a page that people read
	}
	_, err = stdout.Write(b.Bytes())
	return err
}
