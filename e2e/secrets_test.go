package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// TestNoSecretShows runs a collector that talks as much as it can, with a key
// from the environment and one from a file, and looks for them in all that it
// says of itself: log, metrics, zpages, profiles, and its configuration.
func TestNoSecretShows(t *testing.T) {
	ctx := testContext(t)
	dir := t.TempDir()
	zpages, pprof, metrics := freeAddress(t), freeAddress(t), freeAddress(t)
	ring, output := filepath.Join(dir, "keyring.yaml"), filepath.Join(dir, "traces.jsonl")
	// Readable by others: the collector warns about it, and must not quote it.
	if err := os.WriteFile(ring, fmt.Appendf(nil, "keys: [{id: k2, secret: '%s'}]\n", testKey(100)), 0o644); err != nil {
		t.Fatal(err)
	}
	configs := []string{
		minimal,
		"yaml:processors::privacy/file::keyring::file: " + ring,
		"yaml:extensions: {zpages: {endpoint: '" + zpages + "'}, pprof: {endpoint: '" + pprof + "'}}",
		"yaml:service::extensions: [zpages, pprof]",
		"yaml:service::telemetry::logs::level: debug",
		"yaml:service::telemetry::metrics: {level: detailed, readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: " + strings.TrimPrefix(metrics, "127.0.0.1:") + "}}}}]}",
		"yaml:service::pipelines::traces/file: {receivers: [otlp], processors: [privacy/file], exporters: [file]}",
	}
	env := []string{"PRIVACY_KEY_K1=" + testKey(0), "OUTPUT=" + output}
	var log bytes.Buffer
	c, err := collector.Start(ctx, collector.Settings{Binary: binary, Configs: configs, Env: env, Log: &log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	if err := otlp.Post(ctx, c.HTTP, spansOf("orders", "", 3, func(i int, a pcommon.Map) { a.PutStr("user.id", user(i)) }), nil); err != nil {
		t.Fatal(err)
	}
	said := make(map[string]string)
	for _, page := range []string{
		zpages + "/debug/servicez", zpages + "/debug/pipelinez", zpages + "/debug/extensionz", zpages + "/debug/featurez",
		pprof + "/debug/pprof/goroutine?debug=1", pprof + "/debug/pprof/goroutine?debug=2", pprof + "/debug/pprof/heap?debug=1",
		pprof + "/debug/pprof/allocs?debug=1", pprof + "/debug/pprof/cmdline",
		metrics + "/metrics",
	} {
		said[page] = fetch(ctx, t, "http://"+page)
	}
	if err := c.Stop(); err != nil {
		t.Fatalf("collector did not stop cleanly: %v\n%s", err, c.Log())
	}
	said["the log"], said["the output"] = log.String(), string(readFile(t, output))
	for _, args := range [][]string{{"validate"}, {"print-config"}, {"print-config", "--format=json"}} {
		for _, config := range configs {
			args = append(args, "--config", config)
		}
		cmd := exec.CommandContext(ctx, binary, args...)
		cmd.Env = append(append(os.Environ(), env...), "OTLP_GRPC="+c.GRPC, "OTLP_HTTP="+c.HTTP)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", args[0], err, out)
		}
		said[strings.Join(args[:2], " ")] = string(out)
	}
	if !strings.Contains(said["print-config --config"], "[REDACTED]") {
		t.Errorf("print-config does not show the keyring at all:\n%s", said["print-config --config"])
	}
	for where, text := range said {
		for _, first := range []byte{0, 100} {
			for form, secret := range formsOf(t, testKey(first)) {
				if strings.Contains(text, secret) {
					t.Errorf("%s holds the secret as %s", where, form)
				}
			}
		}
	}
}

// formsOf are the texts that a secret could show itself as.
func formsOf(t *testing.T, secret string) map[string]string {
	t.Helper()
	raw, err := hex.DecodeString(strings.TrimPrefix(secret, "hex:"))
	if err != nil {
		t.Fatal(err)
	}
	return map[string]string{
		"bytes":            string(raw),
		"hex":              hex.EncodeToString(raw),
		"upper-case hex":   strings.ToUpper(hex.EncodeToString(raw)),
		"base64":           base64.RawStdEncoding.EncodeToString(raw),
		"base64url":        base64.RawURLEncoding.EncodeToString(raw),
		"base64 of hex":    base64.RawStdEncoding.EncodeToString([]byte(secret)),
		"%v":               decimals(raw, " "),
		"%#v":              strings.TrimSuffix(strings.TrimPrefix(fmt.Sprintf("%#v", raw), "[]byte{"), "}"),
		"JSON numbers":     decimals(raw, ","),
		"a part of it":     hex.EncodeToString(raw[8:20]),
		"quoted":           strings.Trim(fmt.Sprintf("%q", raw), `"`),
		"quoted by JSON":   strings.Trim(fmt.Sprintf("%+q", raw), `"`),
		"spaced hex bytes": fmt.Sprintf("% x", raw),
	}
}

// decimals are the bytes as numbers.
func decimals(raw []byte, between string) string {
	numbers := make([]string, len(raw))
	for i, b := range raw {
		numbers[i] = strconv.Itoa(int(b))
	}
	return strings.Join(numbers, between)
}
