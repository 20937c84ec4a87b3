package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/instance"
	"github.com/otel-privacy/privacyprocessor/internal/keyring"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// processorFlags say which processor of which collector configuration is meant.
type processorFlags struct {
	config    []string
	processor string
}

func addProcessorFlags(c *cobra.Command) *processorFlags {
	f := &processorFlags{}
	c.Flags().StringArrayVar(&f.config, "config", nil, "collector configuration `file` with the processor; may be repeated, as for the collector")
	c.Flags().StringVar(&f.processor, "processor", "", "`name` of the processor, such as privacy/strict, where the configuration has several")
	_ = c.MarkFlagFilename("config", "yaml", "yml")
	return f
}

// settings reads and validates the processor's configuration. A configuration
// that the collector would refuse is misuse: nothing was tried with it.
func (f *processorFlags) settings() (component.ID, component.Config, error) {
	conf, err := resolveConfig(f.config)
	if err != nil {
		return component.ID{}, nil, misuse(err)
	}
	id, cfg, err := instance.Config(privacyprocessor.NewFactory(), conf, f.processor)
	if err != nil {
		return id, nil, misuse(hint(err, "find out more with: privacyctl check %s", f.config[len(f.config)-1]))
	}
	return id, cfg, nil
}

// keyless reads the processor's configuration with a key that is made up on the
// spot, for what needs no pseudonyms that last: the real key is not on every
// machine on which a policy is looked at.
func (f *processorFlags) keyless() (component.ID, component.Config, error) {
	conf, err := resolveConfig(f.config)
	if err != nil {
		return component.ID{}, nil, misuse(err)
	}
	all := conf.ToStringMap()
	processors, _ := all["processors"].(map[string]any)
	for id, raw := range processors {
		settings, _ := raw.(map[string]any)
		if kind, _, _ := strings.Cut(id, "/"); kind != privacyprocessor.NewFactory().Type().String() {
			continue
		}
		if settings == nil {
			settings = map[string]any{}
			processors[id] = settings
		}
		settings["keyring"] = map[string]any{"keys": []any{map[string]any{"id": throwaway, "secret": keyring.NewSecret()}}}
	}
	id, cfg, err := instance.Config(privacyprocessor.NewFactory(), confmap.NewFromStringMap(all), f.processor)
	if err != nil {
		return id, nil, misuse(err)
	}
	return id, cfg, nil
}

// throwaway is the ID of a key that nobody keeps.
const throwaway = "throwaway"

// start runs the processor; what it has to say goes to log.
func (f *processorFlags) start(ctx context.Context, log io.Writer) (*instance.Instance, error) {
	id, cfg, err := f.settings()
	if err != nil {
		return nil, err
	}
	i, err := instance.New(ctx, privacyprocessor.NewFactory(), id, cfg, newLogger(log))
	if err != nil {
		return nil, misuse(err)
	}
	return i, nil
}

// newLogger prints warnings and errors, one a line.
func newLogger(w io.Writer) *zap.Logger {
	encoder := zapcore.NewConsoleEncoder(zapcore.EncoderConfig{
		MessageKey: "message", LevelKey: "level", EncodeLevel: zapcore.LowercaseLevelEncoder,
	})
	return zap.New(zapcore.NewCore(encoder, zapcore.AddSync(w), zapcore.WarnLevel))
}

// policyOf compiles the policy of a processor's configuration.
func policyOf(cfg component.Config) (*policy.Policy, error) {
	c, ok := cfg.(*privacyprocessor.Config)
	if !ok {
		return nil, fmt.Errorf("the configuration must be that of a privacy processor, got a %T", cfg)
	}
	return c.Policy()
}

// named says that something decides about the key: a rule, the built-in table,
// or the words of the key.
func named(p *policy.Policy, key string) bool {
	switch p.Decide(key).Source {
	case policy.FromDefault, policy.FromLevel:
		return false
	default:
		return true
	}
}
