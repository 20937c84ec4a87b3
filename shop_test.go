package privacyprocessor

import (
	"bufio"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

// planted is what a program planted in the traces of a shop.
type planted struct {
	MustSurvive []string `json:"must_survive"`
	Values      []struct {
		Scope, Class, Value string
		User                int
		Forms               []struct{ Form, Text string }
	}
}

// TestShop runs the recorded traces of a real shop through the processor with
// nothing but a keyring configured.
func TestShop(t *testing.T) {
	var want planted
	require.NoError(t, json.NewDecoder(unpacked(t, "testdata/shop-node/planted.json.gz")).Decode(&want))
	p := start(t, confmap.New(), processortest.NewNopSettings(metadata.Type))

	var before, after []ptrace.Traces
	lines := bufio.NewScanner(unpacked(t, "testdata/shop-node/traces.jsonl.gz"))
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		td := decode(t, lines.Bytes())
		before = append(before, clone(td))
		after = append(after, clone(p.sanitize(t, td)))
	}
	require.NoError(t, lines.Err())

	checkShape(t, before, after)
	checkGone(t, want, after)
	checkUsers(t, want, before, after)
	for _, td := range after {
		first := encode(t, td)
		require.Equal(t, string(first), string(encode(t, p.sanitize(t, clone(td)))), "a second pass changes the output")
	}
}

func unpacked(t *testing.T, path string) io.Reader {
	t.Helper()
	f, err := os.Open(path)
	require.NoError(t, err)
	t.Cleanup(func() { _ = f.Close() })
	z, err := gzip.NewReader(f)
	require.NoError(t, err)
	return z
}

// checkShape demands the same spans, in the same order, with their IDs, times
// and attribute keys.
func checkShape(t *testing.T, before, after []ptrace.Traces) {
	t.Helper()
	for i := range before {
		require.Equal(t, shape(before[i]), shape(after[i]))
	}
}

func shape(td ptrace.Traces) (lines []string) {
	for _, rs := range td.ResourceSpans().All() {
		lines = append(lines, "resource "+keys(rs.Resource().Attributes()))
		for _, ss := range rs.ScopeSpans().All() {
			lines = append(lines, fmt.Sprint(ss.Scope().Name(), ss.Scope().Version(), keys(ss.Scope().Attributes())))
			for _, s := range ss.Spans().All() {
				lines = append(lines, fmt.Sprint(s.TraceID(), s.SpanID(), s.ParentSpanID(), s.Kind(), s.Flags(),
					s.StartTimestamp(), s.EndTimestamp(), s.Status().Code(), keys(s.Attributes())))
				for _, e := range s.Events().All() {
					lines = append(lines, fmt.Sprint(e.Name(), e.Timestamp(), keys(e.Attributes())))
				}
				for _, l := range s.Links().All() {
					lines = append(lines, fmt.Sprint(l.TraceID(), l.SpanID(), keys(l.Attributes())))
				}
			}
		}
	}
	return lines
}

func keys(m pcommon.Map) string {
	var all []string
	for k := range m.All() {
		all = append(all, k)
	}
	return strings.Join(all, " ")
}

// checkGone looks for every form of what must be gone in all that the output
// says, in every encoding that can be undone, and for what must survive.
func checkGone(t *testing.T, want planted, after []ptrace.Traces) {
	t.Helper()
	texts := make(map[string]bool)
	for _, td := range after {
		for _, text := range said(t, td) {
			undo(text, texts, 3)
		}
	}
	all := slices.Sorted(func(yield func(string) bool) {
		for text := range texts {
			if !yield(text) {
				return
			}
		}
	})
	joined := strings.Join(all, "\x00")
	for _, v := range want.Values {
		if v.Scope != "id" && v.Scope != "email" && v.Scope != "secret" {
			continue
		}
		for _, f := range v.Forms {
			if n := strings.Count(joined, f.Text); n > 0 {
				t.Errorf("%s %s, form %s, is still in %d texts, as in %q", v.Scope, v.Class, f.Form, n, around(all, f.Text))
			}
		}
	}
	for _, text := range want.MustSurvive {
		if !strings.Contains(joined, text) {
			t.Errorf("%q must survive", text)
		}
	}
}

