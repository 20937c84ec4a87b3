package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

var (
	pythonBlock = regexp.MustCompile("(?ms)^```python\n(.*?)^```$")
	diffBlock   = regexp.MustCompile("(?ms)^```diff\n(.*?)^```$")
	diffLine    = regexp.MustCompile(`^([ +-]) (\S+) {2,}(.*)$`)
)

// againstVectors is appended to the README's program.
const againstVectors = `
import json, sys

for v in json.load(open(sys.argv[1])):
    value = int(v["value"]) if v["type"] == "double" else v["value"]
    got = pseudonym(bytes.fromhex(v["secret_hex"]), v["key_id"], v["domain"], value, v["tenant"], v["fold"])
    if got != v["pseudonym"]:
        sys.exit("%s: got %s, want %s" % (v["note"], got, v["pseudonym"]))
    print(got)
`

// TestProgram runs the README's program against the frozen vectors.
func TestProgram(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("SKIPPED: the README's program was not run, there is no python3 on this machine")
	}
	match := pythonBlock.FindSubmatch(readFile(t, readme))
	if match == nil {
		t.Fatal("found no program in the README")
	}
	script := filepath.Join(t.TempDir(), "pseudonym.py")
	if err := os.WriteFile(script, append(match[1], againstVectors...), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(testContext(t), python, script, vectors).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), "\n"); n < 20 {
		t.Errorf("the program computed %d pseudonyms, want 20", n)
	}
}

// TestSpan sends the span that opens the README through the distribution and
// expects the one that the README shows.
func TestSpan(t *testing.T) {
	match := diffBlock.FindSubmatch(readFile(t, readme))
	if match == nil {
		t.Fatal("found no span in the README")
	}
	before, want := ptrace.NewTraces(), make(map[string]string)
	span := before.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID(pcommon.TraceID{1})
	span.SetSpanID(pcommon.SpanID{1})
	for line := range strings.Lines(string(match[1])) {
		part := diffLine.FindStringSubmatch(strings.TrimSuffix(line, "\n"))
		if part == nil {
			t.Fatalf("cannot read line %q", line)
		}
		sign, key, value := part[1], part[2], part[3]
		if sign != "-" {
			want[key] = value
		}
		if sign != "+" {
			set(span, key, value)
		}
	}

	after := readTraces(t, sanitize(t, "http", []ptrace.Traces{before}))
	got := after[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
	for key, value := range want {
		if text := get(got, key); text != value {
			t.Errorf("%s = %q, the README says %q", key, text, value)
		}
	}
}

func set(span ptrace.Span, key, value string) {
	switch key {
	case "span.name":
		span.SetName(value)
	case "status.message":
		span.Status().SetMessage(value)
	default:
		if strings.HasPrefix(key, "http.request.header.") {
			span.Attributes().PutEmptySlice(key).AppendEmpty().SetStr(value)
			return
		}
		span.Attributes().PutStr(key, value)
	}
}

func get(span ptrace.Span, key string) string {
	switch key {
	case "span.name":
		return span.Name()
	case "status.message":
		return span.Status().Message()
	}
	v, ok := span.Attributes().Get(key)
	if ok && v.Type() == pcommon.ValueTypeSlice && v.Slice().Len() == 1 {
		return v.Slice().At(0).AsString()
	}
	if !ok {
		return "(absent)"
	}
	return v.AsString()
}
