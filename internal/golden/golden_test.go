package golden

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

const pseudonym = "user_k1_lhfin5bga4by6bin2xpgu7mzp4"

func TestRemoved(t *testing.T) {
	tests := []struct {
		before, after string
		want          []string
	}{
		{"bob@example.com", "[redacted:email]", []string{"bob@example.com"}},
		{"usr_1234567a", pseudonym, []string{"usr_1234567a"}},
		{"user bob@example.com logged in", "user [redacted:email] logged in", []string{"bob@example.com"}},
		{"a=1234567;b=secret", "a=" + pseudonym + ";b=[redacted:secret]", []string{"1234567", "secret"}},
		{"?q=bob%40example.com&p=1", "?q=%5Bredacted:email%5D&p=1", []string{"bob%40example.com"}},
		{"/users/77/", "/users/" + pseudonym + "/", []string{"77"}},
		{"select 'x'", "select ?", nil},    // no marker: nobody knows what it was
		{"10.1.2.3", "10.1.2.0", nil},      // cut, not replaced
		{"a B", "[redacted:email] b", nil}, // written anew, and nothing of four letters is gone
		{`{"a": "bob@example.com", "b": 1234567, "c": "red"}`, `{"a":"[redacted:email]","b":"` + pseudonym + `","c":"red"}`, []string{"bob@example.com", "1234567"}},
	}
	for _, tt := range tests {
		if got := removed(tt.before, tt.after); !slices.Equal(got, tt.want) {
			t.Errorf("removed(%q, %q) = %q, want %q", tt.before, tt.after, got, tt.want)
		}
	}
}

func TestTelling(t *testing.T) {
	for text, want := range map[string]bool{
		"": false, "abc": false, "abcd": true, "12345": false, "123456": true, "----": false,
		pseudonym: false, "[redacted:email]": false, "ünï€": true,
	} {
		if got := telling(text); got != want {
			t.Errorf("telling(%q) = %t, want %t", text, got, want)
		}
	}
}

func TestFlatten(t *testing.T) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("GET /")
	span.Attributes().PutInt("user.id", 42)
	nested := span.Attributes().PutEmptyMap("shop.cart")
	nested.PutEmptySlice("items").AppendEmpty().SetStr("a")
	nested.PutEmpty("nothing")
	span.Attributes().PutEmptyBytes("raw").FromRaw([]byte("x"))
	event := span.Events().AppendEmpty()
	event.SetName("exception")
	event.Attributes().PutStr("exception.message", "no")
	span.Links().AppendEmpty().TraceState().FromRaw("a=b")
	span.Status().SetMessage("failed")
	check(t, otlpfile.Telemetry{Traces: td}, []string{
		`resource attribute|service.name|string|shop|resourceSpans[0].resource.attributes["service.name"]`,
		`span name|||GET /|resourceSpans[0].scopeSpans[0].spans[0].name`,
		`span attribute|user.id|int|42|resourceSpans[0].scopeSpans[0].spans[0].attributes["user.id"]`,
		`span attribute|shop.cart.items[0]|string|a|resourceSpans[0].scopeSpans[0].spans[0].attributes["shop.cart"]["items"][0]`,
		`span attribute|raw|bytes|eA==|resourceSpans[0].scopeSpans[0].spans[0].attributes["raw"]`,
		`event name|||exception|resourceSpans[0].scopeSpans[0].spans[0].events[0].name`,
		`event attribute|exception.message|string|no|resourceSpans[0].scopeSpans[0].spans[0].events[0].attributes["exception.message"]`,
		`link traceState|||a=b|resourceSpans[0].scopeSpans[0].spans[0].links[0].traceState`,
		`status message|||failed|resourceSpans[0].scopeSpans[0].spans[0].status.message`,
	})

	ld := plog.NewLogs()
	record := ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	record.Body().SetEmptyMap().PutStr("user", "bob")
	check(t, otlpfile.Telemetry{Signal: otlpfile.Logs, Logs: ld}, []string{
		`log body|user|string|bob|resourceLogs[0].scopeLogs[0].logRecords[0].body["user"]`,
	})

	md := pmetric.NewMetrics()
	m := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	m.SetName("shop.orders")
	exemplar := m.SetEmptyGauge().DataPoints().AppendEmpty().Exemplars().AppendEmpty()
	exemplar.FilteredAttributes().PutStr("user.id", "bob")
	exemplar.SetTimestamp(pcommon.Timestamp(1))
	check(t, otlpfile.Telemetry{Signal: otlpfile.Metrics, Metrics: md}, []string{
		`metric name|||shop.orders|resourceMetrics[0].scopeMetrics[0].metrics[0].name`,
		`exemplar attribute|user.id|string|bob|resourceMetrics[0].scopeMetrics[0].metrics[0].gauge.dataPoints[0].exemplars[0].filteredAttributes["user.id"]`,
	})
}

// check wants each of the fields among those of the record.
func check(t *testing.T, record otlpfile.Telemetry, want []string) {
	t.Helper()
	fields, err := Flatten(1, record)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fields {
		got = append(got, strings.Join([]string{f.Place, f.Attribute, f.Type, f.Value, f.Path}, "|"))
	}
	for _, w := range want {
		if !slices.Contains(got, w) {
			t.Errorf("Flatten lacks\n%s\nin\n%s", w, strings.Join(got, "\n"))
		}
	}
}

