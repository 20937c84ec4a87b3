package main

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/confmap"

	"github.com/otel-privacy/privacyprocessor/extension/lookup"
)

// extensionFlags say where a command finds the settings of the lookup.
type extensionFlags struct {
	config    []string
	extension string
}

func addExtensionFlags(c *cobra.Command) *extensionFlags {
	f := &extensionFlags{}
	c.Flags().StringArrayVar(&f.config, "config", nil, "collector configuration `file` with a privacy_lookup extension; may be repeated")
	c.Flags().StringVar(&f.extension, "extension", "", "`name` of the extension in that configuration, where it has several")
	return f
}

// read returns the settings of the one extension meant.
func (f *extensionFlags) read() (*lookup.Config, error) {
	conf, err := resolveConfig(f.config)
	if err != nil {
		return nil, err
	}
	extensions, _ := conf.Get("extensions").(map[string]any)
	var ids []string
	for id := range maps.Keys(extensions) {
		kind, _, _ := strings.Cut(id, "/")
		if kind == "privacy_lookup" && (f.extension == "" || id == f.extension) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	switch {
	case len(ids) == 0:
		return nil, hint(errors.New("the configuration has no such extension"), "it must have a privacy_lookup extension, see --extension")
	case len(ids) > 1:
		return nil, hint(fmt.Errorf("the configuration has the extensions %s", strings.Join(ids, ", ")), "choose one with --extension")
	}
	settings, _ := extensions[ids[0]].(map[string]any)
	cfg := lookup.NewFactory().CreateDefaultConfig().(*lookup.Config)
	if err := confmap.NewFromStringMap(settings).Unmarshal(cfg); err != nil {
		return nil, fmt.Errorf("extensions::%s: %w", ids[0], err)
	}
	if err := confmap.Validate(cfg); err != nil {
		return nil, fmt.Errorf("extensions::%s: %w", ids[0], err)
	}
	return cfg, nil
}
