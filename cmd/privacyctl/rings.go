package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.yaml.in/yaml/v3"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
	"github.com/otel-privacy/privacyprocessor/internal/nearest"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// ringFlags say where a command finds its ring: in a keyring file, or where
// the processor of a collector's configuration finds its own.
type ringFlags struct {
	keyring   string
	config    []string
	processor string
}

func addRingFlags(c *cobra.Command) *ringFlags {
	f := &ringFlags{}
	c.Flags().StringVar(&f.keyring, "keyring", "", "keyring `file`")
	c.Flags().StringArrayVar(&f.config, "config", nil, "collector configuration `file` whose privacy processor names the keyring; may be repeated")
	c.Flags().StringVar(&f.processor, "processor", "", "`name` of the processor in that configuration, where it has several with different keyrings")
	c.MarkFlagsOneRequired("keyring", "config")
	c.MarkFlagsMutuallyExclusive("keyring", "config")
	return f
}

// ringSource is a ring that a command may use, and what else the
// configuration around it says about pseudonyms.
type ringSource struct {
	file   string          // "" if the keys are inline
	inline []byte          // those, as the text of a keyring file
	named  []string        // domains under identifiers; nil if no configuration was read
	folded map[string]bool // of these, those whose values are lower-cased
}

// checkDomain refuses a domain that the configuration's processors do not
// write: nothing would be found under its pseudonyms, which reads as if there
// were nothing. A keyring alone names no domains, so there it is a warning.
func (s ringSource) checkDomain(c *cobra.Command, domain string) error {
	known := slices.Concat(policy.BuiltinDomains(), s.named)
	slices.Sort(known)
	known = slices.Compact(known)
	switch {
	case slices.Contains(known, domain):
		return nil
	case s.named == nil:
		warn(c, fmt.Sprintf("the domain %s is not built in%s", domain, nearest.Hint(domain, known)),
			"with --config in place of --keyring the configuration's own domains are known")
		return nil
	}
	return misuse(fmt.Errorf("--domain must be one of %s, got %q%s", known, domain, nearest.Hint(domain, known)))
}

// folds tells whether the processor lower-cases identifiers of the domain.
func (s ringSource) folds(domain string) bool {
	return policy.FoldsBuiltin(domain) || s.folded[domain]
}

// ring reads the ring; a file that others may read is warned about.
func (s ringSource) ring() (*hashing.Ring, error) {
	if s.file == "" {
		ring, err := keyring.Parse(s.inline)
		if err != nil {
			return nil, fmt.Errorf("read keyring of the configuration: %w", err)
		}
		return ring, nil
	}
	return keyring.Load(s.file)
}

// source finds out where the ring is, without reading it.
func (f *ringFlags) source() (ringSource, error) {
	if f.keyring != "" {
		return ringSource{file: f.keyring}, nil
	}
	conf, err := resolveConfig(f.config)
	if err != nil {
		return ringSource{}, err
	}
	return findRing(conf, f.processor)
}

// editable is the keyring file, for a command that changes it.
func (f *ringFlags) editable() (string, error) {
	s, err := f.source()
	if err != nil {
		return "", err
	}
	if s.file == "" {
		return "", hint(errors.New("the configuration holds its keys inline, and privacyctl changes only keyring files"),
			"edit the configuration, or move its keys to a file and name that under keyring::file")
	}
	return s.file, nil
}

// resolveConfig reads a configuration as the collector does.
func resolveConfig(uris []string) (*confmap.Conf, error) {
	located := make([]string, len(uris))
	for i, uri := range uris {
		located[i] = uri
		if scheme, _, found := strings.Cut(uri, ":"); !found || len(scheme) < 2 || filepath.IsAbs(uri) {
			located[i] = "file:" + uri
		}
	}
	resolver, err := confmap.NewResolver(confmap.ResolverSettings{
		URIs:          located,
		DefaultScheme: "env",
		ProviderFactories: []confmap.ProviderFactory{
			envprovider.NewFactory(), fileprovider.NewFactory(), yamlprovider.NewFactory(),
		},
	})
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	ctx := context.Background()
	conf, err := resolver.Resolve(ctx)
	if err != nil {
		return nil, fmt.Errorf("read configuration: %w", err)
	}
	return conf, resolver.Shutdown(ctx)
}

// findRing takes the ring of the privacy processors of conf, which must agree
// on it unless one of them is named.
func findRing(conf *confmap.Conf, name string) (ringSource, error) {
	processors, _ := conf.Get("processors").(map[string]any)
	found := map[string]ringSource{}
	for id, settings := range processors {
		kind, _, _ := strings.Cut(id, "/")
		if kind != "privacy" || name != "" && id != name {
			continue
		}
		s, err := readRingSource(settings)
		if err != nil {
			return ringSource{}, fmt.Errorf("processors::%s::%w", id, err)
		}
		found[id] = s
	}
	ids := slices.Sorted(maps.Keys(found))
	if len(ids) == 0 {
		if name == "" {
			name = "privacy processor"
		} else {
			name = "processor " + name
		}
		return ringSource{}, fmt.Errorf("the configuration has no %s", name)
	}
	first := found[ids[0]]
	for _, id := range ids[1:] {
		first.named = append(first.named, found[id].named...)
		maps.Copy(first.folded, found[id].folded)
		if found[id].file != first.file || string(found[id].inline) != string(first.inline) {
			return ringSource{}, hint(fmt.Errorf("the processors %s have different keyrings", strings.Join(ids, ", ")), "choose one with --processor")
		}
	}
	return first, nil
}

// readRingSource reads the settings of one processor, as far as they matter.
func readRingSource(settings any) (ringSource, error) {
	fields, _ := settings.(map[string]any)
	ring, _ := fields["keyring"].(map[string]any)
	s := ringSource{named: []string{}, folded: map[string]bool{}}
	s.file, _ = ring["file"].(string)
	if keys := ring["keys"]; s.file == "" {
		// The one reader of keyrings reads these too, with the same messages.
		text, err := yaml.Marshal(map[string]any{"keys": keys})
		if err != nil || keys == nil {
			return ringSource{}, errors.New("keyring must have a file or keys")
		}
		s.inline = text
	}
	identifiers, _ := fields["identifiers"].([]any)
	for _, entry := range identifiers {
		e, _ := entry.(map[string]any)
		domain, _ := e["domain"].(string)
		s.named = append(s.named, domain)
		if e["fold"] == true {
			s.folded[domain] = true
		}
	}
	return s, nil
}
