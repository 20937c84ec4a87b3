package e2e

import (
	"net"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// TestTenantsOfRequests sends one ID for two tenants, named in the metadata of
// the requests, with batch in front of the processor.
func TestTenantsOfRequests(t *testing.T) {
	t.Run("batch keeps the metadata", func(t *testing.T) {
		users, page := sendTenants(t, "[x-tenant-id]")
		acme, globex := users["acme"], users["globex"]
		if !strings.HasPrefix(acme, "user_k1_") || !strings.HasPrefix(globex, "user_k1_") {
			t.Errorf("pseudonyms are %q and %q", acme, globex)
		}
		if acme == globex {
			t.Error("two tenants share the pseudonym of an ID")
		}
		if users["acme again"] != acme {
			t.Errorf("one tenant has two pseudonyms for an ID: %q and %q", acme, users["acme again"])
		}
		if n := page.sum(ours+"failed_closed", ""); n != 0 {
			t.Errorf("failed_closed = %v, want 0", n)
		}
	})
	// Not silently wrong: without metadata_keys, batch drops the metadata, and
	// the processor would have to guess whose the records are.
	t.Run("batch drops the metadata", func(t *testing.T) {
		users, page := sendTenants(t, "[]")
		for name, got := range users {
			if got != "[redacted:user]" {
				t.Errorf("%s: user.id = %q, want it masked", name, got)
			}
		}
		if n := page.sum(ours+"failed_closed", "reason=no_tenant"); n != float64(len(users)) {
			t.Errorf("failed_closed{reason=no_tenant} = %v, want %d", n, len(users))
		}
		if n := page.sum(ours+"pseudonyms", ""); n != 0 {
			t.Errorf("pseudonyms = %v, want 0", n)
		}
	})
}

// sendTenants returns the user.id of each span, by its name, and the metrics.
func sendTenants(t *testing.T, metadataKeys string) (map[string]string, metricsPage) {
	t.Helper()
	ctx := testContext(t)
	output := filepath.Join(t.TempDir(), "traces.jsonl")
	metrics := freeAddress(t)
	_, port, _ := net.SplitHostPort(metrics)
	c, err := collector.Start(ctx, collector.Settings{
		Binary: binary,
		Configs: []string{
			minimal,
			"yaml:receivers::otlp::protocols::http::include_metadata: true",
			"yaml:processors::privacy::tenant::metadata: x-tenant-id",
			"yaml:processors::batch: {timeout: 10ms, metadata_keys: " + metadataKeys + "}",
			"yaml:service::pipelines::traces::processors: [batch, privacy]",
			"yaml:service::telemetry::metrics::readers: [{pull: {exporter: {prometheus: {host: 127.0.0.1, port: " + port + ", without_type_suffix: true, without_units: true, without_scope_info: true}}}}]",
		},
		Env: []string{"PRIVACY_KEY_K1=" + testKey(0), "OUTPUT=" + output},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	requests := map[string]string{"acme": "acme", "globex": "globex", "acme again": "acme"}
	for name, tenant := range requests {
		td := spansOf("orders", "", 1, func(_ int, a pcommon.Map) { a.PutStr("user.id", user(0)) })
		nameSpans(td, name)
		if err := otlp.Post(ctx, c.HTTP, td, http.Header{"X-Tenant-Id": {tenant}}); err != nil {
			t.Fatalf("%v\n%s", err, c.Log())
		}
	}
	var page metricsPage
	waitFor(t, func() bool {
		page = readPage(ctx, t, metrics)
		return page.sum(ours+"records", "signal=traces") == float64(len(requests))
	})
	if err := c.Stop(); err != nil {
		t.Fatalf("collector did not stop cleanly: %v\n%s", err, c.Log())
	}
	return userByName(t, output), page
}

func nameSpans(td ptrace.Traces, name string) {
	for _, s := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		s.SetName(name)
	}
}
