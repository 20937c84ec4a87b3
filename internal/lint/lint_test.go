package lint

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// testNow is the day on which all tests run.
var testNow = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func testSettings() Settings {
	return Settings{
		Now: testNow,
		Identifies: func(key string) bool {
			return slices.Contains([]string{"user.id", "enduser.id", "user.email", "customer.id", "session.id"}, key)
		},
		Secret: func(text string) bool { return strings.HasPrefix(text, "Bearer ") || strings.HasPrefix(text, "AKIA") },
		Validate: func(_ string, raw map[string]any) error {
			if raw["level"] == "unset" {
				return errors.New("keyring::keys::0: secret: must be set")
			}
			if _, ok := raw["keyring"]; !ok {
				return errors.New("keyring: must have a file or keys")
			}
			if raw["level"] == "loud" {
				return errors.New(`level: must be one of ["default" "strict" "stricter"], got "loud"`)
			}
			return nil
		},
	}
}

var wantComment = regexp.MustCompile(`# want((?:-above)?)((?: [a-z_]+:(?:error|warning|info))+)`)

// wants reads the findings that a file expects: "# want RULE:SEVERITY" at the
// line, or "# want-above" below it.
func wants(data []byte) []string {
	var list []string
	for i, line := range strings.Split(string(data), "\n") {
		for _, m := range wantComment.FindAllStringSubmatch(line, -1) {
			at := i + 1
			if m[1] != "" {
				at--
			}
			for w := range strings.FieldsSeq(m[2]) {
				list = append(list, fmt.Sprintf("%d %s", at, w))
			}
		}
	}
	slices.Sort(list)
	return list
}

// TestConfigs checks each configuration in testdata. A good one has no finding
// but those of severity info that it names; a bad one has exactly those that
// it names, at their lines.
func TestConfigs(t *testing.T) {
	files, err := filepath.Glob("testdata/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) < 40 {
		t.Errorf("testdata holds %d configurations, want at least 40", len(files))
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			findings, err := Check([]Source{{Name: file, Data: data}}, testSettings())
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			worst := Info
			for _, f := range findings {
				if f.Suppressed != "" {
					continue
				}
				got = append(got, fmt.Sprintf("%d %s:%s", f.Line, f.Rule, f.Severity))
				if f.Severity.AtLeast(worst) {
					worst = f.Severity
				}
			}
			slices.Sort(got)
			if want := wants(data); !slices.Equal(got, want) {
				var b bytes.Buffer
				_ = WriteText(&b, findings)
				t.Errorf("Check(%s) found\n%s\nwant\n%s\n\n%s", file, strings.Join(got, "\n"), strings.Join(want, "\n"), b.String())
			}
			if good := strings.HasSuffix(file, ".good.yaml"); good != (worst == Info) {
				t.Errorf("worst finding of %s is %s, which its name denies", file, worst)
			}
		})
	}
}

// TestEveryRuleIsShown: a rule that no configuration in testdata triggers is
// not tested.
func TestEveryRuleIsShown(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.yaml")
	shown := map[string]bool{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range wants(data) {
			rule, _, _ := strings.Cut(strings.Fields(w)[1], ":")
			shown[rule] = true
		}
	}
	for _, r := range Rules() {
		if !shown[r.ID] && r.ID != "keyring_mode" { // needs a file mode: TestKeyringFile
			t.Errorf("no configuration in testdata shows the rule %s", r.ID)
		}
		if r.Title == "" || r.Why == "" || r.Mend == "" {
			t.Errorf("rule %s must have a title, why and mend", r.ID)
		}
	}
}

