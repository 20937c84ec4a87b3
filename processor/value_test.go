package processor

import (
	"encoding/binary"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// pseudonymOf70416177 is what the test key makes of the user ID 70416177.
const pseudonymOf70416177 = "user_k1_zmle7lzaw3q3qja4ur7o6yptdm"

func TestUTF16(t *testing.T) {
	b := newBench(t, nil)
	for _, order := range []binary.ByteOrder{binary.LittleEndian, binary.BigEndian} {
		got := b.attributesOf(t, func(m pcommon.Map) {
			m.PutEmptyBytes("text").FromRaw(encodeUTF16("to Zoë <alice@example.com> 🦉", order))
			m.PutEmptyBytes("user.id").FromRaw(encodeUTF16("70416177", order))
			m.PutStr("note", "by 70416177")
			m.PutEmptyBytes("clean").FromRaw(encodeUTF16("nothing here", order))
		})
		for key, want := range map[string]string{
			"text": "to Zoë <[redacted:email]> 🦉", "user.id": pseudonymOf70416177, "clean": "nothing here",
		} {
			v, _ := got.Get(key)
			if text := decodeUTF16(v.Bytes().AsRaw(), order); text != want {
				t.Errorf("%v, %s: got %q, want %q", order, key, text, want)
			}
		}
		if note, _ := got.Get("note"); note.Str() != "by "+pseudonymOf70416177 {
			t.Errorf("%v: note = %q: the identifier in bytes was not learned", order, note.Str())
		}
	}
}

func TestUTF16Order(t *testing.T) {
	for text, want := range map[string]binary.ByteOrder{
		"a\x00b\x00c\x00d\x00":             binary.LittleEndian,
		"\x00a\x00b\x00c\x00d":             binary.BigEndian,
		"a\x00b\x00":                       nil, // too short to tell
		"abcdefgh":                         nil,
		"a\x00b\x00c\x00d\x00e":            nil,
		"\x00\x00\x00\x01\x00\x00\x00\x02": nil, // numbers
		"\x00\x01\x02\xff\xfealice@example.com\x00\x00abc": nil,
	} {
		if got := utf16Order([]byte(text)); got != want {
			t.Errorf("utf16Order(%q) = %v, want %v", text, got, want)
		}
	}
}

// TestEveryTypeIsLearned shows that an identifier is known elsewhere in the
// trace whatever the type of its own value.
func TestEveryTypeIsLearned(t *testing.T) {
	b := newBench(t, nil)
	for name, set := range map[string]func(pcommon.Value){
		"string":     func(v pcommon.Value) { v.SetStr("70416177") },
		"int":        func(v pcommon.Value) { v.SetInt(70416177) },
		"double":     func(v pcommon.Value) { v.SetDouble(70416177) },
		"bytes":      func(v pcommon.Value) { v.SetEmptyBytes().FromRaw([]byte("70416177")) },
		"array":      func(v pcommon.Value) { v.SetEmptySlice().AppendEmpty().SetInt(70416177) },
		"map":        func(v pcommon.Value) { v.SetEmptyMap().PutInt("old", 70416177) },
		"deep array": func(v pcommon.Value) { v.SetEmptySlice().AppendEmpty().SetEmptySlice().AppendEmpty().SetInt(70416177) },
	} {
		got := b.attributesOf(t, func(m pcommon.Map) {
			m.PutStr("note", "by 70416177")
			set(m.PutEmpty("user.id"))
			m.PutBool("enduser.id", true)
			m.PutEmptyBytes("session.id").FromRaw([]byte{0xff, 0xfe, 0x01})
		})
		if note, _ := got.Get("note"); note.Str() != "by "+pseudonymOf70416177 {
			t.Errorf("%s: note = %q", name, note.Str())
		}
		if flag, _ := got.Get("enduser.id"); !flag.Bool() {
			t.Errorf("%s: a boolean became %s", name, flag.AsString())
		}
	}
}

// TestNegativeIDIsLearned: a sign makes no other person of a number.
func TestNegativeIDIsLearned(t *testing.T) {
	got := newBench(t, nil).attributesOf(t, func(m pcommon.Map) {
		m.PutInt("user.id", -8812345678)
		m.PutInt("app.ref", -8812345678)
		m.PutDouble("app.ratio", -8812345678)
		m.PutInt("app.offset", -4111111111111111) // like a card, but for its sign
		m.PutInt("app.delta", -99999)
	})
	user, _ := got.Get("user.id")
	for key, want := range map[string]string{"app.ref": user.Str(), "app.ratio": user.Str(), "app.offset": "-4111111111111111", "app.delta": "-99999"} {
		if v, _ := got.Get(key); v.AsString() != want {
			t.Errorf("%s = %s, want %s", key, v.AsString(), want)
		}
	}
}

func TestPairs(t *testing.T) {
	b := newBench(t, nil)
	got := b.attributesOf(t, func(m pcommon.Map) {
		_ = m.PutEmptySlice("headers").FromRaw([]any{
			[]any{"authorization", "hunter2"},
			[]any{"x-user-id", int64(70416177)},
			[]any{"accept", "text/html"},
			[]any{"my password is", "hunter3"},
		})
		_ = m.PutEmptySlice("no pairs").FromRaw([]any{
			[]any{"password", "hunter2"},
			[]any{"one", "two", "three"},
		})
	})
	for key, want := range map[string]string{
		"headers":  `[["authorization","[redacted:secret]"],["x-user-id","` + pseudonymOf70416177 + `"],["accept","text/html"],["my password is","hunter3"]]`,
		"no pairs": `[["password","hunter2"],["one","two","three"]]`,
	} {
		if v, _ := got.Get(key); v.AsString() != want {
			t.Errorf("%s = %s, want %s", key, v.AsString(), want)
		}
	}
}

func TestDropInside(t *testing.T) {
	rules, err := policy.New(policy.Settings{
		Rules: []policy.Rule{{Attributes: []string{"app.debug.payload"}, Action: policy.Drop}},
	})
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(s *Settings) { s.Policy = rules })
	got := b.attributesOf(t, func(m pcommon.Map) {
		app := m.PutEmptyMap("app")
		app.PutInt("a", 1)
		debug := app.PutEmptyMap("debug")
		debug.PutInt("before", 1)
		debug.PutEmptyMap("payload").PutStr("to", "alice@example.com")
		debug.PutStr("alice@example.com", "a key")
		app.PutInt("b", 2)
	})
	v, _ := got.Get("app")
	var keys []string
	debug, _ := v.Map().Get("debug")
	for key := range debug.Map().All() {
		keys = append(keys, key)
	}
	if len(keys) != 2 || keys[0] != "before" || keys[1] != "[redacted:email]" {
		t.Errorf("the members are %q, want before and [redacted:email]", keys)
	}
	want := map[string]int64{
		"action=drop,detector=rule,place=span.attributes,signal=traces":  1,
		"action=mask,detector=email,place=span.attributes,signal=traces": 1,
	}
	if got := b.sums(t, "otelcol_processor_privacy_values"); !equal(got, want) {
		t.Errorf("values = %v, want %v", got, want)
	}
}

