package main

import (
	"context"
	"fmt"

	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/attributesprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/redactionprocessor"
	"github.com/open-telemetry/opentelemetry-collector-contrib/processor/transformprocessor"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor"
)

// A contender is one thing that can be done to a batch.
type contender struct {
	name string
	do   func(ptrace.Traces) error
	// spans bounds the batch of contenders that need milliseconds for a span;
	// 0 takes the whole batch.
	spans int
}

// slowSpans is the batch of a contender that is thousands of times slower.
const slowSpans = 16

// demoKeyring has the key that the pseudonym vectors are made with.
var demoKeyring = map[string]any{"keys": []any{map[string]any{
	"id":     "k1",
	"secret": "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
}}}

var identityKeys = []string{"user.id", "user.account_id", "session.id", "enduser.id"}

// codec decodes and encodes batches in turn: what every collector pays anyway.
func codec(batches []ptrace.Traces) (func(ptrace.Traces) error, error) {
	wires := make([][]byte, len(batches))
	for i, b := range batches {
		wire, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(b)
		if err != nil {
			return nil, err
		}
		wires[i] = wire
	}
	next := 0
	return func(ptrace.Traces) error {
		td, err := (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(wires[next%len(wires)])
		if err != nil {
			return err
		}
		next++
		_, err = (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
		return err
	}, nil
}

// component makes a contender of a processor's factory and its configuration.
func component(name string, f processor.Factory, conf map[string]any) (contender, error) {
	cfg := f.CreateDefaultConfig()
	if err := confmap.NewFromStringMap(conf).Unmarshal(cfg); err != nil {
		return contender{}, fmt.Errorf("configure %s: %w", name, err)
	}
	ctx := context.Background()
	p, err := f.CreateTraces(ctx, processortest.NewNopSettings(f.Type()), cfg, consumertest.NewNop())
	if err != nil {
		return contender{}, fmt.Errorf("create %s: %w", name, err)
	}
	if err := p.Start(ctx, componenttest.NewNopHost()); err != nil {
		return contender{}, fmt.Errorf("start %s: %w", name, err)
	}
	return contender{name: name, do: func(td ptrace.Traces) error { return p.ConsumeTraces(ctx, td) }}, nil
}

// ours is this project's processor with extra configuration.
func ours(name string, extra map[string]any) (contender, error) {
	conf := map[string]any{"keyring": demoKeyring}
	for k, v := range extra {
		conf[k] = v
	}
	return component(name, privacyprocessor.NewFactory(), conf)
}

// idsOnly is the peer's own job: hash the identity attributes, look at nothing else.
func idsOnly() map[string]any {
	return map[string]any{"rules": []any{
		map[string]any{"attributes": []any{"user.id", "enduser.id"}, "action": "hash", "domain": "user"},
		map[string]any{"attributes": []any{"user.account_id"}, "action": "hash", "domain": "account"},
		map[string]any{"attributes": []any{"session.id"}, "action": "hash", "domain": "session"},
		map[string]any{"attributes": []any{"**"}, "action": "keep", "reason": "benchmark: the peer looks at nothing else"},
	}}
}

func peers() ([]contender, error) {
	rules := gitleaksPatterns()
	specs := []struct {
		name  string
		f     processor.Factory
		conf  map[string]any
		spans int
	}{
		{"attributes: unkeyed SHA-256 of the ID keys", attributesprocessor.NewFactory(), attributesConf(), 0},
		{"transform: SHA256 of the ID keys", transformprocessor.NewFactory(), transformConf(nil), 0},
		{"redaction, ID keys only", redactionprocessor.NewFactory(), redactionConf(nil), 0},
		{"redaction, 11 value regexes", redactionprocessor.NewFactory(), redactionConf(elevenPatterns), 64},
		{"transform, 11 patterns", transformprocessor.NewFactory(), transformConf(elevenPatterns), 64},
		{"redaction, 100 value regexes", redactionprocessor.NewFactory(), redactionConf(rules[:100]), slowSpans},
		{fmt.Sprintf("redaction, %d value regexes", len(rules)), redactionprocessor.NewFactory(), redactionConf(rules), slowSpans},
	}
	var out []contender
	for _, s := range specs {
		c, err := component(s.name, s.f, s.conf)
		if err != nil {
			return nil, err
		}
		c.spans = s.spans
		out = append(out, c)
	}
	return out, nil
}

func attributesConf() map[string]any {
	var actions []any
	for _, k := range identityKeys {
		actions = append(actions, map[string]any{"key": k, "action": "hash"})
	}
	return map[string]any{"actions": actions}
}

func transformConf(patterns []string) map[string]any {
	var statements []any
	for _, k := range identityKeys {
		statements = append(statements, fmt.Sprintf("set(span.attributes[%q], SHA256(span.attributes[%q])) where span.attributes[%q] != nil", k, k, k))
	}
	for _, p := range patterns {
		statements = append(statements, fmt.Sprintf("replace_all_patterns(span.attributes, \"value\", %q, \"****\")", p))
	}
	return map[string]any{"trace_statements": statements, "error_mode": "ignore"}
}

func redactionConf(patterns []string) map[string]any {
	return map[string]any{
		"allow_all_keys":       true,
		"blocked_key_patterns": []any{`^user\.id$`, `^user\.account_id$`, `^session\.id$`, `^enduser\.id$`},
		"blocked_values":       anys(patterns),
		"hash_function":        "hmac-sha256",
		"hmac_key":             "0123456789abcdef0123456789abcdef",
	}
}

func anys(in []string) []any {
	out := make([]any, len(in))
	for i, s := range in {
		out[i] = s
	}
	return out
}