// policy is a processor that a function stands for.
type policy func(span ptrace.Span) error

func (p policy) Apply(_ context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error) {
	return t, p(t.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0))
}

func hashes(s ptrace.Span) error {
	s.Attributes().PutStr("user.id", pseudonym)
	return nil
}

// newCase writes a case whose span has the user both as attribute and in its name.
func newCase(t *testing.T, spanName string, files map[string]string) Case {
	t.Helper()
	dir := t.TempDir()
	files["input.json"] = `{"resourceSpans":[{"resource":{},"scopeSpans":[{"scope":{},"spans":[{"name":"` + spanName +
		`","attributes":[{"key":"user.id","value":{"stringValue":"usr_k8x9m2q7"}}]}]}]}]}`
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	cases, err := Find(dir)
	if err != nil {
		t.Fatal(err)
	}
	return cases[0]
}

func outcome(r *Result) string {
	var b bytes.Buffer
	r.Write(&b, false)
	return b.String()
}

func TestRun(t *testing.T) {
	ctx := context.Background()
	c := newCase(t, "GET /", map[string]string{})
	if r := Run(ctx, c, policy(hashes), Settings{}); r.Err == nil || r.Passed() {
		t.Error("without an expected file a case must not pass")
	}
	if r := Run(ctx, c, policy(hashes), Settings{Update: true}); !r.Passed() || !r.Updated {
		t.Errorf("update: %s", outcome(&r))
	}
	if r := Run(ctx, c, policy(hashes), Settings{Update: true}); r.Updated {
		t.Error("an update that changes nothing must not write")
	}
	if r := Run(ctx, c, policy(hashes), Settings{}); !r.Passed() {
		t.Errorf("after the update: %s", outcome(&r))
	}
	r := Run(ctx, c, policy(func(s ptrace.Span) error { s.SetName("GET /x"); return nil }), Settings{})
	for _, want := range []string{
		"FAIL", `span name (record 1, resourceSpans[0].scopeSpans[0].spans[0].name)`, `before    "GET /"`, `expected  "GET /"`, `got       "GET /x"`,
		"span attribute user.id", `before    "usr_k8x9m2q7"`, `expected  "` + pseudonym + `"`, `got       "usr_k8x9m2q7"`,
	} {
		if !strings.Contains(outcome(&r), want) {
			t.Errorf("diff lacks %q:\n%s", want, outcome(&r))
		}
	}
	if r.OtherKey != "" {
		t.Errorf("a span name differs, so the key is not what is wrong, got %s", r.OtherKey)
	}
	other := func(s ptrace.Span) error {
		s.Attributes().PutStr("user.id", "user_k1_"+strings.Repeat("a", 26))
		return nil
	}
	if r := Run(ctx, c, policy(other), Settings{}); r.OtherKey != "k1" || r.Passed() {
		t.Errorf("only a pseudonym differs: got key %q, want k1\n%s", r.OtherKey, outcome(&r))
	}
	r = Run(ctx, c, policy(func(s ptrace.Span) error { s.Attributes().Clear(); return nil }), Settings{})
	if !strings.Contains(outcome(&r), "got       (absent)") {
		t.Errorf("a field that is gone must be told:\n%s", outcome(&r))
	}
	r = Run(ctx, c, policy(func(ptrace.Span) error { return errors.New("refused") }), Settings{})
	if r.Err == nil || r.Err.Error() != "record 1: refused" {
		t.Errorf("error %v, want record 1: refused", r.Err)
	}
}

func TestUnclassified(t *testing.T) {
	c := newCase(t, "GET /", map[string]string{})
	r := Run(context.Background(), c, policy(hashes), Settings{Update: true, Classified: func(string) bool { return false }})
	if !slices.Equal(r.Unclassified, []string{"user.id"}) || r.Passed() {
		t.Errorf("unclassified %q, want user.id", r.Unclassified)
	}
}

func TestOrder(t *testing.T) {
	two := func(keys ...string) otlpfile.Telemetry {
		td := ptrace.NewTraces()
		s := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		for _, key := range keys {
			s.Attributes().PutStr(key, "x")
		}
		return otlpfile.Telemetry{Traces: td}
	}
	if equal([]otlpfile.Telemetry{two("a", "b")}, []otlpfile.Telemetry{two("b", "a")}) {
		t.Error("records whose attributes are in another order must not be equal")
	}
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	if _, err := Find(dir); err == nil {
		t.Error("Find of an empty folder: no error")
	}
	if _, err := Find(filepath.Join(dir, "none")); err == nil {
		t.Error("Find of no folder: no error")
	}
	for _, name := range []string{"a/b/input.jsonl", "a/c/input.binpb", "a/c/input.json"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Find(dir); err == nil || !strings.Contains(err.Error(), "must hold one input") {
		t.Errorf("two inputs: error %v", err)
	}
	cases, err := Find(filepath.Join(dir, "a", "b"))
	if err != nil || len(cases) != 1 || cases[0].Name != "b" {
		t.Errorf("Find = %+v, %v; want the case b", cases, err)
	}
}
