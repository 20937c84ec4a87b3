package main

import (
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
)

func newKeygen() *cobra.Command {
	var id, output string
	var from timeFlag
	c := &cobra.Command{
		Use:   "keygen --id k1 --output ring.yaml",
		Short: "Make a keyring with one new key",
		Long: `Keygen makes a keyring with one new random key and writes it to a new file
that its owner alone can read, or to standard output. It never overwrites a
file; if the file holds a key of that ID already, it does nothing.`,
		Example: `  privacyctl keygen --id k1 --output ring.yaml
  privacyctl keygen --id 2026-q3 --active-from 2026-07-01 | kubectl create secret generic privacy-keyring --from-file=ring.yaml=/dev/stdin`,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { return keygen(c, id, output, from) },
	}
	c.Flags().StringVar(&id, "id", "", "`ID` of the key, which stands in every pseudonym")
	c.Flags().StringVar(&output, "output", "", "`file` to write (default: standard output)")
	c.Flags().Var(&from, "active-from", "`time` from which the key is used (default: always)")
	_ = c.MarkFlagRequired("id")
	return c
}

func keygen(c *cobra.Command, id, output string, from timeFlag) error {
	if err := hashing.ValidateKeyID(id); err != nil {
		return misuse(fmt.Errorf("--id %w", err))
	}
	d := keyring.New()
	d.Add(id, keyring.NewSecret(), from.at(time.Now()))
	if output == "" {
		text, err := d.Text()
		if err != nil {
			return err
		}
		_, err = c.OutOrStdout().Write(text)
		return err
	}
	err := keyring.Create(output, d)
	if errors.Is(err, keyring.ErrExists) {
		if ring, loadErr := keyring.Load(output); loadErr == nil && ring.Key(id) != nil {
			fmt.Fprintf(c.ErrOrStderr(), "%s holds key %s already, nothing changed\n", output, id)
			return nil
		}
		return hint(err, "add a key to it with: privacyctl keys add --keyring %s --id %s", output, id)
	}
	if err != nil {
		return err
	}
	key, err := d.Key(id)
	if err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "wrote %s with key %s, fingerprint %s\n", output, id, key.Fingerprint())
	return nil
}
