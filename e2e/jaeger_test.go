package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// jaegerBinary is made by `make e2e`; it takes ten minutes to build.
const jaegerBinary = "../dist/jaeger"

const jaegerConfig = `
extensions:
  jaeger_storage: {backends: {mem: {memory: {max_traces: 100000}}}}
  jaeger_query:
    storage: {traces: mem}
    http: {endpoint: "%[2]s"}
    grpc: {endpoint: "%[3]s"}
receivers: {otlp: {protocols: {http: {endpoint: "%[1]s"}}}}
exporters: {jaeger_storage_exporter: {trace_storage: mem}}
service:
  extensions: [jaeger_storage, jaeger_query]
  telemetry: {metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], exporters: [jaeger_storage_exporter]}}
`

// rotated is a distribution that changes its key in the middle of the recording,
// has two tenants, and looks customers up in Jaeger.
const rotated = `
receivers: {otlp: {protocols: {http: {endpoint: "${env:OTLP_HTTP}"}, grpc: {endpoint: "${env:OTLP_GRPC}"}}}}
processors:
  privacy:
    keyring: {file: "%[1]s"}
    tenant: {attribute: deployment.environment.name}
exporters: {otlp_http: {endpoint: "http://%[2]s"}}
extensions:
  privacy_lookup:
    endpoint: "%[4]s"
    keyring: {file: "%[1]s"}
    backends: [{name: jaeger, type: jaeger, endpoint: "http://%[3]s"}]
    audit: {path: "%[5]s"}
    rate_limit: {per_minute: 1000}
service:
  extensions: [privacy_lookup]
  telemetry: {metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], processors: [privacy], exporters: [otlp_http]}}
`

// TestJaeger finds exactly the traces of each user of each tenant in a real
// Jaeger, over the change of a key. It is version 2.13, whose API v3 ignores the
// attribute filter.
func TestJaeger(t *testing.T) {
	if _, err := os.Stat(jaegerBinary); err != nil {
		t.Skip("SKIPPED: the lookup was NOT tested against a real Jaeger; `make e2e` builds one")
	}
	dir := t.TempDir()
	ports := loopback(t, 4)
	intake, query, page := ports[0], ports[1], ports[3]
	startJaeger(t, fmt.Sprintf(jaegerConfig, intake, query, ports[2]), query)

	ring := filepath.Join(dir, "ring.yaml")
	keys := "keys:\n  - {id: k1, secret: '" + testKey(0) + "'}\n  - {id: k2, secret: '" + testKey(100) + "', active_from: 2026-11-21T21:09:38Z}\n"
	if err := os.WriteFile(ring, []byte(keys), 0o600); err != nil {
		t.Fatal(err)
	}
	ctx := testContext(t)
	c, err := collector.Start(ctx, collector.Settings{
		Binary:  binary,
		Configs: []string{"yaml:" + fmt.Sprintf(rotated, ring, intake, query, page, filepath.Join(dir, "audit.jsonl"))},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	send := otlp.HTTP(c.HTTP)
	for _, td := range readTraces(t, shop) {
		other := ptrace.NewTraces()
		td.CopyTo(other)
		moveTo(other, "acme")
		for _, batch := range []ptrace.Traces{td, other} {
			if err := send(ctx, batch); err != nil {
				t.Fatal(err)
			}
		}
	}
	owners := ofUser(t)
	waitFor(t, func() bool { return len(askTenant(ctx, t, page, "70416177", "acme").traces) == 9 })
	bothKeys := 0
	started := time.Now()
	for id, want := range owners {
		for tenant, change := range map[string]func(string) string{"demo": func(s string) string { return s }, "acme": inAcme} {
			got := askTenant(ctx, t, page, id, tenant)
			if len(got.traces) != len(want) {
				t.Errorf("user %s of %s has %d traces, want %d; %q", id, tenant, len(got.traces), len(want), got.warnings)
			}
			for tr := range want {
				if !got.traces[change(tr)] {
					t.Errorf("user %s of %s lacks trace %s", id, tenant, change(tr))
				}
			}
			if got.pseudonyms == 2 {
				bothKeys++
			}
		}
	}
	t.Logf("%d lookups in Jaeger took %v each", 2*len(owners), (time.Since(started) / time.Duration(2*len(owners))).Round(time.Millisecond))
	if bothKeys != 40 {
		t.Errorf("%d lookups tried both keys, want all 40", bothKeys)
	}
	if got := askTenant(ctx, t, page, "70416177", "nobody"); len(got.traces) > 0 {
		t.Errorf("a tenant that does not exist has %d traces", len(got.traces))
	}
}

func startJaeger(t *testing.T, config, query string) {
	t.Helper()
	cmd := exec.CommandContext(testContext(t), jaegerBinary, "--config", "yaml:"+config)
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = 10 * time.Second
	var log strings.Builder
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(log.String())
		}
	})
	waitFor(t, func() bool {
		conn, err := net.DialTimeout("tcp", query, time.Second)
		return err == nil && conn.Close() == nil
	})
}

func loopback(t *testing.T, n int) (addresses []string) {
	t.Helper()
	for range n {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		addresses = append(addresses, l.Addr().String())
	}
	return addresses
}

// moveTo gives the traces to another tenant, under other trace IDs.
func moveTo(td ptrace.Traces, tenant string) {
	for _, rs := range td.ResourceSpans().All() {
		rs.Resource().Attributes().PutStr("deployment.environment.name", tenant)
		for _, ss := range rs.ScopeSpans().All() {
			for _, sp := range ss.Spans().All() {
				id := sp.TraceID()
				id[0] ^= 0xff
				sp.SetTraceID(id)
			}
		}
	}
}

// inAcme is the ID that moveTo gives a trace.
func inAcme(id string) string {
	var first byte
	_, _ = fmt.Sscanf(id[:2], "%02x", &first)
	return fmt.Sprintf("%02x", first^0xff) + id[2:]
}

type tenantAnswer struct {
	traces     map[string]bool
	pseudonyms int
	warnings   []string
}

func askTenant(ctx context.Context, t *testing.T, page, id, tenant string) tenantAnswer {
	t.Helper()
	body := fmt.Sprintf(`{"domain":"user","id":%q,"tenant":%q,"from":"2026-11-21T21:00:00Z","to":"2026-11-21T22:00:00Z","reason":"end-to-end test"}`, id, tenant)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+page+"/api/v1/lookup", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("lookup: %s, %v: %s", resp.Status, err, text)
	}
	var answer struct {
		Pseudonyms, Warnings []string
		Traces               []struct {
			TraceID string `json:"trace_id"`
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	out := tenantAnswer{traces: map[string]bool{}, pseudonyms: len(answer.Pseudonyms), warnings: answer.Warnings}
	for _, tr := range answer.Traces {
		out.traces[tr.TraceID] = true
	}
	return out
}
