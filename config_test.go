package privacyprocessor

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.opentelemetry.io/collector/exporter"
	"go.opentelemetry.io/collector/exporter/exportertest"
	"go.opentelemetry.io/collector/otelcol"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/receiver"
	"go.opentelemetry.io/collector/receiver/receivertest"
	"go.opentelemetry.io/collector/service/telemetry"
	"go.uber.org/zap"
	"go.uber.org/zap/zapcore"
	"go.uber.org/zap/zaptest/observer"
)

// TestGoodConfigs starts a real collector with each testdata/config/*.good.yaml
// as the processor's options.
func TestGoodConfigs(t *testing.T) {
	for _, path := range configs(t, "good") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			options, err := os.ReadFile(path)
			require.NoError(t, err)
			require.NoError(t, runCollector(t, string(options)))
		})
	}
}

// TestBadConfigs does the same with each *.bad.yaml: the collector refuses to
// start with the message that stands in the file's first comment. With -update
// the comments are rewritten.
func TestBadConfigs(t *testing.T) {
	for _, path := range configs(t, "bad") {
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			want, options := splitComment(string(text))
			err = runCollector(t, options)
			require.Error(t, err, "the collector started")
			got := strings.TrimRight(err.Error(), "\n")
			if f := flag.Lookup("update"); f != nil && f.Value.String() == "true" {
				require.NoError(t, os.WriteFile(path, []byte(comment(got)+options), 0o600))
				return
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("message (-want +got):\n%s", diff)
			}
		})
	}
}

// configs lists the configurations of a kind.
func configs(t *testing.T, kind string) []string {
	t.Helper()
	paths, err := filepath.Glob("testdata/config/*." + kind + ".yaml")
	require.NoError(t, err)
	require.NotEmpty(t, paths)
	return paths
}

// splitComment splits the comment at the beginning of a file from the rest.
func splitComment(text string) (comment, rest string) {
	var lines []string
	for strings.HasPrefix(text, "#") {
		line, more, _ := strings.Cut(text, "\n")
		lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(line, "#"), " "))
		text = more
	}
	return strings.Join(lines, "\n"), text
}

func comment(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		b.WriteString(strings.TrimRight("# "+line, " ") + "\n")
	}
	return b.String()
}

// testKey is a secret that is random enough to pass and guards nothing.
func testKey(n byte) string {
	secret := make([]byte, 32)
	for i := range secret {
		secret[i] = byte(i*i*7+i*31) ^ n
	}
	return "hex:" + hex.EncodeToString(secret)
}

// setKeys sets the environment that the configurations refer to.
func setKeys(t *testing.T) {
	t.Helper()
	for n, id := range []string{"K0", "K1", "K2"} {
		t.Setenv("PRIVACY_KEY_"+id, testKey(byte(n)))
	}
	path := filepath.Join(t.TempDir(), "keyring.yaml")
	require.NoError(t, os.WriteFile(path, []byte("keys: [{id: k1, secret: "+testKey(1)+"}]\n"), 0o600))
	t.Setenv("PRIVACY_KEYRING_FILE", path)
}

// runCollector starts a collector of which our processor is the only part that
// does something, and stops it once it runs. The error is what it would print.
func runCollector(t *testing.T, options string) error {
	t.Helper()
	setKeys(t)
	col, err := otelcol.NewCollector(otelcol.CollectorSettings{
		Factories:               factories,
		DisableGracefulShutdown: true,
		LoggingOptions:          []zap.Option{zap.WrapCore(func(zapcore.Core) zapcore.Core { return zapcore.NewNopCore() })},
		ConfigProviderSettings: otelcol.ConfigProviderSettings{ResolverSettings: confmap.ResolverSettings{
			URIs:              []string{"yaml:" + collectorYAML(options)},
			ProviderFactories: []confmap.ProviderFactory{yamlprovider.NewFactory(), envprovider.NewFactory()},
			DefaultScheme:     "env",
		}},
	})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- col.Run(ctx) }()
	for {
		select {
		case err := <-done:
			return err
		case <-ctx.Done():
			return errors.New("the collector neither started nor refused to")
		case <-time.After(time.Millisecond):
			if col.GetState() == otelcol.StateRunning {
				col.Shutdown()
				return <-done
			}
		}
	}
}

