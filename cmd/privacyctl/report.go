package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/spf13/cobra"

	// Named for what it makes: report prints errors here.
	compliance "github.com/otel-privacy/privacyprocessor/internal/report"
)

// reportFlags are the choices of `privacyctl report`.
type reportFlags struct {
	metrics    string
	prometheus string
	period     time.Duration
	format     string
	output     string
	timeout    time.Duration
}

var reportFormats = []string{"markdown", "json"}

const (
	defaultPeriod  = 30 * 24 * time.Hour
	leastPeriod    = 5 * time.Minute // a shorter one holds too few scrapes
	defaultTimeout = time.Minute
)

func newReport() *cobra.Command {
	f := &reportFlags{}
	c := &cobra.Command{
		Use:   "report {--metrics URL | --prometheus URL}",
		Short: "Print the compliance figures of a period",
		Long: `Report reads what the processors count about themselves and prints the figures
that a privacy officer asks for: records and services covered, values replaced
by action, detector and domain, attribute keys that no rule names, age of the
keys, fail-closed events, findings that a second scan of the output still had,
and how long it took until there were none any more.

A collector's own metrics page tells the counts since its start. A Prometheus
server that scrapes the collectors tells those of a period, over all of them.
Metrics hold no telemetry, so neither does a report.`,
		Example: `  privacyctl report --metrics http://127.0.0.1:8888/metrics
  privacyctl report --prometheus http://prometheus.example:9090 --period 720h > report.md
  privacyctl report --prometheus http://prometheus.example:9090 --format json --output report.json`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	c.Flags().StringVar(&f.metrics, "metrics", "", "`URL` of a collector's own metrics page")
	c.Flags().StringVar(&f.prometheus, "prometheus", "", "`URL` of a Prometheus server")
	c.Flags().DurationVar(&f.period, "period", defaultPeriod, "`time` up to now that the report covers; with --prometheus")
	c.Flags().StringVar(&f.format, "format", reportFormats[0], "`format`: markdown or json")
	c.Flags().StringVar(&f.output, "output", "", "`file` to write (default: standard output)")
	c.Flags().DurationVar(&f.timeout, "timeout", defaultTimeout, "`time` to wait for the answers")
	completeFlag(c, "format", reportFormats)
	return c
}

func (f *reportFlags) run(c *cobra.Command) error {
	if err := f.check(c); err != nil {
		return misuse(err)
	}
	ctx, cancel := context.WithTimeout(c.Context(), f.timeout)
	defer cancel()
	figures, err := f.read(ctx, time.Now())
	if errors.Is(err, compliance.ErrNoMetrics) {
		return hint(err, "the collector tells them with service::telemetry::metrics::level normal or higher, once a batch has passed")
	}
	if errors.Is(err, compliance.ErrNoPrometheus) {
		return hint(err, "is a Prometheus server there? for a collector's own page: privacyctl report --metrics URL")
	}
	if err != nil {
		return err
	}
	var b bytes.Buffer
	write := figures.Markdown
	if f.format == "json" {
		write = figures.JSON
	}
	if err := write(&b); err != nil {
		return err
	}
	if f.output != "" {
		return os.WriteFile(f.output, b.Bytes(), 0o644) //nolint:gosec // a page that people read
	}
	_, err = c.OutOrStdout().Write(b.Bytes())
	return err
}

func (f *reportFlags) check(c *cobra.Command) error {
	switch {
	case (f.metrics == "") == (f.prometheus == ""):
		return errors.New("exactly one of --metrics and --prometheus must be given")
	case f.metrics != "" && c.Flags().Changed("period"):
		return hint(errors.New("--period needs --prometheus"), "a metrics page only tells the counts since the collector's start")
	case f.period < leastPeriod:
		return fmt.Errorf("--period must be at least %s, got %s", leastPeriod, f.period)
	case f.timeout <= 0:
		return fmt.Errorf("--timeout must be positive, got %s", f.timeout)
	case !slices.Contains(reportFormats, f.format):
		return fmt.Errorf("--format must be one of %q, got %q", reportFormats, f.format)
	}
	return nil
}

func (f *reportFlags) read(ctx context.Context, now time.Time) (*compliance.Figures, error) {
	if f.metrics != "" {
		return compliance.FromPage(ctx, f.metrics, now)
	}
	return compliance.FromPrometheus(ctx, f.prometheus, f.period, now)
}
