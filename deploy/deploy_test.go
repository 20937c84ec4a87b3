package deploy

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// moreAlerts are rules that an example hands out.
const moreAlerts = "../examples/correlation/alerts.yaml"

var metricName = regexp.MustCompile(`otelcol_[a-z_]+`)

// TestMetricsExist fails when a rule or a panel asks for a metric that no
// component declares: such a rule never fires, such a panel stays empty.
func TestMetricsExist(t *testing.T) {
	declared := declaredMetrics(t)
	for _, file := range []string{"prometheus/privacy-alerts.yaml", "grafana/privacy.json", moreAlerts} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		used := metricName.FindAllString(string(text), -1)
		if len(used) == 0 {
			t.Errorf("%s uses no metric", file)
		}
		for _, name := range used {
			if !slices.Contains(declared, strings.TrimSuffix(name, "_bucket")) {
				t.Errorf("%s asks for %s, which no metadata.yaml declares", file, name)
			}
		}
	}
}

// TestAlertsHaveRunbooks fails when an alert has no page, or a page no alert.
func TestAlertsHaveRunbooks(t *testing.T) {
	var named []string
	for _, file := range []string{"prometheus/privacy-alerts.yaml", moreAlerts} {
		for _, a := range alertsOf(t, file) {
			want := "docs/runbooks/" + a.Alert + ".md"
			if got := a.Annotations["runbook_url"]; got != want {
				t.Errorf("%s: its runbook is %q, want %q", a.Alert, got, want)
			}
			named = append(named, "../"+want)
		}
	}
	pages, err := filepath.Glob("../docs/runbooks/*.md")
	slices.Sort(named)
	if err != nil || !slices.Equal(pages, named) {
		t.Errorf("the runbooks are %q, the alerts name %q (%v)", pages, named, err)
	}
}

// TestAlertsHaveTests fails when an alert of ours has no test.
func TestAlertsHaveTests(t *testing.T) {
	tests, err := os.ReadFile("prometheus/privacy-alerts_test.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range alertsOf(t, "prometheus/privacy-alerts.yaml") {
		if n := strings.Count(string(tests), "alertname: "+a.Alert+"\n"); n != 2 {
			t.Errorf("%s: got %d tests, want one that fires and one that is silent", a.Alert, n)
		}
	}
}

type alert struct {
	Alert       string
	Annotations map[string]string
}

// alertsOf reads the alerts of a file of rules.
func alertsOf(t *testing.T, name string) (alerts []alert) {
	t.Helper()
	var file struct{ Groups []struct{ Rules []alert } }
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	for _, g := range file.Groups {
		alerts = append(alerts, g.Rules...)
	}
	return alerts
}

// TestPageIsComplete fails when docs/observability.md leaves out a metric of the
// processor, or an alert.
func TestPageIsComplete(t *testing.T) {
	page, err := os.ReadFile("../docs/observability.md")
	if err != nil {
		t.Fatal(err)
	}
	const ours = "otelcol_processor_privacy_"
	for _, name := range declaredMetrics(t) {
		if short, ok := strings.CutPrefix(name, ours); ok && !strings.Contains(string(page), "`"+short+"`") {
			t.Errorf("docs/observability.md does not tell of %s", name)
		}
	}
	runbooks, err := filepath.Glob("../docs/runbooks/*.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range runbooks {
		if !strings.Contains(string(page), "(runbooks/"+filepath.Base(file)+")") {
			t.Errorf("docs/observability.md does not list the alert of %s", file)
		}
	}
}

// TestAlerts runs the rules' own unit tests by Prometheus' promtool.
func TestAlerts(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("SKIPPED: promtool is not installed (Debian package prometheus)")
	}
	out, err := exec.Command(promtool, "test", "rules", "prometheus/privacy-alerts_test.yaml").CombinedOutput()
	if err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
	if out, err := exec.Command(promtool, "check", "rules", moreAlerts).CombinedOutput(); err != nil {
		t.Errorf("promtool: %v\n%s", err, out)
	}
}

// TestDashboardParses holds what Grafana needs to draw a panel.
func TestDashboardParses(t *testing.T) {
	text, err := os.ReadFile("grafana/privacy.json")
	if err != nil {
		t.Fatal(err)
	}
	var board struct {
		Panels []struct {
			ID      int
			Type    string
			Title   string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(text, &board); err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, p := range board.Panels {
		if seen[p.ID] {
			t.Errorf("panel %q: ID %d is taken", p.Title, p.ID)
		}
		seen[p.ID] = true
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q has no query", p.Title)
		}
	}
}

// declaredMetrics are the names of all metrics as the Collector exports them.
func declaredMetrics(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, file := range []string{"../metadata.yaml", "../extension/lookup/metadata.yaml"} {
		var metadata struct {
			Telemetry struct{ Metrics map[string]any }
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := yaml.Unmarshal(text, &metadata); err != nil {
			t.Fatal(err)
		}
		for name := range metadata.Telemetry.Metrics {
			names = append(names, "otelcol_"+name)
		}
	}
	return names
}
