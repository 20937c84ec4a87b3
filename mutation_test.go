package privacyprocessor

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/confmaptest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// The golden cases every_row and every_row_strict hold one attribute for each
// row of the built-in table that does more than scan, with a value that only
// this row changes.
var everyRow = []string{"testdata/golden/every_row", "testdata/golden/every_row_strict"}

// TestEveryRowInput keeps those cases in step with the table: -update writes
// their inputs anew.
func TestEveryRowInput(t *testing.T) {
	input := encode(t, everyRowInput(t))
	for _, dir := range everyRow {
		golden(t, filepath.Join(dir, "input.json"), input)
	}
}

func everyRowInput(t *testing.T) ptrace.Traces {
	t.Helper()
	td := ptrace.NewTraces()
	span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetName("every row")
	span.SetKind(ptrace.SpanKindServer)
	span.SetTraceID([16]byte{1})
	span.SetSpanID([8]byte{1})
	span.SetStartTimestamp(1_700_000_000_000_000_000)
	strict := strictPolicy(t)
	for i, key := range rowKeys(strict) {
		span.Attributes().PutStr(attributeOf(key), rowValue(strict.Decide(attributeOf(key)).Action, i))
	}
	return td
}

func strictPolicy(t *testing.T) *policy.Policy {
	t.Helper()
	p, err := policy.New(policy.Settings{Level: policy.Strict})
	require.NoError(t, err)
	return p
}

// rowKeys are the patterns of the rows that do more than scan, at some level.
func rowKeys(strict *policy.Policy) []string {
	all := policy.Keys()
	for _, name := range policy.Headers() {
		all = append(all, "http.request.header."+name)
	}
	var keys []string
	for _, key := range all {
		if strict.Decide(attributeOf(key)).Action != policy.Scan {
			keys = append(keys, key)
		}
	}
	return keys
}

// attributeOf is an attribute key that a pattern names.
func attributeOf(pattern string) string { return strings.Replace(pattern, ".**", ".x", 1) }

// rowValue is a value that the action changes and a plain scan does not.
func rowValue(a policy.Action, i int) string {
	switch a {
	case policy.TruncateIP:
		return fmt.Sprintf("203.0.113.%d", i%250+1)
	case policy.SQL:
		return fmt.Sprintf("select name from item where color = 'red' and size = %d", i)
	case policy.URL:
		return fmt.Sprintf("?customer=v%04d", i)
	case policy.Baggage:
		return fmt.Sprintf("customer=v%04d", i)
	case policy.TraceState:
		return fmt.Sprintf("customer=v%04d", i)
	case policy.Keep:
		return fmt.Sprintf("build-%04d@example.com", i)
	default:
		return fmt.Sprintf("v%04d", i)
	}
}

// TestMutations switches off each row of the built-in table in turn: a golden
// case must notice. What none notices could be lost in a change without a test
// that fails.
func TestMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a policy for each mutation")
	}
	cases := goldenCases(t)
	for _, key := range rowKeys(strictPolicy(t)) {
		mutation := confmap.NewFromStringMap(map[string]any{
			"rules": []any{map[string]any{"attributes": []any{key}, "action": "scan"}},
		})
		if !notices(t, cases, everyRow, mutation) {
			t.Errorf("no golden case notices when %s is only scanned", key)
		}
	}
}

// detectorTexts is a text for each detector that no other one takes for its
// own. What push scanners would take for a secret is put together here.
var detectorTexts = map[string]string{
	"card":            "paid with 4111 1111 1111 1111",
	"cookie":          "Cookie: sid=8f3a9c2b7d",
	"email":           "mail to bob@example.com",
	"geo":             "seen at 52.520008, 13.404954",
	"iban":            "paid from DE89 3704 0044 0532 0130 00",
	"ip":              "request from 203.0.113.77",
	"jwt":             "got ey" + "JhbGciOiJIUzI1NiJ9.ey" + "JzdWIiOiJzaG9wIn0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg",
	"national_id":     "social security number 536-90-4399",
	"password":        "login with password=hunter2-x9",
	"phone":           "call +49 30 901820",
	"private_key":     "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n-----END " + "PRIVATE KEY-----",
	"secret":          "key AK" + "IAIOSFODNN7EXAMPLB",
	"url_credentials": "dial postgres://shop:" + "hunter2@db/shop",
}

// TestDetectorMutations: each detector finds its text, and that text passes
// when the detector alone is off.
func TestDetectorMutations(t *testing.T) {
	scrub := func(t *testing.T, options map[string]any, text string) string {
		t.Helper()
		p := start(t, confmap.NewFromStringMap(options), processortest.NewNopSettings(metadata.Type))
		td := ptrace.NewTraces()
		span := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.Attributes().PutStr("shop.note", text)
		got, _ := p.sanitize(t, td).ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).Attributes().Get("shop.note")
		return got.Str()
	}
	for _, name := range policy.Detectors() {
		text, placeholder := detectorTexts[name], "redacted:"+name
		if got := scrub(t, map[string]any{"level": "strict"}, text); !strings.Contains(got, placeholder) {
			t.Errorf("the detector %s makes %q of %q", name, got, text)
		}
		options := map[string]any{"level": "strict", "detectors": map[string]any{name: "off"}}
		if got := scrub(t, options, text); strings.Contains(got, placeholder) {
			t.Errorf("with the detector %s off, %q becomes %q", name, text, got)
		}
	}
}

// goldenCase is a case without what it is called.
type goldenCase struct {
	config   string
	input    []byte
	expected string
}

func goldenCases(t *testing.T) map[string]goldenCase {
	t.Helper()
	dirs, err := filepath.Glob("testdata/golden/*")
	require.NoError(t, err)
	cases := map[string]goldenCase{}
	for _, dir := range dirs {
		input, err := os.ReadFile(filepath.Join(dir, "input.json"))
		require.NoError(t, err)
		expected, err := os.ReadFile(filepath.Join(dir, "expected.json"))
		require.NoError(t, err)
		c := goldenCase{filepath.Join(dir, "config.yaml"), input, string(expected)}
		// A case that fails anyhow, which TestGolden tells, notices nothing.
		if !fails(t, c, confmap.New()) {
			cases[dir] = c
		}
	}
	return cases
}

// notices runs the cases, those named first, until one comes out otherwise.
func notices(t *testing.T, cases map[string]goldenCase, first []string, mutation *confmap.Conf) bool {
	t.Helper()
	for _, dir := range first {
		if c, ok := cases[dir]; ok && fails(t, c, mutation) {
			return true
		}
	}
	for _, c := range cases {
		if fails(t, c, mutation) {
			return true
		}
	}
	return false
}

func fails(t *testing.T, c goldenCase, mutation *confmap.Conf) bool {
	t.Helper()
	conf, err := confmaptest.LoadConf(c.config)
	require.NoError(t, err)
	if conf.IsSet("rules") && mutation.IsSet("rules") {
		return false // the case has rules of its own, which the mutation would replace
	}
	require.NoError(t, conf.Merge(mutation))
	p := start(t, conf, processortest.NewNopSettings(metadata.Type))
	return string(encode(t, p.sanitize(t, decode(t, c.input)))) != c.expected
}
