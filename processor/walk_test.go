package processor

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// attributesOf sends one span with attributes through b and returns what
// became of them.
func (b bench) attributesOf(t *testing.T, fill func(pcommon.Map)) pcommon.Map {
	t.Helper()
	td, err := b.Traces(t.Context(), oneSpan(func(s ptrace.Span) { fill(s.Attributes()) }))
	if err != nil {
		t.Fatal(err)
	}
	return firstSpan(td).Attributes()
}

func firstSpan(td ptrace.Traces) ptrace.Span {
	return td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
}

func TestNestingIsBounded(t *testing.T) {
	const email = "alice@example.com"
	// nested puts an email into depth maps and arrays, in turn.
	nested := func(v pcommon.Value, depth int) {
		for i := range depth {
			if i%2 == 0 {
				v = v.SetEmptyMap().PutEmpty("k")
			} else {
				v = v.SetEmptySlice().AppendEmpty()
			}
		}
		v.SetStr(email)
	}
	for depth, want := range map[int]string{
		maxDepth - 1: "[redacted:email]",
		maxDepth:     "[redacted:email]",
		maxDepth + 1: "[redacted:opaque]",
		2000:         "[redacted:opaque]",
	} {
		b := newBench(t, nil)
		got := b.attributesOf(t, func(m pcommon.Map) { nested(m.PutEmpty("deep"), depth) })
		v, _ := got.Get("deep")
		levels := 0
		for v.Type() != pcommon.ValueTypeStr {
			if v.Type() == pcommon.ValueTypeMap {
				v, _ = v.Map().Get("k")
			} else {
				v = v.Slice().At(0)
			}
			levels++
		}
		if v.Str() != want || levels > maxDepth {
			t.Errorf("at depth %d: got %q inside of %d containers, want %q", depth, v.Str(), levels, want)
		}
		closed := b.sums(t, "otelcol_processor_privacy_failed_closed")["reason=nesting,signal=traces"]
		if masked := want == "[redacted:opaque]"; masked != (closed == 1) {
			t.Errorf("at depth %d: %d failures counted", depth, closed)
		}
	}
}

func TestReportOnly(t *testing.T) {
	now := noon
	b := newBench(t, func(s *Settings) {
		s.ReportOnly = true
		s.Now = func() time.Time { return now }
	})
	send := func() {
		t.Helper()
		td := oneSpan(func(s ptrace.Span) { s.Attributes().PutStr("user.id", "70416177") })
		before := ptrace.NewTraces()
		td.CopyTo(before)
		got, err := b.Traces(t.Context(), td)
		if err != nil || got != td {
			t.Fatalf("Traces = %v, %v, want the batch that came", got, err)
		}
		if id, _ := firstSpan(got).Attributes().Get("user.id"); id.Str() != "70416177" {
			t.Fatalf("the batch was changed: user.id = %q", id.Str())
		}
	}
	warnings := func() int { return b.logs.FilterLevelExact(zap.WarnLevel).Len() }

	start := warnings()
	send()
	send()
	if got := warnings() - start; got != 1 {
		t.Errorf("two batches at once gave %d warnings, want 1", got)
	}
	now = now.Add(reportOnlyEvery)
	send()
	last := b.logs.All()[b.logs.Len()-1]
	if got := warnings() - start; got != 2 || last.ContextMap()["values"] != int64(2) {
		t.Errorf("a minute later: %d warnings, the last about %v values; want 2 about 2", got, last.ContextMap()["values"])
	}
	want := map[string]int64{"action=hash,domain=user,place=span.attributes,signal=traces": 3}
	if got := b.sums(t, "otelcol_processor_privacy_values"); !equal(got, want) {
		t.Errorf("values = %v, want %v", got, want)
	}
}

func TestMetrics(t *testing.T) {
	b := newBench(t, nil)
	td := oneSpan(func(s ptrace.Span) {
		s.SetName("mail to alice@example.com")
		s.Attributes().PutStr("user.id", "70416177")
		s.Attributes().PutStr("note", "from 70416177 to bob@example.com")
		s.Attributes().PutStr("password", "tiger-lily-7")
		s.Events().AppendEmpty().Attributes().PutStr("to", "alice@example.com")
	})
	firstSpan(td).CopyTo(td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().AppendEmpty())
	if _, err := b.Traces(t.Context(), td); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]map[string]int64{
		"batches": {"outcome=passed,signal=traces": 1},
		"records": {"signal=traces": 2},
		"values": {
			"action=hash,domain=user,place=span.attributes,signal=traces":      4, // user.id, and in the note
			"action=mask,detector=email,place=span.attributes,signal=traces":   2,
			"action=mask,detector=email,place=span.name,signal=traces":         2,
			"action=mask,detector=email,place=event.attributes,signal=traces":  2,
			"action=mask,detector=secret,place=span.attributes,signal=traces":  2,
			"action=mask,detector=unknown,place=span.attributes,signal=traces": 0,
		},
		"failed_closed": {},
	} {
		got := b.sums(t, "otelcol_processor_privacy_"+name)
		for attributes, n := range want {
			if got[attributes] != n {
				t.Errorf("%s: %d of %s, want %d; all: %v", name, got[attributes], attributes, n, got)
			}
		}
	}
}

