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
	for i, key := range rowKeys(t) {
		span.Attributes().PutStr(attributeOf(key), rowValue(strictPolicy(t).Decide(attributeOf(key)).Action, i))
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
func rowKeys(t *testing.T) []string {
	t.Helper()
	all := policy.Keys()
	for _, name := range policy.Headers() {
		all = append(all, "http.request.header."+name)
	}
	strict := strictPolicy(t)
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
		return fmt.Sprintf("?user.id=v%04d", i)
	case policy.Baggage, policy.TraceState:
		return fmt.Sprintf("user.id=v%04d", i)
	default:
		return fmt.Sprintf("v%04d", i)
	}
}

// TestMutations switches off each row of the built-in table and each detector
// in turn: at least one golden case must notice. What no case notices could be
// lost in a change without a test that fails.
func TestMutations(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles a policy for each mutation")
	}
	cases := goldenCases(t)
	for _, key := range rowKeys(t) {
		mutation := confmap.NewFromStringMap(map[string]any{
			"rules": []any{map[string]any{"attributes": []any{key}, "action": "scan"}},
		})
		if !notices(t, cases, everyRow, mutation) {
			t.Errorf("no golden case notices when %s is only scanned", key)
		}
	}
	for _, name := range policy.Detectors() {
		mutation := confmap.NewFromStringMap(map[string]any{"detectors": map[string]any{name: "off"}})
		if !notices(t, cases, nil, mutation) {
			t.Errorf("no golden case notices when the detector %s is off", name)
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
	if conf.IsSet("rules") && mutation.IsSet("rules") || conf.IsSet("detectors") && mutation.IsSet("detectors") {
		return false // the case says itself what this mutation would say
	}
	require.NoError(t, conf.Merge(mutation))
	p := start(t, conf, processortest.NewNopSettings(metadata.Type))
	return string(encode(t, p.sanitize(t, decode(t, c.input)))) != c.expected
}