// TestKeyringFile: a keyring file that is here is looked at; the findings stand
// where the configuration names it.
func TestKeyringFile(t *testing.T) {
	dir := t.TempDir()
	ring := filepath.Join(dir, "ring.yaml")
	text := "keys:\n  - {id: k1, secret: 'hex:00', active_from: 2020-01-01}\n"
	if err := os.WriteFile(ring, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(ring, 0o644); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile("testdata/minimal.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config := strings.Replace(string(data), "/etc/privacy/keyring.yaml", ring, 1)
	findings, err := Check([]Source{{Name: "collector.yaml", Data: []byte(config)}}, testSettings())
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range findings {
		got = append(got, fmt.Sprintf("%s:%s %s:%d %s", f.Rule, f.Severity, f.File, f.Line, f.Path))
	}
	at := " collector.yaml:8 processors::privacy::keyring::file"
	want := []string{"key_age:error" + at, "key_count:info" + at, "keyring_mode:warning" + at}
	if !slices.Equal(got, want) {
		t.Errorf("findings\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestReferences: providers resolve what they can, and what they cannot is
// unknown.
func TestReferences(t *testing.T) {
	t.Setenv("CHECK_HOST", "0.0.0.0")
	t.Setenv("CHECK_RECEIVERS", "{otlp: {protocols: {grpc: {endpoint: '0.0.0.0:1'}}}}")
	tests := []struct {
		endpoint string
		want     bool
	}{
		{"${env:CHECK_HOST}:4317", true},
		{"${CHECK_HOST}:4317", true},
		{"${env:CHECK_UNSET:-0.0.0.0}:4317", true},
		{"${yaml:0.0.0.0:4317}", true},
		{"${env:CHECK_UNSET}:4317", false},
		{"${vault:host}:4317", false},
		{"${env:${env:CHECK_HOST}}:4317", false},
		{"$${env:CHECK_HOST}:4317", false},
	}
	const text = "receivers: {otlp: {protocols: {grpc: {endpoint: %q}}}}\nexporters: {nop: }\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [nop]}}}\n"
	for _, tt := range tests {
		findings, err := Check([]Source{{Name: "c.yaml", Data: fmt.Appendf(nil, text, tt.endpoint)}}, testSettings())
		if err != nil {
			t.Fatal(err)
		}
		got := slices.ContainsFunc(findings, func(f Finding) bool { return f.Rule == "open_receiver" })
		if got != tt.want {
			t.Errorf("endpoint %s: open_receiver found: %t, want %t", tt.endpoint, got, tt.want)
		}
	}
	whole := "receivers: ${env:CHECK_RECEIVERS}\nexporters: {nop: }\nservice: {pipelines: {traces: {receivers: [otlp], exporters: [nop]}}}\n"
	findings, err := Check([]Source{{Name: "c.yaml", Data: []byte(whole)}}, testSettings())
	if err != nil || !slices.ContainsFunc(findings, func(f Finding) bool { return f.Rule == "open_receiver" && f.Line == 1 }) {
		t.Errorf("a section from a provider: %+v, %v", findings, err)
	}
}

// TestBounds: YAML that would take all memory is refused, not expanded.
func TestBounds(t *testing.T) {
	var bomb strings.Builder
	bomb.WriteString("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n")
	for i := 1; i < 9; i++ {
		fmt.Fprintf(&bomb, "a%d: &a%d [%s]\n", i, i, strings.TrimSuffix(strings.Repeat(fmt.Sprintf("*a%d, ", i-1), 10), ", "))
	}
	for name, text := range map[string]string{
		"bomb":  bomb.String(),
		"deep":  strings.Repeat("[", 1000) + strings.Repeat("]", 1000),
		"cycle": "a: &a {b: *a}",
		"keys":  "? [a]\n: b",
		"twice": "a: 1\na: 2",
	} {
		if _, err := Check([]Source{{Name: "c.yaml", Data: []byte(text)}}, testSettings()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := Check(nil, testSettings()); err == nil {
		t.Error("no source: no error")
	}
}

// TestSARIF: the members that code hosts need, in the types that they need.
func TestSARIF(t *testing.T) {
	data, err := os.ReadFile("testdata/suppressed.good.yaml")
	if err != nil {
		t.Fatal(err)
	}
	findings, err := Check([]Source{{Name: "deploy/collector.yaml", Data: data}}, testSettings())
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := WriteSARIF(&b, findings, "v1.2.3"); err != nil {
		t.Fatal(err)
	}
	var log struct {
		Version string
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name  string
					Rules []struct{ ID string }
				}
			}
			Results []struct {
				RuleID    string
				RuleIndex int
				Level     string
				Message   struct{ Text string }
				Locations []struct {
					PhysicalLocation struct{ Region struct{ StartLine int } }
				}
				Suppressions []struct{ Kind, Justification string }
			}
		}
	}
	if err := json.Unmarshal(b.Bytes(), &log); err != nil {
		t.Fatal(err)
	}
	run := log.Runs[0]
	if log.Version != "2.1.0" || run.Tool.Driver.Name != "privacyctl" || len(run.Tool.Driver.Rules) != len(Rules()) || len(run.Results) != 2 {
		t.Fatalf("SARIF:\n%s", b.String())
	}
	for _, r := range run.Results {
		if run.Tool.Driver.Rules[r.RuleIndex].ID != r.RuleID || r.Level != "warning" || r.Message.Text == "" ||
			r.Locations[0].PhysicalLocation.Region.StartLine == 0 || r.Suppressions[0].Justification == "" {
			t.Errorf("result %+v", r)
		}
	}
}