func factories() (otelcol.Factories, error) {
	receivers, err := otelcol.MakeFactoryMap[receiver.Factory](receivertest.NewNopFactory())
	if err != nil {
		return otelcol.Factories{}, err
	}
	processors, err := otelcol.MakeFactoryMap[processor.Factory](NewFactory())
	if err != nil {
		return otelcol.Factories{}, err
	}
	exporters, err := otelcol.MakeFactoryMap[exporter.Factory](exportertest.NewNopFactory())
	return otelcol.Factories{
		Receivers: receivers, Processors: processors, Exporters: exporters,
		Telemetry: telemetry.NewFactory(func() component.Config { return &struct{}{} }),
	}, err
}

func collectorYAML(options string) string {
	var b strings.Builder
	b.WriteString("receivers: {nop: }\nexporters: {nop: }\nprocessors:\n  privacy:\n")
	for line := range strings.Lines(options) {
		b.WriteString("    " + line)
	}
	b.WriteString(`
service:
  pipelines:
    traces: {receivers: [nop], processors: [privacy], exporters: [nop]}
`)
	return b.String()
}

// TestUntilEndsARule moves the clock past the end of a rule.
func TestUntilEndsARule(t *testing.T) {
	end := time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	c := Config{Rules: []RuleConfig{{Attributes: []string{"a"}, Action: ActionDrop, Until: Time{end}}}}
	c.now = func() time.Time { return end.Add(-time.Second) }
	require.NoError(t, c.Validate())
	c.now = func() time.Time { return end }
	require.EqualError(t, c.Validate(), "rules::0::until: must be in the future, got 2027-06-30: decide again whether the rule is still needed")
}

// TestStartNamesKeysNotSecrets reads the log of a start.
func TestStartNamesKeysNotSecrets(t *testing.T) {
	core, logs := observer.New(zap.DebugLevel)
	c := loadGood(t, "full")
	made, err := c.compile(zap.New(core))
	require.NoError(t, err)
	require.NoError(t, made.keys.Close())
	first := logs.All()[0]
	require.Equal(t, "Pseudonyms are made with these keys.", first.Message)
	require.Equal(t, "k1", first.ContextMap()["in_force"])
	keys := first.ContextMap()["keys"].([]any)
	require.Len(t, keys, 3)
	for i, key := range made.keys.Ring().Keys() {
		require.Contains(t, keys[i], key.ID()+" ("+key.Fingerprint())
	}
	require.Equal(t, zap.WarnLevel, logs.All()[1].Level, "report_only must be loud")
	var printed bytes.Buffer
	for _, entry := range logs.All() {
		text, err := zapcore.NewJSONEncoder(zapcore.EncoderConfig{}).EncodeEntry(entry.Entry, entry.Context)
		require.NoError(t, err)
		printed.Write(text.Bytes())
	}
	for n := range byte(3) {
		require.NotContains(t, printed.String(), strings.TrimPrefix(testKey(n), "hex:"))
	}
}

// TestConfigKeepsItsSecrets prints a configuration in every way there is.
func TestConfigKeepsItsSecrets(t *testing.T) {
	c := loadGood(t, "full")
	conf := confmap.New()
	require.NoError(t, conf.Marshal(c))
	for _, printed := range []string{fmt.Sprintf("%v", c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", c), fmt.Sprintf("%v", conf.ToStringMap())} {
		for n := range byte(3) {
			require.NotContains(t, printed, strings.TrimPrefix(testKey(n), "hex:"))
		}
	}
}

// loadGood reads a good configuration, as the collector does.
func loadGood(t *testing.T, name string) *Config {
	t.Helper()
	setKeys(t)
	options, err := os.ReadFile(filepath.Join("testdata", "config", name+".good.yaml"))
	require.NoError(t, err)
	resolver, err := confmap.NewResolver(confmap.ResolverSettings{
		URIs:              []string{"yaml:" + string(options)},
		ProviderFactories: []confmap.ProviderFactory{yamlprovider.NewFactory(), envprovider.NewFactory()},
	})
	require.NoError(t, err)
	conf, err := resolver.Resolve(t.Context())
	require.NoError(t, err)
	c := NewFactory().CreateDefaultConfig()
	require.NoError(t, conf.Unmarshal(c))
	require.NoError(t, confmap.Validate(c))
	return c.(*Config)
}
