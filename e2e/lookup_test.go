package e2e

import (
	"bytes"
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
	"testing"
	"time"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

const lookupExample = "../examples/lookup/collector.yaml"

// lookup is the distribution with the shop's traces in a file and the page.
type lookup struct {
	url   string
	audit string
	*collector.Collector
}

func startLookup(t *testing.T) *lookup {
	t.Helper()
	ctx := testContext(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	out := &lookup{url: "http://" + address, audit: filepath.Join(dir, "audit.jsonl")}
	out.Collector, err = collector.Start(ctx, collector.Settings{
		Binary:  binary,
		Configs: []string{lookupExample, quiet},
		Env: []string{
			"PRIVACY_KEY_K1=" + testKey(0), "OUTPUT=" + filepath.Join(dir, "traces.jsonl"),
			"AUDIT=" + out.audit, "LOOKUP=" + address,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = out.Stop() })
	send := otlp.HTTP(out.HTTP)
	for i, td := range readTraces(t, shop) {
		if err := send(ctx, td); err != nil {
			t.Fatalf("batch %d: %v", i, err)
		}
	}
	return out
}

// find returns the IDs of a user's traces. It is asked with the whole day.
func (l *lookup) find(ctx context.Context, t *testing.T, id string) map[string]bool {
	t.Helper()
	body := fmt.Sprintf(`{"domain":"user","id":%q,"from":"2026-11-21T00:00:00Z","to":"2026-11-22T00:00:00Z","reason":"end-to-end test"}`, id)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, l.url+"/api/v1/lookup", strings.NewReader(body))
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
		Traces []struct {
			TraceID string `json:"trace_id"`
		}
	}
	if err := json.Unmarshal(text, &answer); err != nil {
		t.Fatal(err)
	}
	out := map[string]bool{}
	for _, tr := range answer.Traces {
		out[tr.TraceID] = true
	}
	return out
}

// ofUser are the traces in which the recording names each user.
func ofUser(t *testing.T) map[string]map[string]bool {
	t.Helper()
	owners := map[string]map[string]bool{}
	for _, v := range readPlanted(t).Values {
		if v.Class == "user_id" {
			owners[v.Value] = map[string]bool{}
		}
	}
	for _, td := range readTraces(t, shop) {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, sp := range ss.Spans().All() {
					if id, ok := sp.Attributes().Get("user.id"); ok && owners[id.AsString()] != nil {
						owners[id.AsString()][sp.TraceID().String()] = true
					}
				}
			}
		}
	}
	return owners
}

// TestLookup finds exactly the traces of all twenty users in what the built
// distribution wrote, and its audit log is whole and without any of their IDs.
func TestLookup(t *testing.T) {
	l := startLookup(t)
	ctx := testContext(t)
	owners := ofUser(t)
	if len(owners) != 20 {
		t.Fatalf("the recording has %d users, want 20", len(owners))
	}
	waitFor(t, func() bool { return len(l.find(ctx, t, "70416177")) == len(owners["70416177"]) })
	for id, want := range owners {
		got := l.find(ctx, t, id)
		if len(got) != len(want) {
			t.Errorf("user %s has %d traces, want %d", id, len(got), len(want))
		}
		for tr := range got {
			if !want[tr] {
				t.Errorf("user %s was given trace %s of somebody else", id, tr)
			}
		}
	}
	if err := l.Stop(); err != nil {
		t.Fatalf("collector did not stop cleanly: %v\n%s", err, l.Log())
	}
	log, err := os.ReadFile(l.audit)
	if err != nil {
		t.Fatal(err)
	}
	for id := range owners {
		if bytes.Contains(log, []byte(id)) || strings.Contains(l.Log(), id) {
			t.Errorf("the audit log or the collector's log holds the ID %s", id)
		}
	}
	if out, err := exec.CommandContext(ctx, privacyctl, "audit", "verify", l.audit).CombinedOutput(); err != nil {
		t.Errorf("privacyctl audit verify: %v\n%s", err, out)
	}
}

// waitFor waits for what a running collector does in its own time.
func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	ctx := testContext(t)
	for !done() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatal("gave up waiting")
		}
	}
}
