package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"regexp"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/golden"
	"github.com/otel-privacy/privacyprocessor/internal/instance"
)

// testFlags are the choices of `privacyctl test`.
type testFlags struct {
	processor        *processorFlags
	update           bool
	failUnclassified bool
	junit            string
	only             string
}

func newTest() *cobra.Command {
	f := &testFlags{}
	c := &cobra.Command{
		Use:   "test --config collector.yaml DIR",
		Short: "Test a policy: recorded telemetry in, expected telemetry out",
		Long: `Test sends the input of every case under DIR through the processor as the
collector's own configuration configures it, and holds what comes out against
what was expected. A case is a folder with input.json, .jsonl or .binpb (OTLP
traces, metrics or logs), expected. of the same form, and optionally:

  config.yaml     a collector configuration of its own
  forbidden.txt   texts that must not come out, one a line
  allowed.txt     texts that may, although the policy removes them somewhere

A case that fails prints each field that differs. Whatever is expected, a case
also fails if a text that the policy removed from the input stands anywhere in
the output, in any encoding.

It exits with 0 if all cases pass, with 1 if one fails, and with 2 if nothing
could be tested.`,
		Example: `  privacyctl test --config collector.yaml testdata/privacy
  privacyctl test --config collector.yaml --processor privacy/strict --junit report.xml testdata/privacy
  privacyctl test --config collector.yaml --update testdata/privacy`,
		Args: cobra.ExactArgs(1),
		ValidArgsFunction: func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
			return nil, cobra.ShellCompDirectiveFilterDirs
		},
		RunE: func(c *cobra.Command, args []string) error { return f.run(c, args[0]) },
	}
	f.processor = addProcessorFlags(c)
	c.Flags().BoolVar(&f.update, "update", false, "write what came out as what is expected; a case that leaks is not updated")
	c.Flags().BoolVar(&f.failUnclassified, "fail-unclassified", false, "fail on attributes that no rule and no convention names")
	c.Flags().StringVar(&f.junit, "junit", "", "`file` to write a JUnit report to")
	c.Flags().StringVar(&f.only, "run", "", "`pattern` of the names of the cases to run")
	return c
}

func (f *testFlags) run(c *cobra.Command, dir string) error {
	only, err := regexp.Compile(f.only)
	if err != nil {
		return misuse(fmt.Errorf("--run must be a regular expression: %w", err))
	}
	cases, err := golden.Find(dir)
	if err != nil {
		return misuse(err)
	}
	runner := &testRunner{flags: f, log: c.ErrOrStderr(), processors: map[string]*underTest{}}
	defer runner.shutdown()
	var results []golden.Result
	failed, advice := 0, ""
	for _, one := range cases {
		if !only.MatchString(one.Name) {
			continue
		}
		r, err := runner.run(c.Context(), one)
		if err != nil {
			return err
		}
		r.Write(c.OutOrStdout(), isTerminal(c.OutOrStdout()))
		if !r.Passed() {
			failed++
		}
		if r.OtherKey != "" {
			advice = f.otherKey(&r)
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return misuse(fmt.Errorf("--run must match one of the %d cases, got %q", len(cases), f.only))
	}
	if err := f.writeJUnit(results); err != nil {
		return err
	}
	if failed > 0 {
		err := fmt.Errorf("%d of %d cases failed", failed, len(results))
		if advice != "" {
			return hint(err, "%s", advice)
		}
		return err
	}
	return nil
}

// otherKey says what to do about a case in which only the pseudonyms differ.
func (f *testFlags) otherKey(r *golden.Result) string {
	rings := ringFlags{config: f.processor.config, processor: f.processor.processor}
	if r.Case.Config != "" {
		rings.config = []string{r.Case.Config}
	}
	here := r.OtherKey
	if source, err := rings.source(); err == nil {
		if ring, err := source.ring(); err == nil && ring.Key(here) != nil {
			here += ", fingerprint " + ring.Key(here).Fingerprint()
		}
	}
	return fmt.Sprintf("in %s only pseudonyms differ: the key here (%s) is not the one that made the expected file; "+
		"for tests: export PRIVACY_KEY_K1=hex:$(printf privacy-ci | sha256sum | cut -d' ' -f1)", r.Case.Name, here)
}

func (f *testFlags) writeJUnit(results []golden.Result) error {
	if f.junit == "" {
		return nil
	}
	file, err := os.Create(f.junit)
	if err != nil {
		return misuse(fmt.Errorf("write JUnit report: %w", err))
	}
	return errors.Join(golden.WriteJUnit(file, results), file.Close())
}

// isTerminal says that w shows colors.
func isTerminal(w io.Writer) bool {
	file, ok := w.(*os.File)
	return ok && term.IsTerminal(int(file.Fd())) && os.Getenv("NO_COLOR") == ""
}

// testRunner holds one running processor for each configuration.
type testRunner struct {
	flags      *testFlags
	log        io.Writer
	processors map[string]*underTest
}

type underTest struct {
	*instance.Instance
	classified func(string) bool // nil if nobody asked
}

func (t *testRunner) run(ctx context.Context, one golden.Case) (golden.Result, error) {
	p, err := t.processor(ctx, one.Config)
	if err != nil {
		if one.Config != "" {
			err = fmt.Errorf("case %s: %w", one.Name, err)
		}
		return golden.Result{}, err
	}
	return golden.Run(ctx, one, p, golden.Settings{Update: t.flags.update, Classified: p.classified}), nil
}

// processor starts the processor of a case's own configuration, or of --config.
func (t *testRunner) processor(ctx context.Context, config string) (*underTest, error) {
	if p := t.processors[config]; p != nil {
		return p, nil
	}
	flags := *t.flags.processor
	if config != "" {
		flags.config = []string{config}
	}
	if len(flags.config) == 0 {
		return nil, misuse(hint(errors.New("a configuration must be given"), "privacyctl test --config collector.yaml DIR"))
	}
	id, cfg, err := flags.settings()
	if err != nil {
		return nil, err
	}
	p := &underTest{}
	if t.flags.failUnclassified {
		rules, err := policyOf(cfg)
		if err != nil {
			return nil, misuse(err)
		}
		p.classified = func(key string) bool { return named(rules, key) }
	}
	if p.Instance, err = instance.New(ctx, privacyprocessor.NewFactory(), id, cfg, newLogger(t.log)); err != nil {
		return nil, misuse(err)
	}
	t.processors[config] = p
	return p, nil
}

func (t *testRunner) shutdown() {
	for _, p := range t.processors {
		_ = p.Shutdown(context.Background())
	}
}
