package e2e

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
)

// environment gives every variable of the examples a value.
func environment(t *testing.T) []string {
	t.Helper()
	keyring := filepath.Join(t.TempDir(), "keyring.yaml")
	content := "keys:\n  - id: k1\n    secret: " + testKey(0) + "\n"
	if err := os.WriteFile(keyring, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return []string{
		"PRIVACY_KEY_K1=" + testKey(0), "PRIVACY_KEY_K2=" + testKey(100), "PRIVACY_KEYRING=" + keyring,
		"GATEWAY=gateway.example:4317", "GATEWAY_TOKEN=a-token-for-tests", "STORE=store.example:4317", "LISTEN=127.0.0.1",
	}
}

// validate runs the distribution's validate command.
func validate(t *testing.T, configs ...string) (string, error) {
	t.Helper()
	args := []string{"validate"}
	for _, c := range configs {
		args = append(args, "--config", c)
	}
	cmd := exec.CommandContext(testContext(t), binary, args...)
	cmd.Env = append(os.Environ(), environment(t)...)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

// TestExamples has the distribution validate every configuration that we hand
// out, and privacyctl look for ways round the processor in it.
func TestExamples(t *testing.T) {
	n := 0
	err := filepath.WalkDir("../examples", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Base(path) != "collector.yaml" {
			return err
		}
		n++
		t.Run(filepath.Base(filepath.Dir(path)), func(t *testing.T) {
			if out, err := validate(t, path); err != nil {
				t.Errorf("validate %s: %v\n%s", path, err, out)
			}
			out, err := exec.CommandContext(testContext(t), privacyctl, "check", path).CombinedOutput()
			if err != nil {
				t.Errorf("privacyctl check %s: %v\n%s", path, err, out)
			}
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if n < 3 {
		t.Errorf("found %d examples, want at least 3", n)
	}
}

var yamlBlock = regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$")

// frame is a pipeline around a block that shows the processor alone.
const frame = `
receivers: {otlp: {protocols: {http: {}}}}
exporters: {nop: {}}
service: {pipelines: {traces: {receivers: [otlp], processors: [privacy], exporters: [nop]}}}
`

// extensionFrame is what stands around a block that shows extensions alone. The
// pipeline is there because a collector wants one.
const extensionFrame = `
receivers: {otlp: {protocols: {http: {}}}}
exporters: {nop: {}}
service: {extensions: [privacy_lookup], pipelines: {traces: {receivers: [otlp], exporters: [nop]}}}
`

// TestDocuments has the distribution validate every YAML block of the README and
// the pages under docs. A block's first words say what it is: a configuration,
// whole or of the processor alone, a keyring file, or a piece of
// builder-config.yaml.
func TestDocuments(t *testing.T) {
	pages, err := filepath.Glob("../docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	manifest := string(readFile(t, "../builder-config.yaml"))
	for _, page := range append([]string{readme}, pages...) {
		blocks := yamlBlock.FindAllStringSubmatch(string(readFile(t, page)), -1)
		if page == readme && len(blocks) == 0 {
			t.Error("found no YAML in the README")
		}
		for _, match := range blocks {
			block := match[1]
			first, _, _ := strings.Cut(block, "\n")
			t.Run(filepath.Base(page)+"/"+first, func(t *testing.T) {
				switch {
				case strings.HasPrefix(block, "# builder-config.yaml"):
					checkManifest(t, manifest, block)
				case strings.HasPrefix(block, "keys:"):
					checkKeyring(t, block)
				case strings.HasPrefix(block, "- "):
					// A list is for one of privacyctl's commands, whose own tests read it.
				case strings.Contains(block, "\nservice:"):
					checkConfig(t, "yaml:"+block)
				case strings.HasPrefix(block, "extensions:"):
					checkConfig(t, "yaml:"+extensionFrame, "yaml:"+block)
				case !strings.Contains(block, "privacy:"):
					checkConfig(t, minimal, "yaml:"+block)
				default:
					checkConfig(t, "yaml:"+frame, "yaml:"+block)
				}
			})
		}
	}
}

func checkConfig(t *testing.T, configs ...string) {
	t.Helper()
	if out, err := validate(t, configs...); err != nil {
		t.Errorf("validate: %v\n%s", err, out)
	}
}

var gomod = regexp.MustCompile(`gomod: (\S+) `)

// checkManifest demands that our own builder-config.yaml names the same modules.
func checkManifest(t *testing.T, manifest, block string) {
	t.Helper()
	for _, match := range gomod.FindAllStringSubmatch(block, -1) {
		if !strings.Contains(manifest, match[0]) {
			t.Errorf("builder-config.yaml has no %q", match[0])
		}
	}
}

// checkKeyring starts the distribution with the block as its keyring file: a
// file is read when the collector starts, not when it validates.
func checkKeyring(t *testing.T, block string) {
	t.Helper()
	block = regexp.MustCompile(`(?m)secret: (hex|base64):.*$`).ReplaceAllString(block, "secret: "+testKey(0))
	dir := t.TempDir()
	keyring := filepath.Join(dir, "keyring.yaml")
	if err := os.WriteFile(keyring, []byte(block), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := start(t, "yaml:processors::privacy::keyring: {keys: null, file: "+keyring+"}"); err != nil {
		t.Error(err)
	}
}

// start starts and stops a distribution with the minimal configuration and more.
func start(t *testing.T, more ...string) error {
	t.Helper()
	ctx, cancel := context.WithCancel(testContext(t))
	defer cancel()
	c, err := collector.Start(ctx, collector.Settings{
		Binary:  binary,
		Configs: append([]string{minimal, quiet}, more...),
		Env:     append(environment(t), "OUTPUT="+filepath.Join(t.TempDir(), "traces.jsonl")),
	})
	if err != nil {
		return err
	}
	return c.Stop()
}
