package lint

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite golden files")

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
			for _, w := range strings.Fields(m[2]) {
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
