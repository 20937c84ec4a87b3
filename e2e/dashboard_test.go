package e2e

import (
	"encoding/json"
	"errors"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/otel-privacy/privacyprocessor/e2e/prometheus"
)

const (
	dashboard = "../deploy/grafana/privacy.json"
	alerts    = "../deploy/prometheus/privacy-alerts.yaml"
)

// TestQueriesFitThePage holds every query of the dashboard and of the alert
// rules against the metrics page of a collector that worked: each metric that
// it names is there, and has each label that it names.
func TestQueriesFitThePage(t *testing.T) {
	ctx := testContext(t)
	w := startWatched(t)
	w.sendLoad(t)
	w.changeRing(ctx, t)
	w.lookUp(ctx, t)
	page := w.page(ctx, t)
	page = append(page, residualSeries(t)...)
	queries := dashboardQueries(t)
	maps.Copy(queries, alertQueries(t))
	for name, expr := range queries {
		checkQuery(t, page, name, expr)
	}
	if t.Failed() {
		t.Logf("the page:\n%v", page)
	}
}

// residualSeries is the one metric that a collector without a defect does not
// tell, as metadata.yaml declares it.
func residualSeries(t *testing.T) metricsPage {
	t.Helper()
	s := metricSeries{name: ours + "residual_findings", labels: make(map[string]string)}
	for _, label := range declared(t, "../metadata.yaml")[s.name] {
		s.labels[label] = ""
	}
	return metricsPage{s}
}

var (
	selector = regexp.MustCompile(`(otelcol_[a-z_]+)(?:\{([^}]*)\})?`)
	matcher  = regexp.MustCompile(`([a-z_]+)\s*(?:=~|!~|!=|=)\s*"([^"]*)"`)
	grouping = regexp.MustCompile(`\bby\s*\(([^)]*)\)`)
)

// checkQuery finds what a query names on the page. Prometheus adds the instance
// itself, and the buckets of a histogram have their bound.
func checkQuery(t *testing.T, page metricsPage, name, expr string) {
	t.Helper()
	selectors := selector.FindAllStringSubmatch(expr, -1)
	if len(selectors) == 0 {
		t.Errorf("%s names no metric: %s", name, expr)
	}
	var metrics []string
	for _, s := range selectors {
		metrics = append(metrics, s[1])
		if len(page.of(s[1], "")) == 0 {
			t.Errorf("%s asks for %s, which is not on the page", name, s[1])
			continue
		}
		for _, m := range matcher.FindAllStringSubmatch(s[2], -1) {
			if m[1] != "instance" && !page.labeled(s[1], m[1]) {
				t.Errorf("%s matches label %s, which %s does not have", name, m[1], s[1])
			}
		}
	}
	for _, g := range grouping.FindAllStringSubmatch(expr, -1) {
		for label := range strings.SplitSeq(g[1], ",") {
			label = strings.TrimSpace(label)
			has := func(metric string) bool { return page.labeled(metric, label) }
			if label != "instance" && !slices.ContainsFunc(metrics, has) {
				t.Errorf("%s groups by %s, which none of %v has", name, label, metrics)
			}
		}
	}
}

func dashboardQueries(t *testing.T) map[string]string {
	t.Helper()
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Templating struct {
			List []struct{ Name, Type, Query string }
		}
	}
	if err := json.Unmarshal(readFile(t, dashboard), &board); err != nil {
		t.Fatal(err)
	}
	queries := make(map[string]string)
	for _, p := range board.Panels {
		for i, target := range p.Targets {
			queries["panel "+p.Title+" "+string(rune('A'+i))] = target.Expr
		}
	}
	if len(queries) < 15 {
		t.Fatalf("%s has %d queries", dashboard, len(queries))
	}
	return queries
}

func alertQueries(t *testing.T) map[string]string {
	t.Helper()
	var file struct {
		Groups []struct {
			Rules []struct{ Alert, Expr string }
		}
	}
	if err := yaml.Unmarshal(readFile(t, alerts), &file); err != nil {
		t.Fatal(err)
	}
	queries := make(map[string]string)
	for _, g := range file.Groups {
		for _, r := range g.Rules {
			queries["alert "+r.Alert] = r.Expr
		}
	}
	if len(queries) < 10 {
		t.Fatalf("%s has %d rules", alerts, len(queries))
	}
	return queries
}

// TestPanelsAreNotEmpty has a real Prometheus scrape a collector under load,
// and asks it every query of the dashboard.
func TestPanelsAreNotEmpty(t *testing.T) {
	ctx := testContext(t)
	w := startWatched(t)
	p, err := prometheus.Start(ctx, t.TempDir(), w.metrics)
	if errors.Is(err, prometheus.ErrNotInstalled) {
		t.Skip("SKIPPED: ", err)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Stop)
	w.sendLoad(t)
	w.changeRing(ctx, t)
	empty := dashboardQueries(t)
	for name, query := range empty {
		empty[name] = strings.ReplaceAll(query, "$instance", ".*")
	}
	waitFor(t, func() bool {
		w.sendLoad(t) // a rate needs something that grows
		for name, query := range empty {
			n, err := p.Series(ctx, query)
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if n > 0 {
				delete(empty, name)
			}
		}
		return len(empty) == 0 || ctx.Err() != nil
	})
	for name, query := range empty {
		t.Errorf("%s stays empty: %s", name, query)
	}
}