// TestSpansWithoutATrace shows that records of no trace share nothing.
func TestSpansWithoutATrace(t *testing.T) {
	b := newBench(t, nil)
	td := oneSpan(func(s ptrace.Span) {
		s.SetTraceID(pcommon.TraceID{})
		s.SetSpanID([8]byte{1})
		s.SetName("own 70416177")
		s.Attributes().PutStr("user.id", "70416177")
	})
	other := td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().AppendEmpty()
	other.SetSpanID([8]byte{2})
	other.SetName("other 70416177")
	if _, err := b.Traces(t.Context(), td); err != nil {
		t.Fatal(err)
	}
	if got := firstSpan(td).Name(); got != "own "+pseudonymOf70416177 {
		t.Errorf("the span's own name is %q", got)
	}
	if got := other.Name(); got != "other 70416177" {
		t.Errorf("the other span's name is %q", got)
	}
}

// TestReportOnlyOfEverySignal shows that no signal is changed.
func TestReportOnlyOfEverySignal(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.ReportOnly = true })
	fill := func(m pcommon.Map) { m.PutStr("user.id", "70416177") }
	ld := plog.NewLogs()
	fill(ld.ResourceLogs().AppendEmpty().Resource().Attributes())
	md := pmetric.NewMetrics()
	fill(md.ResourceMetrics().AppendEmpty().Resource().Attributes())
	pd := pprofile.NewProfiles()
	fill(pd.ResourceProfiles().AppendEmpty().Resource().Attributes())
	for signal, send := range map[string]func() (pcommon.Map, error){
		"logs": func() (pcommon.Map, error) {
			got, err := b.Logs(t.Context(), ld)
			return got.ResourceLogs().At(0).Resource().Attributes(), err
		},
		"metrics": func() (pcommon.Map, error) {
			got, err := b.Metrics(t.Context(), md)
			return got.ResourceMetrics().At(0).Resource().Attributes(), err
		},
		"profiles": func() (pcommon.Map, error) {
			got, err := b.Profiles(t.Context(), pd)
			return got.ResourceProfiles().At(0).Resource().Attributes(), err
		},
	} {
		m, err := send()
		if err != nil {
			t.Fatal(err)
		}
		if id, _ := m.Get("user.id"); id.Str() != "70416177" {
			t.Errorf("%s were changed: user.id = %q", signal, id.Str())
		}
		name := "action=hash,domain=user,place=resource.attributes,signal=" + signal
		if got := b.sums(t, "otelcol_processor_privacy_values")[name]; got != 1 {
			t.Errorf("%s: counted %d, want 1", signal, got)
		}
	}
}