func around(texts []string, needle string) string {
	for _, text := range texts {
		if i := strings.Index(text, needle); i >= 0 {
			return text[max(0, i-60):min(len(text), i+len(needle)+40)]
		}
	}
	return ""
}

// said is every string in td, with bytes as the text that they are.
func said(t *testing.T, td ptrace.Traces) []string {
	t.Helper()
	return saidIn(t, encode(t, td))
}

// saidIn is every string in a text of OTLP JSON.
func saidIn(t *testing.T, text []byte) (texts []string) {
	t.Helper()
	var tree any
	require.NoError(t, json.Unmarshal(text, &tree))
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for k, e := range v {
				walk(k, e)
			}
		case []any:
			for _, e := range v {
				walk(key, e)
			}
		case string:
			if !strings.HasSuffix(key, "Id") && !strings.HasSuffix(key, "UnixNano") {
				texts = append(texts, v)
			}
		case float64:
			texts = append(texts, fmt.Sprint(v))
		}
	}
	walk("", tree)
	return texts
}

var (
	base64Token = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
	jsonEscape  = regexp.MustCompile(`\\u[0-9a-fA-F]{4}`)
)

// undo adds text and what it decodes to, depth times over, to texts.
func undo(text string, texts map[string]bool, depth int) {
	if texts[text] || depth < 0 {
		return
	}
	texts[text] = true
	for token := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \"'<>,;", r) }) {
		if plain, err := url.PathUnescape(token); err == nil {
			undo(plain, texts, depth-1)
		}
	}
	undo(html.UnescapeString(text), texts, depth-1)
	undo(jsonEscape.ReplaceAllStringFunc(text, func(e string) string {
		var plain string
		_ = json.Unmarshal([]byte(`"`+e+`"`), &plain)
		return plain
	}), texts, depth-1)
	for _, token := range base64Token.FindAllString(text, -1) {
		token = strings.NewReplacer("-", "+", "_", "/").Replace(token)
		if plain, err := base64.RawStdEncoding.DecodeString(token); err == nil {
			undo(string(plain), texts, depth-1)
		}
	}
}

// checkUsers demands one pseudonym for each user, and no two users with one.
func checkUsers(t *testing.T, want planted, before, after []ptrace.Traces) {
	t.Helper()
	seen := make(map[string]map[string]bool)
	for _, v := range want.Values {
		if v.Class == "user_id" {
			seen[v.Value] = make(map[string]bool)
		}
	}
	for i := range before {
		was, is := leaves(before[i]), leaves(after[i])
		require.Len(t, is, len(was))
		for j := range was {
			if pseudonyms, ok := seen[was[j]]; ok {
				pseudonyms[is[j]] = true
			}
		}
	}
	owner := make(map[string]string)
	for id, pseudonyms := range seen {
		if len(pseudonyms) != 1 {
			t.Errorf("user %s has %d pseudonyms, want one: %v", id, len(pseudonyms), pseudonyms)
		}
		for p := range pseudonyms {
			if !strings.HasPrefix(p, "user_k1_") {
				t.Errorf("user %s became %q", id, p)
			}
			if other, taken := owner[p]; taken {
				t.Errorf("users %s and %s share the pseudonym %s", id, other, p)
			}
			owner[p] = id
		}
	}
}

// leaves are the values of all attributes of td, as text and in order.
func leaves(td ptrace.Traces) (texts []string) {
	var add func(pcommon.Value)
	add = func(v pcommon.Value) {
		switch v.Type() {
		case pcommon.ValueTypeMap:
			for _, e := range v.Map().All() {
				add(e)
			}
		case pcommon.ValueTypeSlice:
			for _, e := range v.Slice().All() {
				add(e)
			}
		default:
			texts = append(texts, v.AsString())
		}
	}
	all := func(m pcommon.Map) {
		for _, v := range m.All() {
			add(v)
		}
	}
	for _, rs := range td.ResourceSpans().All() {
		all(rs.Resource().Attributes())
		for _, ss := range rs.ScopeSpans().All() {
			all(ss.Scope().Attributes())
			for _, s := range ss.Spans().All() {
				all(s.Attributes())
				for _, e := range s.Events().All() {
					all(e.Attributes())
				}
				for _, l := range s.Links().All() {
					all(l.Attributes())
				}
			}
		}
	}
	return texts
}