func TestNoKeyMasks(t *testing.T) {
	later := testKey(t, noon.Add(time.Hour))
	ring, err := hashing.NewRing(later)
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(s *Settings) { s.Ring = func() *hashing.Ring { return ring } })
	got := b.attributesOf(t, func(m pcommon.Map) {
		m.PutStr("user.id", "70416177")
		m.PutStr("note", "of 70416177")
	})
	if id, _ := got.Get("user.id"); id.Str() != "[redacted:user]" {
		t.Errorf("user.id = %q, want a placeholder", id.Str())
	}
	if note, _ := got.Get("note"); note.Str() != "of [redacted:user]" {
		t.Errorf("note = %q, want a placeholder", note.Str())
	}
	if got := b.sums(t, "otelcol_processor_privacy_failed_closed")["reason=no_key,signal=traces"]; got == 0 {
		t.Error("the missing key was not counted")
	}
}

func TestTenantOfTheRequest(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.Tenant = Tenant{Metadata: "x-tenant-id"} })
	pseudonym := func(tenants ...string) string {
		t.Helper()
		ctx := client.NewContext(context.Background(), client.Info{
			Metadata: client.NewMetadata(map[string][]string{"x-tenant-id": tenants}),
		})
		td, err := b.Traces(ctx, oneSpan(func(s ptrace.Span) { s.Attributes().PutStr("user.id", "70416177") }))
		if err != nil {
			t.Fatal(err)
		}
		id, _ := firstSpan(td).Attributes().Get("user.id")
		return id.Str()
	}
	acme, globex := pseudonym("acme"), pseudonym("globex")
	if acme == globex || !strings.HasPrefix(acme, "user_k1_") || !strings.HasPrefix(globex, "user_k1_") {
		t.Errorf("got %s and %s, want two pseudonyms", acme, globex)
	}
	if got := pseudonym("acme"); got != acme {
		t.Errorf("got %s, then %s of the same tenant", acme, got)
	}
	if got := pseudonym(); got != "[redacted:user]" {
		t.Errorf("without a tenant: got %q, want a placeholder", got)
	}
	if got := b.sums(t, "otelcol_processor_privacy_failed_closed")["reason=no_tenant,signal=traces"]; got == 0 {
		t.Error("the missing tenant was not counted")
	}
}

func TestEntityKeysFollowTheirAttributes(t *testing.T) {
	rules, err := policy.New(policy.Settings{
		Identifiers: []policy.Identifiers{{Domain: "user", Attributes: []string{"user.id"}, Target: "user.hash"}},
		Rules:       []policy.Rule{{Attributes: []string{"app.debug"}, Action: policy.Drop}},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(s *Settings) { s.Policy = rules })
	td := oneSpan(nil)
	r := td.ResourceSpans().At(0).Resource()
	for _, key := range []string{"service.name", "user.id", "app.debug"} {
		r.Attributes().PutStr(key, "70416177")
	}
	ref := entity.ResourceEntityRefs(r).AppendEmpty()
	ref.IdKeys().FromRaw([]string{"service.name", "user.id", "app.debug", "of alice@example.com"})
	if _, err := b.Traces(t.Context(), td); err != nil {
		t.Fatal(err)
	}
	want := "service.name user.hash of [redacted:email]"
	if got := strings.Join(ref.IdKeys().AsRaw(), " "); got != want {
		t.Errorf("entity keys = %s, want %s", got, want)
	}
}

// TestArguments shows what an argument of a command says about the next one.
func TestArguments(t *testing.T) {
	b := newBench(t, nil)
	for in, want := range map[string]string{
		"--password hunter2 x":           "--password [redacted:secret] x",
		"--password=hunter2 x":           "--password=[redacted:secret] x",
		"-password hunter2":              "-password [redacted:secret]",
		"--password --port 80":           "--password --port 80",
		"--port 8080 --verbose password": "--port 8080 --verbose password",
		"--token":                        "--token",
		"--token=":                       "--token=",
		"a - b -- c":                     "a - b -- c",
		"--max-old-space-size=512":       "--max-old-space-size=512",
		"--mail=alice@example.com":       "--mail=[redacted:email]",
		"--user-id=70416177":             "--user-id=user_k1_zmle7lzaw3q3qja4ur7o6yptdm",
	} {
		got := b.attributesOf(t, func(m pcommon.Map) {
			args := m.PutEmptySlice("process.command_args")
			for arg := range strings.FieldsSeq(in) {
				args.AppendEmpty().SetStr(arg)
			}
		})
		v, _ := got.Get("process.command_args")
		var args []string
		for _, arg := range v.Slice().All() {
			args = append(args, arg.Str())
		}
		if s := strings.Join(args, " "); s != want {
			t.Errorf("%s: got %s, want %s", in, s, want)
		}
	}
}

// TestLabels shows which values are named by what stands beside them.
func TestLabels(t *testing.T) {
	b := newBench(t, nil)
	for _, c := range []struct {
		name string
		in   any
		want any
	}{
		{"a name and a value", map[string]any{"name": "password", "value": "hunter2"}, "[redacted:secret]"},
		{"a key and a value", map[string]any{"key": "api_key", "value": "hunter2"}, "[redacted:secret]"},
		{"a harmless name", map[string]any{"name": "color", "value": "hunter2"}, "hunter2"},
		{"prose is no name", map[string]any{"name": "my password is", "value": "hunter2"}, "hunter2"},
		{"a big map", map[string]any{
			"name": "password", "value": "hunter2", "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7,
		}, "hunter2"},
	} {
		got := b.attributesOf(t, func(m pcommon.Map) {
			if err := m.PutEmpty("form").FromRaw(c.in); err != nil {
				t.Fatal(err)
			}
		})
		form, _ := got.Get("form")
		value, _ := form.Map().Get("value")
		if value.AsRaw() != c.want {
			t.Errorf("%s: got %v, want %v", c.name, value.AsRaw(), c.want)
		}
	}
}
