package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// resolveFlags are the choices of `privacyctl resolve`.
type resolveFlags struct {
	rings   *ringFlags
	domain  string
	tenants []string
	ids     string
	column  int
	fold    bool
}

func newResolve() *cobra.Command {
	f := &resolveFlags{}
	c := &cobra.Command{
		Use:   "resolve --keyring ring.yaml --domain user --ids known.csv < pseudonyms",
		Short: "Tell which known identifiers given pseudonyms are",
		Long: `Resolve reads text that holds pseudonyms from standard input - a list, a log, an
exported trace - and a CSV file of known identifiers. It recomputes the
pseudonym of each identifier and prints "pseudonym,identifier" for those that
stand in the text, in the order of the file. Its memory grows with the number
of pseudonyms, not with that of the identifiers.`,
		Example: `  privacyctl resolve --keyring ring.yaml --domain user --ids customers.csv --column 2 < incident.txt`,
		Args:    cobra.NoArgs,
		RunE:    func(c *cobra.Command, _ []string) error { return f.run(c) },
	}
	f.rings = addRingFlags(c)
	c.Flags().StringVar(&f.domain, "domain", "", "`domain` of the identifiers, such as user or account")
	c.Flags().StringArrayVar(&f.tenants, "tenant", []string{""}, "`tenant` to try; may be repeated")
	c.Flags().StringVar(&f.ids, "ids", "", "CSV `file` of known identifiers")
	c.Flags().IntVar(&f.column, "column", 1, "`number` of the column that holds them, from 1")
	c.Flags().BoolVar(&f.fold, "fold", false, "lower-case identifiers first, as where the domain has fold: true (--config knows that by itself; emails always are)")
	_ = c.MarkFlagRequired("domain")
	_ = c.MarkFlagRequired("ids")
	return c
}

func (f *resolveFlags) run(c *cobra.Command) error {
	if err := hashing.ValidateDomain(f.domain); err != nil {
		return misuse(fmt.Errorf("--domain %w", err))
	}
	if f.column < 1 {
		return misuse(fmt.Errorf("--column must be at least 1, got %d", f.column))
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
	wanted, err := readPseudonyms(c.InOrStdin(), ring, f.domain)
	if err != nil {
		return err
	}
	wanted.report(c)
	if len(wanted.known) == 0 {
		return hint(fmt.Errorf("standard input must hold pseudonyms of the domain %s, got none that a key of the ring made", f.domain),
			"they look like %s_k1_ and 26 letters and digits", f.domain)
	}
	file, err := os.Open(f.ids)
	if err != nil {
		return fmt.Errorf("read identifiers: %w", err)
	}
	defer file.Close()
	in, done := withProgress(c, file)
	j := &join{
		subkeys: wanted.subkeys(ring, f.domain, f.tenants),
		fold:    f.fold || source.folds(f.domain),
		column:  f.column - 1,
		wanted:  wanted.known,
	}
	out := bufio.NewWriter(c.OutOrStdout())
	resolved, err := j.run(in, out)
	done()
	if err := errors.Join(err, out.Flush()); err != nil {
		return err
	}
	fmt.Fprintf(c.ErrOrStderr(), "pseudonyms resolved: %d of %d\n", resolved, len(wanted.known))
	return nil
}

// withProgress shows on a terminal how much of the file was read, until done
// is called.
func withProgress(c *cobra.Command, file *os.File) (in io.Reader, done func()) {
	screen, ok := c.ErrOrStderr().(*os.File)
	info, err := file.Stat()
	if !ok || !term.IsTerminal(int(screen.Fd())) || err != nil || !info.Mode().IsRegular() {
		return file, func() {}
	}
	bar := progressbar.NewOptions64(info.Size(),
		progressbar.OptionSetWriter(screen),
		progressbar.OptionSetDescription("resolving"),
		progressbar.OptionShowBytes(true),
		progressbar.OptionClearOnFinish(),
	)
	reader := progressbar.NewReader(file, bar)
	return &reader, func() { _ = bar.Clear() }
}

// pseudonyms are those that are looked for.
type pseudonyms struct {
	known   map[string]bool // of the domain and of keys in the ring
	keys    map[string]bool // the IDs of those keys
	unknown map[string]int  // count by ID of a key that the ring lacks
	foreign int             // of another domain
}

// maxToken is longer than any pseudonym of a sensible domain and key ID.
const maxToken = 4096

// readPseudonyms finds the pseudonyms in any text.
func readPseudonyms(in io.Reader, ring *hashing.Ring, domain string) (*pseudonyms, error) {
	p := &pseudonyms{known: map[string]bool{}, keys: map[string]bool{}, unknown: map[string]int{}}
	tokens := bufio.NewScanner(in)
	tokens.Buffer(nil, maxToken)
	tokens.Split(splitTokens)
	for tokens.Scan() {
		got, keyID, ok := hashing.Parse(tokens.Text())
		switch {
		case !ok:
		case got != domain:
			p.foreign++
		case ring.Key(keyID) == nil:
			p.unknown[keyID]++
		default:
			p.known[tokens.Text()] = true
			p.keys[keyID] = true
		}
	}
	return p, wrapInput(tokens.Err())
}

// splitTokens is a [bufio.SplitFunc] for runs of the characters that
// pseudonyms are made of. Of a run longer than the buffer it drops a part: no
// pseudonym is that long.
func splitTokens(data []byte, atEOF bool) (advance int, token []byte, err error) {
	start := 0
	for start < len(data) && !isTokenByte(data[start]) {
		start++
	}
	end := start
	for end < len(data) && isTokenByte(data[end]) {
		end++
	}
	switch {
	case end < len(data) || atEOF && end > start:
		return end, data[start:end], nil
	case atEOF || start > 0:
		return start, nil, nil
	case len(data) >= maxToken/2:
		return len(data), nil, nil
	}
	return 0, nil, nil
}

func isTokenByte(b byte) bool {
	return 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z' || '0' <= b && b <= '9' || b == '_' || b == '-'
}

func (p *pseudonyms) report(c *cobra.Command) {
	if p.foreign > 0 {
		warn(c, fmt.Sprintf("left out pseudonyms of other domains: %d", p.foreign), "")
	}
	for _, keyID := range slices.Sorted(maps.Keys(p.unknown)) {
		n := p.unknown[keyID]
		warn(c, fmt.Sprintf("left out pseudonyms of key %s, which the ring lacks: %d", keyID, n), "")
	}
}

// subkeys are those that can have made the pseudonyms.
func (p *pseudonyms) subkeys(ring *hashing.Ring, domain string, tenants []string) []*hashing.Subkey {
	var subkeys []*hashing.Subkey
	for _, k := range ring.Keys() {
		if !p.keys[k.ID()] {
			continue
		}
		for _, tenant := range tenants {
			subkeys = append(subkeys, k.Subkey(tenant, domain))
		}
	}
	return subkeys
}
