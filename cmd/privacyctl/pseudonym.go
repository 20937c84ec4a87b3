package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// maxIDSize bounds one identifier on standard input.
const maxIDSize = 1 << 20

// pseudonymFlags are the choices of `privacyctl pseudonym`.
type pseudonymFlags struct {
	rings   *ringFlags
	domain  string
	tenants []string
	keys    []string
	all     bool
	at      timeFlag
	fold    bool
	lines   bool
	json    bool
}

func newPseudonym() *cobra.Command {
	f := &pseudonymFlags{}
	c := &cobra.Command{
		Use:   "pseudonym --keyring ring.yaml --domain user",
		Short: "Print the pseudonym of an identifier",
		Long: `Pseudonym reads an identifier from standard input, or asks for it on a terminal
without showing it, and prints its pseudonym: one line for each tenant and key
asked for. All of standard input is one identifier unless --lines is given.`,
		Example: `  privacyctl pseudonym --keyring ring.yaml --domain user
  printf 'usr_k8x9m2q7' | privacyctl pseudonym --keyring ring.yaml --domain user --all
  privacyctl pseudonym --config collector.yaml --domain account --tenant acme --lines --json < accounts.txt`,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return hint(errors.New("the identifier must come from standard input, got an argument"),
				"arguments stay in the shell's history and show in process lists")
		},
		RunE: func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	f.rings = addRingFlags(c)
	c.Flags().StringVar(&f.domain, "domain", "", "`domain` of the identifier, such as user or account")
	c.Flags().StringArrayVar(&f.tenants, "tenant", []string{""}, "`tenant`; may be repeated")
	c.Flags().StringArrayVar(&f.keys, "key", nil, "`ID` of the key to use (default: the key in force); may be repeated")
	c.Flags().BoolVar(&f.all, "all", false, "use every key, revoked ones too")
	c.Flags().Var(&f.at, "at", "use the key in force at that `time` (default: now)")
	c.Flags().BoolVar(&f.fold, "fold", false, "lower-case the identifier first, as where the domain has fold: true (--config knows that by itself; emails always are)")
	c.Flags().BoolVar(&f.lines, "lines", false, "each line of standard input is an identifier")
	c.Flags().BoolVar(&f.json, "json", false, "print one JSON object a line")
	_ = c.MarkFlagRequired("domain")
	c.MarkFlagsMutuallyExclusive("key", "all", "at")
	return c
}

func (f *pseudonymFlags) run(c *cobra.Command) error {
	if err := hashing.ValidateDomain(f.domain); err != nil {
		return misuse(fmt.Errorf("--domain %w", err))
	}
	source, err := f.rings.source()
	if err != nil {
		return err
	}
	if err := source.checkDomain(c, f.domain); err != nil {
		return err
	}
	ring, err := source.ring()
	if err != nil {
		return err
	}
	keys, err := f.chooseKeys(ring)
	if err != nil {
		return err
	}
	fold := f.fold || source.folds(f.domain)
	out := bufio.NewWriter(c.OutOrStdout())
	err = f.eachID(c, func(text string) error {
		id := hashing.Canonical(text, fold)
		if id == "" {
			return errors.New("the identifier must not be empty")
		}
		if _, keyID, ok := hashing.Parse(id); ok && ring.Key(keyID) != nil {
			return hint(errors.New("the identifier must be a raw one, got a pseudonym"), "to find out whose it is: privacyctl resolve")
		}
		return f.print(out, keys, id)
	})
	return errors.Join(err, out.Flush())
}

// chooseKeys returns the keys to make pseudonyms with.
func (f *pseudonymFlags) chooseKeys(ring *hashing.Ring) ([]*hashing.Key, error) {
	if f.all {
		return ring.Keys(), nil
	}
	var keys []*hashing.Key
	for _, id := range f.keys {
		k := ring.Key(id)
		if k == nil {
			return nil, hint(fmt.Errorf("the ring has no key %q", id), "see: privacyctl keys list")
		}
		keys = append(keys, k)
	}
	if len(keys) > 0 {
		return keys, nil
	}
	now := time.Now()
	k := ring.At(f.at.at(now), now)
	if k == nil {
		return nil, hint(errors.New("no key is in force at that time"), "choose one with --key, or --all; see: privacyctl keys list")
	}
	return []*hashing.Key{k}, nil
}

// eachID calls do with each identifier of the input.
func (f *pseudonymFlags) eachID(c *cobra.Command, do func(text string) error) error {
	in := c.InOrStdin()
	if file, ok := in.(*os.File); ok && term.IsTerminal(int(file.Fd())) {
		text, err := prompt(file, c.ErrOrStderr())
		if err != nil {
			return err
		}
		return do(text)
	}
	if f.lines {
		lines := bufio.NewScanner(in)
		lines.Buffer(nil, maxIDSize)
		for lines.Scan() {
			if err := do(lines.Text()); err != nil {
				return err
			}
		}
		return wrapInput(lines.Err())
	}
	text, err := io.ReadAll(io.LimitReader(in, maxIDSize+1))
	if err != nil {
		return wrapInput(err)
	}
	if len(text) > maxIDSize {
		return hint(fmt.Errorf("the identifier must be at most %d bytes", maxIDSize), "one identifier a line needs --lines")
	}
	return do(string(text))
}

// prompt asks for an identifier without showing it.
func prompt(terminal *os.File, w io.Writer) (string, error) {
	fmt.Fprint(w, "Identifier (not shown): ")
	text, err := term.ReadPassword(int(terminal.Fd()))
	fmt.Fprintln(w)
	return string(text), wrapInput(err)
}

func wrapInput(err error) error {
	if err != nil {
		return fmt.Errorf("read standard input: %w", err)
	}
	return nil
}

// madePseudonym is a line of the output. It never holds the identifier.
type madePseudonym struct {
	Pseudonym   string `json:"pseudonym"`
	Domain      string `json:"domain"`
	Tenant      string `json:"tenant,omitempty"`
	Key         string `json:"key"`
	Fingerprint string `json:"fingerprint"`
	Revoked     bool   `json:"revoked,omitempty"`
}

func (f *pseudonymFlags) print(w io.Writer, keys []*hashing.Key, id string) error {
	for _, tenant := range f.tenants {
		for _, k := range keys {
			p := k.Subkey(tenant, f.domain).Pseudonym(id)
			if p == "" {
				return errors.New("--tenant must be shorter than 64 KiB")
			}
			if !f.json {
				if _, err := fmt.Fprintln(w, p); err != nil {
					return err
				}
				continue
			}
			line := madePseudonym{p, f.domain, tenant, k.ID(), k.Fingerprint(), k.Revoked()}
			if err := json.NewEncoder(w).Encode(line); err != nil {
				return err
			}
		}
	}
	return nil
}
