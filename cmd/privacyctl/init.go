package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor/internal/keyring"
	"github.com/otel-privacy/privacyprocessor/internal/starter"
)

// initFlags are the choices of `privacyctl init`.
type initFlags struct {
	answers starter.Answers
	dir     string
	ask     bool
}

func newInit() *cobra.Command {
	f := &initFlags{}
	c := &cobra.Command{
		Use:   "init",
		Short: "Write a collector configuration and a keyring to start from",
		Long: `Init writes collector.yaml and keyring.yaml into a folder: a configuration that
works as it stands, and a keyring with one new key that its owner alone can
read. It never overwrites a file. On a terminal it asks what was not given.`,
		Example: `  privacyctl init
  privacyctl init --dir gateway --endpoint tempo.internal:4317 --level strict`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	c.Flags().StringVar(&f.dir, "dir", ".", "`folder` to write into")
	c.Flags().StringVar(&f.answers.Endpoint, "endpoint", "", "`host:port` of the OTLP server that gets the telemetry (default: a file)")
	c.Flags().StringVar(&f.answers.Level, "level", starter.Levels[0], "`level` of the policy: default, strict or stricter")
	c.Flags().StringVar(&f.answers.TenantAttribute, "tenant-attribute", "", "resource attribute `key` with the tenant (default: no tenants)")
	c.Flags().StringVar(&f.answers.Listen, "listen", "127.0.0.1", "`address` to listen on")
	c.Flags().BoolVar(&f.ask, "ask", false, "ask for what was not given, even if standard input is no terminal")
	completeFlag(c, "level", starter.Levels)
	_ = c.MarkFlagDirname("dir")
	return c
}

func (f *initFlags) run(c *cobra.Command) error {
	in, isFile := c.InOrStdin().(*os.File)
	if f.ask || isFile && term.IsTerminal(int(in.Fd())) {
		if err := f.interview(c); err != nil {
			return misuse(err)
		}
	}
	config, ring := filepath.Join(f.dir, "collector.yaml"), filepath.Join(f.dir, "keyring.yaml")
	// Absolute: a relative path counts from where the collector is started.
	absolute, err := filepath.Abs(ring)
	if err != nil {
		return err
	}
	f.answers.Keyring = filepath.ToSlash(absolute)
	text, err := f.answers.Configuration()
	if err != nil {
		return misuse(err)
	}
	for _, name := range []string{config, ring} {
		if _, err := os.Lstat(name); err == nil {
			return hint(fmt.Errorf("%s must not exist", name), "choose another folder with --dir")
		}
	}
	if err := os.MkdirAll(f.dir, 0o750); err != nil {
		return err
	}
	d := keyring.New()
	d.Add("k1", keyring.NewSecret(), time.Now().UTC().Truncate(time.Second))
	if err := keyring.Create(ring, d); err != nil {
		return err
	}
	if err := create(config, text); err != nil {
		return err
	}
	fmt.Fprintf(c.OutOrStdout(), `wrote %s and %s

  privacyctl check %[1]s
  otelcol-privacy validate --config %[1]s
  otelcol-privacy --config %[1]s

Keep a copy of %[2]s where secrets are kept, and out of version control.
Its key is in force from now on: the IDs in older records are masked. To give
them pseudonyms too, remove active_from there.
`, config, ring)
	return nil
}

// create writes a file that must not exist.
func create(name string, text []byte) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644) //nolint:gosec // holds no secret
	if err != nil {
		return err
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

// interview asks for each answer that no flag gave. An empty line takes the
// default; a wrong answer is asked for again.
func (f *initFlags) interview(c *cobra.Command) error {
	lines := bufio.NewScanner(c.InOrStdin())
	for _, q := range []struct {
		flag, question string
		answer         *string
	}{
		{"endpoint", "Where does telemetry go? host:port of an OTLP server, or nothing for a file", &f.answers.Endpoint},
		{"level", "How strict? default, strict (phone numbers, addresses, national IDs too) or stricter (unknown attributes dropped)", &f.answers.Level},
		{"tenant-attribute", "Which resource attribute holds the tenant? nothing if there are none", &f.answers.TenantAttribute},
	} {
		if c.Flags().Changed(q.flag) {
			continue
		}
		if err := ask(c.ErrOrStderr(), lines, q.question, q.answer, f.answers.Validate); err != nil {
			return err
		}
	}
	return nil
}

func ask(w io.Writer, lines *bufio.Scanner, question string, answer *string, valid func() error) error {
	fallback := *answer
	for {
		fmt.Fprintf(w, "%s [%s]: ", question, fallback)
		if !lines.Scan() {
			fmt.Fprintln(w)
			return errors.New("standard input ended before every question was answered")
		}
		if *answer = strings.TrimSpace(lines.Text()); *answer == "" {
			*answer = fallback
		}
		err := valid()
		if err == nil {
			return nil
		}
		fmt.Fprintf(w, "%v\n", err)
	}
}
