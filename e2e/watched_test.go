package e2e

import (
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// watched is a collector whose metrics page and keyring file are at hand.
type watched struct {
	*collector.Collector
	metrics string // address of the page
	lookup  string
	keyring string // file
}

func startWatched(t *testing.T, more ...string) *watched {
	t.Helper()
	dir := t.TempDir()
	w := &watched{metrics: freeAddress(t), lookup: freeAddress(t), keyring: filepath.Join(dir, "keyring.yaml")}
	w.writeRing(t, 1)
	traces := filepath.Join(dir, "traces.jsonl")
	if err := os.WriteFile(traces, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(w.metrics)
	var err error
	w.Collector, err = collector.Start(testContext(t), collector.Settings{
		Binary:  binary,
		Configs: append([]string{"testdata/telemetry.yaml"}, more...),
		Env: []string{
			"PRIVACY_KEYRING=" + w.keyring, "METRICS_PORT=" + port, "LOOKUP=" + w.lookup,
			"OUTPUT=" + traces, "AUDIT=" + filepath.Join(dir, "audit.jsonl"),
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = w.Stop() })
	return w
}

func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// writeRing writes a ring of k1, in force for two days, and as many keys that
// take effect in the future as are scheduled.
func (w *watched) writeRing(t *testing.T, scheduled int) {
	t.Helper()
	var b strings.Builder
	line := func(n int, from time.Time) {
		fmt.Fprintf(&b, "  - {id: k%d, secret: '%s', active_from: %s}\n", n, testKey(byte(40*n)), from.UTC().Format(time.RFC3339))
	}
	b.WriteString("keys:\n")
	line(1, time.Now().Add(-keyInUse))
	for i := range scheduled {
		line(i+2, time.Now().AddDate(1+i, 0, 0))
	}
	w.replaceRing(t, b.String())
}

func (w *watched) replaceRing(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(w.keyring+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(w.keyring+".new", w.keyring); err != nil {
		t.Fatal(err)
	}
}

func (w *watched) send(t *testing.T, batch any) {
	t.Helper()
	if err := otlp.Post(testContext(t), w.HTTP, batch, nil); err != nil {
		t.Fatalf("%v\n%s", err, w.Log())
	}
}

// page reads the metrics. What was sent is counted there: without batch, the
// processor is done before the receiver answers.
func (w *watched) page(ctx context.Context, t *testing.T) metricsPage {
	t.Helper()
	return readPage(ctx, t, w.metrics)
}

func (w *watched) sendLoad(t *testing.T) {
	t.Helper()
	for i := range tracesSent {
		w.send(t, spansOf("orders", "acme", spansEach, func(n int, a pcommon.Map) {
			a.PutStr("user.id", user(i*spansEach+n))
			a.PutStr("shop.mood", "fine")
			if i == 0 && n == 0 {
				a.PutStr("note", "from ann@example.com")
			}
		}))
	}
	w.send(t, spansOf("orders", "acme", 1, func(_ int, a pcommon.Map) {
		a.PutStr("user.id", "user_k1_lhfin5bga4by6bin2xpgu7mzp4")
	}))
	w.send(t, spansOf("unowned", "", 1, func(_ int, a pcommon.Map) { a.PutStr("user.id", user(0)) }))

	ld := plog.NewLogs()
	rl := ld.ResourceLogs().AppendEmpty()
	owned(rl.Resource().Attributes(), "orders", "acme")
	records := rl.ScopeLogs().AppendEmpty().LogRecords()
	for i := range logsSent {
		r := records.AppendEmpty()
		r.Body().SetStr("mail to ann@example.com")
		r.Attributes().PutStr("user.id", user(i))
	}
	w.send(t, ld)

	md := pmetric.NewMetrics()
	rm := md.ResourceMetrics().AppendEmpty()
	owned(rm.Resource().Attributes(), "orders", "acme")
	m := rm.ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	m.SetName("shop.orders")
	points := m.SetEmptySum().DataPoints()
	for i := range pointsSent {
		p := points.AppendEmpty()
		p.SetIntValue(1)
		p.Attributes().PutStr("user.id", user(i))
	}
	w.send(t, md)
}

func user(n int) string { return fmt.Sprintf("usr_k8x9m2q%d", n%usersSent) }

func owned(a pcommon.Map, service, tenant string) {
	a.PutStr("service.name", service)
	if tenant != "" {
		a.PutStr("tenant.id", tenant)
	}
}

// spansOf is a batch of n spans, each in a trace of its own.
func spansOf(service, tenant string, n int, fill func(int, pcommon.Map)) ptrace.Traces {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	owned(rs.Resource().Attributes(), service, tenant)
	spans := rs.ScopeSpans().AppendEmpty().Spans()
	for i := range n {
		s := spans.AppendEmpty()
		s.SetName("GET /orders")
		s.SetTraceID(pcommon.TraceID{15: byte(i + 1)})
		s.SetSpanID(pcommon.SpanID{7: byte(i + 1)})
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(time.Now()))
		fill(i, s.Attributes())
	}
	return td
}
