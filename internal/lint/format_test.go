package lint

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

const (
	base = `receivers: {otlp: {protocols: {grpc: {endpoint: "localhost:4317"}}}}
exporters: {otlp: {endpoint: "localhost:4317", tls: {insecure: true}}}
processors: {privacy: {keyring: {file: ring.yaml}}}
service: {pipelines: {traces: {receivers: [otlp], processors: [privacy], exporters: [otlp]}}}
`
	overlay = `exporters:
  otlp:
    endpoint: store:4317
service:
  pipelines:
    logs: {receivers: [otlp], exporters: [otlp]}
`
)

func checkOverlay(t *testing.T, s Settings) []Finding {
	t.Helper()
	findings, err := Check([]Source{{"base.yaml", []byte(base)}, {"overlay.yaml", []byte(overlay)}}, s)
	if err != nil {
		t.Fatal(err)
	}
	return findings
}

// TestText: files are merged, each finding has its own file and line, and a
// rule is explained once.
func TestText(t *testing.T) {
	var b bytes.Buffer
	if err := WriteText(&b, checkOverlay(t, testSettings())); err != nil {
		t.Fatal(err)
	}
	want := `base.yaml:2:54: warning: otlp sends in clear to another host [insecure_exporter]
    at   exporters::otlp::tls::insecure
    why  ` + insecureExporter.Why + `
    mend ` + insecureExporter.Mend + `
overlay.yaml:6:43: error: raw data reaches it: receiver otlp -> pipeline logs -> exporter otlp [bypass]
    at   service::pipelines::logs::exporters::0
    why  ` + bypass.Why + `
    mend ` + bypass.Mend + `
1 error, 1 warning, 0 info
`
	if b.String() != want {
		t.Errorf("WriteText:\n%s\nwant\n%s", b.String(), want)
	}
}

func TestJSON(t *testing.T) {
	var b bytes.Buffer
	if err := WriteJSON(&b, checkOverlay(t, testSettings())); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Findings []map[string]any
		Count    map[string]int
	}
	if err := json.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if len(got.Findings) != 2 || got.Count["error"] != 1 || got.Count["warning"] != 1 {
		t.Fatalf("WriteJSON:\n%s", b.String())
	}
	for _, key := range []string{"rule", "severity", "path", "file", "line", "column", "message", "why", "mend"} {
		if got.Findings[0][key] == nil || got.Findings[0][key] == "" {
			t.Errorf("a finding lacks %s:\n%s", key, b.String())
		}
	}
}

// TestSuppressionFile: by path, for all under it, until its day.
func TestSuppressionFile(t *testing.T) {
	tests := []struct {
		text string
		want []string // what is left
	}{
		{"- {rule: bypass, path: 'service::pipelines::logs', until: 2027-01-31, reason: a trial}", []string{"insecure_exporter"}},
		{"- {rule: bypass, until: 2027-01-31, reason: a trial}", []string{"insecure_exporter"}},
		{"- {rule: bypass, path: 'service::pipelines::log', until: 2027-01-31, reason: a trial}", []string{"suppression", "insecure_exporter", "bypass"}},
		{"- {rule: bypass, until: 2026-11-21, reason: its last day}", []string{"insecure_exporter"}},
		{"- {rule: bypass, until: 2026-11-20, reason: was a trial}", []string{"suppression", "insecure_exporter", "bypass"}},
	}
	for _, tt := range tests {
		s := testSettings()
		var err error
		if s.Suppressions, err = ParseSuppressions([]byte(tt.text)); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, f := range checkOverlay(t, s) {
			if f.Suppressed == "" {
				got = append(got, f.Rule)
			}
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("with %s: %q, want %q", tt.text, got, tt.want)
		}
	}
	var b bytes.Buffer
	if err := WriteText(&b, []Finding{{Rule: "suppression", Severity: Info, Message: "gone"}}); err != nil || !strings.HasPrefix(b.String(), "suppressions: info: gone") {
		t.Errorf("a finding about a file of suppressions: %q, %v", b.String(), err)
	}
}

func TestSuppressionFileFaults(t *testing.T) {
	for text, want := range map[string]string{
		"- {rule: nothing, until: 2027-01-31, reason: x}": `0: rule must be the ID of a rule, got "nothing"`,
		"- {rule: bypass, until: 2027-01-31}":             "0: reason must be given",
		"- {rule: bypass, until: soon, reason: x}":        `0: until must be a day such as 2027-01-31, got "soon"`,
		"- {rule: bypass, why: x}":                        "",
		"rule: bypass":                                    "",
	} {
		_, err := ParseSuppressions([]byte(text))
		if err == nil || want != "" && err.Error() != want {
			t.Errorf("ParseSuppressions(%q): error %v, want %q", text, err, want)
		}
	}
}

// TestDefaults: without settings a check still runs, by the clock.
func TestDefaults(t *testing.T) {
	findings := checkOverlay(t, Settings{})
	if count := Count(findings); count[Error] != 1 || count[Warning] != 1 {
		t.Errorf("findings %+v", findings)
	}
}

// TestMergeKeys: several merge keys, earlier ones first, the mapping itself
// before all.
func TestMergeKeys(t *testing.T) {
	n, err := parse("c.yaml", []byte("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 0}\n"), newExpander())
	if err != nil {
		t.Fatal(err)
	}
	c := n.at("c")
	if c.at("x").text() != "0" || c.at("y").text() != "1" || c.at("z").text() != "2" {
		t.Errorf("c is %v", c.raw())
	}
}

// TestAdopted: what a provider returns has all the forms that YAML has.
func TestAdopted(t *testing.T) {
	t.Setenv("CHECK_VALUE", "{list: [1, x, {deep: true}], none: null, more: '${env:CHECK_HOST}'}")
	t.Setenv("CHECK_HOST", "localhost")
	n, err := parse("c.yaml", []byte("a: ${env:CHECK_VALUE}\nb: ${env:CHECK_HOST}:1$$\n"), newExpander())
	if err != nil {
		t.Fatal(err)
	}
	a := n.at("a")
	if got := a.nearest([]string{"list", "2", "deep"}); !got.isTrue() || got.line != 1 || got.path != "a::list::2::deep" {
		t.Errorf("deep is %+v", got)
	}
	if a.at("more").text() != "localhost" || a.at("list").texts()[0] != "1" || a.at("none").kind != null {
		t.Errorf("a is %v", a.raw())
	}
	if got := n.at("b").text(); got != "localhost:1$" {
		t.Errorf("b is %q", got)
	}
}
