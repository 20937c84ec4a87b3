package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.yaml.in/yaml/v3"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

const ours = "otelcol_processor_privacy_"

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

const keyInUse = 48 * time.Hour

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

// The load: what the tests below expect is counted from it.
const (
	tracesSent = 5 // batches of spansEach spans
	spansEach  = 2
	logsSent   = 4 // in one batch, with an email and an ID each
	pointsSent = 3 // in one batch, with an ID each
	usersSent  = 5
)

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

// TestTelemetry sends a known load and holds every metric that metadata.yaml
// declares against it.
func TestTelemetry(t *testing.T) {
	ctx := testContext(t)
	w := startWatched(t)
	w.sendLoad(t)
	w.changeRing(ctx, t)
	page := w.page(ctx, t)
	spans := tracesSent*spansEach + 2
	for _, c := range []struct {
		metric, labels string
		want           int
	}{
		{"records", "signal=traces", spans},
		{"records", "signal=logs", logsSent},
		{"records", "signal=metrics", pointsSent},
		{"batches", "signal=traces,outcome=passed", tracesSent + 2},
		{"batches", "signal=logs,outcome=passed", 1},
		{"batches", "signal=metrics,outcome=passed", 1},
		{"batches", "outcome=refused", 0},
		{"batch_duration_count", "signal=traces", tracesSent + 2},
		{"batch_duration_count", "", tracesSent + 4},
		{"values", "signal=traces,place=span.attributes,action=hash,domain=user,detector=", spansEach * tracesSent},
		{"values", "signal=traces,place=span.attributes,action=mask,domain=,detector=email", 1},
		{"values", "signal=traces,action=mask,domain=user", 1}, // no tenant
		{"values", "signal=traces", spansEach*tracesSent + 2},
		{"values", "signal=logs,action=hash,domain=user", logsSent},
		{"values", "signal=logs,action=mask,detector=email", logsSent},
		{"values", "signal=logs", 2 * logsSent},
		{"values", "signal=metrics,action=hash,domain=user", pointsSent},
		{"values", "signal=metrics", pointsSent},
		{"pseudonyms", "signal=traces,domain=user,key_id=k1", spansEach * tracesSent},
		{"pseudonyms", "", spansEach*tracesSent + logsSent + pointsSent},
		{"already_pseudonymized", "signal=traces,domain=user", 1},
		{"already_pseudonymized", "", 1},
		{"failed_closed", "signal=traces,reason=no_tenant", 1},
		{"failed_closed", "", 1},
		{"service_records", "signal=traces,service=orders", spans - 1},
		{"service_records", "signal=traces,service=unowned", 1},
		{"service_records", "signal=logs,service=orders", logsSent},
		{"service_values", "signal=traces,service=orders", spansEach*tracesSent + 1},
		{"service_values", "signal=logs,service=orders", 2 * logsSent},
		{"unclassified_keys", "signal=traces,key=shop.mood", 1},
		{"distinct_identifiers", "signal=traces,domain=user", usersSent},
		{"distinct_pseudonyms", "signal=traces,domain=user", usersSent},
		{"key_active", "signal=traces,key_id=k1", 1},
		{"key_active", "signal=traces,key_id=k2", 0},
		{"keys_usable", "signal=logs", 1},
		{"keys_scheduled", "signal=traces", 2},
		{"keyring_reloads", "signal=traces,outcome=loaded", 1},
		{"keyring_reloads", "signal=traces,outcome=failed", 1},
		{"residual_samples", "signal=traces", spans},
		{"residual_samples", "", spans + logsSent + pointsSent},
		{"residual_findings", "", 0},
		{"report_only", "", 0},
	} {
		if got := page.sum(ours+c.metric, c.labels); got != float64(c.want) {
			t.Errorf("%s{%s} = %v, want %d", c.metric, c.labels, got, c.want)
		}
	}
	age := time.Duration(page.sum(ours+"key_age", "signal=traces,key_id=k1")) * time.Second
	if age < keyInUse || age > keyInUse+deadline {
		t.Errorf("key_age = %v, want %v", age, keyInUse)
	}
	if len(page.of(ours+"report_only", "")) != 3 {
		t.Error("report_only is not told by every signal")
	}
	everyMetricIsThere(t, page)
	if t.Failed() {
		t.Logf("the page:\n%v", page)
	}
}

