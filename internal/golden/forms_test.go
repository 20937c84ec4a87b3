package golden

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/xml"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// TestForms: the expected file is written in the form of the input, whatever
// that is, and read again.
func TestForms(t *testing.T) {
	td := ptrace.NewTraces()
	td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty().Attributes().PutStr("user.id", "usr_k8x9m2q7")
	for ext, format := range map[string]otlpfile.Format{
		".json":  {},
		".jsonl": {Compression: otlpfile.Gzip},
		".binpb": {Encoding: otlpfile.Proto, Framing: otlpfile.Delimited},
	} {
		dir := t.TempDir()
		input := filepath.Join(dir, "input"+ext)
		record := otlpfile.Telemetry{Traces: td}
		if err := writeAll(input, format, []otlpfile.Telemetry{record, record}); err != nil {
			t.Fatal(err)
		}
		cases, err := Find(dir)
		if err != nil {
			t.Fatal(err)
		}
		if r := Run(context.Background(), cases[0], policy(hashes), Settings{Update: true}); !r.Passed() || !r.Updated {
			t.Errorf("%s: %s", ext, outcome(&r))
		}
		if r := Run(context.Background(), cases[0], policy(hashes), Settings{}); !r.Passed() {
			t.Errorf("%s: %s", ext, outcome(&r))
		}
		if _, got, err := readAll(filepath.Join(dir, "expected"+ext)); err != nil || got != format {
			t.Errorf("%s: the expected file has format %+v, error %v, want %+v", ext, got, err, format)
		}
	}
}

// TestReplacedBytes: bytes hold texts too, and so does what leaked into them.
func TestReplacedBytes(t *testing.T) {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	before := []Field{{Record: 1, Path: "a", Type: "bytes", Value: b64("mail bob@example.com")}}
	after := []Field{{Record: 1, Path: "a", Type: "bytes", Value: b64("mail [redacted:email]")}}
	if got := Replaced(before, after); !slices.Equal(got, []string{"bob@example.com"}) {
		t.Errorf("Replaced = %q", got)
	}
	leaked := []Field{{Record: 1, Path: "b", Type: "bytes", Value: b64("\xff\xfe bob@example.com")}}
	if got := findLeaks([]string{"bob@example.com"}, leaked); len(got) != 1 {
		t.Errorf("findLeaks in bytes that are no text: %v", got)
	}
}

func TestReport(t *testing.T) {
	long := strings.Repeat("é", maxShown)
	r := Result{
		Case:  Case{Name: "login"},
		Order: true,
		Diffs: []Diff{{Got: &Field{Record: 1, Path: "p", Place: "span attribute", Attribute: "n", Type: "int", Value: "7"}}, {Expected: &Field{Value: long}}},
	}
	var b bytes.Buffer
	r.Write(&b, true)
	for _, want := range []string{"\x1b[31mFAIL\x1b[0m    login", "span attribute n", "7 int", "...", "(absent)", "not their order"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
	if strings.Contains(b.String(), long) || strings.Contains(b.String(), "\ufffd") {
		t.Error("a long value must be cut, between characters")
	}
}

// TestBrokenFiles: what cannot be read fails the case, and says where.
func TestBrokenFiles(t *testing.T) {
	c := newCase(t, "GET /", map[string]string{"expected.json": `{"resourceSpans":[{"resource":`})
	r := Run(context.Background(), c, policy(hashes), Settings{})
	if r.Err == nil || !strings.Contains(r.Err.Error(), "expected.json: record 1 at byte 0: ") {
		t.Errorf("broken expected file: %v", r.Err)
	}
	if err := os.WriteFile(c.Input, []byte(`{"resourceSpans":[{"resource":7}]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	r = Run(context.Background(), c, policy(hashes), Settings{})
	if r.Err == nil || !strings.Contains(r.Err.Error(), "read input: ") {
		t.Errorf("broken input: %v", r.Err)
	}
}

func TestJUnit(t *testing.T) {
	results := []Result{
		{Case: Case{Name: "good"}},
		{Case: Case{Name: "bad <&>"}, Unclassified: []string{"x"}},
		{Case: Case{Name: "broken"}, Err: errors.New("no")},
	}
	var b bytes.Buffer
	if err := WriteJUnit(&b, results); err != nil {
		t.Fatal(err)
	}
	var got junit
	if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got.Tests != 3 || got.Failures != 1 || got.Errors != 1 || len(got.Cases) != 3 ||
		got.Cases[0].Failure != nil || got.Cases[1].Failure == nil || got.Cases[2].Error == nil || got.Cases[1].Name != "bad <&>" {
		t.Errorf("JUnit report:\n%s", b.String())
	}
}
