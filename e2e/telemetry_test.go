package e2e

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
)

const ours = "otelcol_processor_privacy_"

const keyInUse = 48 * time.Hour

// The load: what the tests below expect is counted from it.
const (
	tracesSent = 5 // batches of spansEach spans
	spansEach  = 2
	logsSent   = 4 // in one batch, with an email and an ID each
	pointsSent = 3 // in one batch, with an ID each
	usersSent  = 5
)

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