// changeRing gives the collector a new ring, then a broken one, and waits until
// it has noticed both.
func (w *watched) changeRing(ctx context.Context, t *testing.T) {
	t.Helper()
	noticed := func(outcome string) func() bool {
		return func() bool {
			page := w.page(ctx, t)
			n := 0
			for _, s := range page.of(ours+"keyring_reloads", "outcome="+outcome) {
				n += int(s.value)
			}
			return n == 3 // signals
		}
	}
	w.writeRing(t, 2)
	waitFor(t, noticed("loaded"))
	w.replaceRing(t, "keys: [{id: k1, secret: hex:00}]\n")
	waitFor(t, noticed("failed"))
}

// everyMetricIsThere holds the page against metadata.yaml: each metric, with all
// of its attributes. What a defect alone moves is not there.
func everyMetricIsThere(t *testing.T, page metricsPage) {
	t.Helper()
	for name, labels := range declared(t, "../metadata.yaml") {
		series := name
		if len(page.of(name, "")) == 0 {
			series += "_count"
		}
		switch there := len(page.of(series, "")) > 0; {
		case name == ours+"residual_findings":
			if there {
				t.Errorf("%s is on the page: something was left in the output", name)
			}
			continue
		case !there:
			t.Errorf("%s is declared and not on the page", name)
			continue
		}
		for _, label := range labels {
			if !page.labeled(series, label) {
				t.Errorf("%s has no label %s", series, label)
			}
		}
	}
}

// declared are the metrics of a metadata.yaml and their labels.
func declared(t *testing.T, file string) map[string][]string {
	t.Helper()
	var metadata struct {
		Attributes map[string]struct {
			Override string `yaml:"name_override"`
		}
		Telemetry struct {
			Metrics map[string]struct{ Attributes []string }
		}
	}
	if err := yaml.Unmarshal(readFile(t, file), &metadata); err != nil {
		t.Fatal(err)
	}
	metrics := make(map[string][]string)
	for name, m := range metadata.Telemetry.Metrics {
		var labels []string
		for _, a := range m.Attributes {
			if o := metadata.Attributes[a].Override; o != "" {
				a = o
			}
			labels = append(labels, a)
		}
		metrics["otelcol_"+name] = labels
	}
	if len(metrics) == 0 {
		t.Fatalf("%s declares no metric", file)
	}
	return metrics
}

// TestReportOnlyIsLoud: a collector that changes nothing says so on the page and
// in its log.
func TestReportOnlyIsLoud(t *testing.T) {
	ctx := testContext(t)
	w := startWatched(t, "yaml:processors::privacy::report_only: true")
	w.sendLoad(t)
	page := w.page(ctx, t)
	for _, signal := range []string{"traces", "logs", "metrics"} {
		if got := page.sum(ours+"report_only", "signal="+signal); got != 1 {
			t.Errorf("report_only of %s = %v, want 1", signal, got)
		}
	}
	if n := page.sum(ours+"values", "signal=logs"); n != 2*logsSent {
		t.Errorf("values of logs = %v, want what would have been changed: %d", n, 2*logsSent)
	}
	if !strings.Contains(w.Log(), "report_only is on") {
		t.Errorf("the log does not say it:\n%s", w.Log())
	}
}

// lookUp asks the lookup once, so that it has something to count.
func (w *watched) lookUp(ctx context.Context, t *testing.T) {
	t.Helper()
	now := time.Now().UTC()
	body := fmt.Sprintf(`{"domain":"user","tenant":"acme","id":%q,"from":%q,"to":%q,"reason":"end-to-end test"}`,
		user(0), now.Add(-time.Hour).Format(time.RFC3339), now.Format(time.RFC3339))
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+w.lookup+"/api/v1/lookup", bytes.NewReader([]byte(body)))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	if resp.Body.Close() != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("lookup: %s", resp.Status)
	}
}
