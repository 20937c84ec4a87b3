package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/user"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/pdata/pcommon"
	metricnoop "go.opentelemetry.io/otel/metric/noop"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/zap"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor/extension/lookup"
)

// lookupFlags are the choices of `privacyctl lookup`.
type lookupFlags struct {
	extension *extensionFlags
	req       lookup.Request
	status    string
	at        timeFlag
	around    time.Duration
	from, to  timeFlag
	json      bool
}

func newLookup() *cobra.Command {
	f := &lookupFlags{}
	c := &cobra.Command{
		Use:   "lookup --config collector.yaml --domain user --at 2026-03-31T14:15:00+02:00 --reason SHOP-14",
		Short: "Find the traces of a customer by the raw ID",
		Long: `Lookup reads an identifier from standard input, or asks for it on a terminal
without showing it, and prints that customer's traces, newest first. It asks the
backends of the privacy_lookup extension in the configuration, and is recorded in
the same audit log, under the name of whoever runs it.`,
		Example: `  privacyctl lookup --config collector.yaml --at 2026-03-31T14:15:00+02:00 --reason SHOP-14
  privacyctl lookup --config collector.yaml --domain account --from 2026-03-31 --to 2026-04-01 --status error --reason SHOP-14`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return hint(errors.New("the identifier must come from standard input, got an argument"),
				"arguments stay in the shell's history and show in process lists")
		},
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	f.extension = addExtensionFlags(c)
	c.Flags().StringVar(&f.req.Domain, "domain", "user", "`domain` of the identifier")
	c.Flags().StringVar(&f.req.Tenant, "tenant", "", "`tenant` of the identifier")
	c.Flags().Var(&f.at, "at", "about when, with --around (default: now)")
	c.Flags().DurationVar(&f.around, "around", 15*time.Minute, "how long before and after")
	c.Flags().Var(&f.from, "from", "start of the window, in place of --at")
	c.Flags().Var(&f.to, "to", "end of the window")
	c.Flags().StringVar(&f.status, "status", "", "error or ok")
	c.Flags().StringVar(&f.req.Service, "service", "", "`service` that took part")
	c.Flags().IntVar(&f.req.Limit, "limit", 0, "greatest number of traces (default 50)")
	c.Flags().StringVar(&f.req.Reason, "reason", "", "why, or a ticket; stands in the audit log")
	c.Flags().BoolVar(&f.json, "json", false, "print the answer as JSON")
	_ = c.MarkFlagRequired("config")
	c.MarkFlagsRequiredTogether("from", "to")
	c.MarkFlagsMutuallyExclusive("at", "from")
	return c
}

func (f *lookupFlags) run(c *cobra.Command) error {
	cfg, err := f.extension.read()
	if err != nil {
		return err
	}
	if err := f.complete(c); err != nil {
		return err
	}
	service, err := lookup.NewService(c.Context(), cfg, component.TelemetrySettings{
		Logger: zap.NewNop(), MeterProvider: metricnoop.NewMeterProvider(),
		TracerProvider: tracenoop.NewTracerProvider(), Resource: pcommon.NewResource(),
	}, nil)
	if err != nil {
		return err
	}
	answer, err := service.Lookup(c.Context(), whoRuns(), f.req)
	// Such as a domain that does not exist: refused by the service, so that it is on record.
	refusal := (*lookup.Refusal)(nil)
	misused := errors.As(err, &refusal) && refusal.Decision == lookup.DecisionInvalid
	if err = errors.Join(err, service.Close()); err != nil {
		if misused {
			return misuse(err)
		}
		return err
	}
	if f.json {
		out := json.NewEncoder(c.OutOrStdout())
		out.SetIndent("", "  ")
		return out.Encode(answer)
	}
	return f.print(c, answer)
}

// complete reads the ID and makes the window.
func (f *lookupFlags) complete(c *cobra.Command) error {
	now := time.Now()
	f.req.From, f.req.To = f.from.at(now), f.to.at(now)
	if f.from.text == "" {
		at := f.at.at(now)
		if at.IsZero() {
			at = now
		}
		f.req.From, f.req.To = at.Add(-f.around), at.Add(f.around)
	}
	f.req.Status = lookup.Status(f.status)
	in := c.InOrStdin()
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		text, err := prompt(file, c.ErrOrStderr())
		f.req.ID = lookup.RawID(text)
		return err
	}
	text, err := io.ReadAll(io.LimitReader(in, maxIDSize))
	f.req.ID = lookup.RawID(strings.TrimSpace(string(text)))
	return wrapInput(err)
}

// whoRuns is the actor of the audit log: the name this machine knows.
func whoRuns() lookup.Actor {
	a := lookup.Local("privacyctl")
	if u, err := user.Current(); err == nil && u.Username != "" {
		a.Name = lookup.LocalActor + ":" + u.Username
	}
	return a
}

func (f *lookupFlags) print(c *cobra.Command, a *lookup.Answer) error {
	for _, w := range a.Warnings {
		warn(c, w, "")
	}
	out := tabwriter.NewWriter(c.OutOrStdout(), 0, 0, 2, ' ', 0)
	for _, t := range a.Traces {
		outcome := "ok"
		if e := t.ErrorSpan; e != nil {
			outcome = strings.TrimSuffix(fmt.Sprintf("failed at %s in %s: %s", e.Operation, e.Service, e.ExceptionType), ": ")
		}
		where := t.Link
		if where == "" {
			where = t.TraceID
		}
		if _, err := fmt.Fprintf(out, "%s\t%.1f ms\t%s in %s\t%s\t%s\n",
			t.Start.Format(time.RFC3339), t.DurationMS, t.RootOperation, t.RootService, outcome, where); err != nil {
			return err
		}
	}
	return out.Flush()
}
