package summary

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

const (
	alice = "user_k1_oio3htevcsj5c5shymvfep2yci"
	bob   = "user_k2-b_3tmcuo4g2mbn6j6zrwi57y2md4"
)

func TestPseudonymsInText(t *testing.T) {
	for _, c := range []struct {
		text string
		want []string
	}{
		{alice, []string{alice}},
		{"GET /users/" + alice + "/orders", []string{alice}},
		{"user.id=" + alice + ",friend=" + bob + ";x", []string{alice, bob}},
		{"id%3D" + alice + "%26", []string{alice}},
		{`{"id":"` + alice + `"}`, []string{alice}},
		{"cart_" + alice + "_2", []string{alice}},
		{alice + alice, nil},                                   // runs into the next word
		{"super" + alice, nil},                                 // a word of its own must start there
		{alice + "x", nil},                                     // too long
		{alice[:len(alice)-1], nil},                            // too short
		{"user_id is user_k1_" + strings.Repeat("1", 26), nil}, // not base32
		{strings.Replace(alice, "user", "account", 1), nil},    // another domain
		{"user_ user_x user_k1_", nil},
		{"", nil},
	} {
		var got []string
		eachPseudonym(c.text, "user", func(p string) { got = append(got, p) })
		if !slices.Equal(got, c.want) {
			t.Errorf("in %q: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestPlaces finds a pseudonym wherever it stands in a span.
func TestPlaces(t *testing.T) {
	for name, put := range map[string]func(ptrace.ResourceSpans, ptrace.Span){
		"name":          func(_ ptrace.ResourceSpans, s ptrace.Span) { s.SetName("load " + alice) },
		"status":        func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Status().SetMessage("no " + alice) },
		"trace state":   func(_ ptrace.ResourceSpans, s ptrace.Span) { s.TraceState().FromRaw("shop=" + alice) },
		"attribute":     func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Attributes().PutStr("user.id", alice) },
		"attribute key": func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Attributes().PutInt("seen."+alice, 1) },
		"array": func(_ ptrace.ResourceSpans, s ptrace.Span) {
			s.Attributes().PutEmptySlice("x").AppendEmpty().SetStr(alice)
		},
		"map":           func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Attributes().PutEmptyMap("x").PutStr("id", alice) },
		"bytes":         func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Attributes().PutEmptyBytes("x").FromRaw([]byte(alice)) },
		"event":         func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Events().AppendEmpty().SetName(alice) },
		"event's value": func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Events().AppendEmpty().Attributes().PutStr("x", alice) },
		"link":          func(_ ptrace.ResourceSpans, s ptrace.Span) { s.Links().AppendEmpty().Attributes().PutStr("x", alice) },
		"link's state": func(_ ptrace.ResourceSpans, s ptrace.Span) {
			s.Links().AppendEmpty().TraceState().FromRaw("x=" + alice)
		},
		"resource": func(rs ptrace.ResourceSpans, _ ptrace.Span) { rs.Resource().Attributes().PutStr("owner", alice) },
		"scope": func(rs ptrace.ResourceSpans, _ ptrace.Span) {
			rs.ScopeSpans().At(0).Scope().Attributes().PutStr("x", alice)
		},
		"twice the same": func(_ ptrace.ResourceSpans, s ptrace.Span) { s.SetName(alice + " " + alice) },
	} {
		td := ptrace.NewTraces()
		rs := td.ResourceSpans().AppendEmpty()
		sp := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		sp.SetTraceID(pcommon.TraceID{1})
		put(rs, sp)
		set := New("user")
		set.Add(td, nil)
		if got := set.Traces()[0].Pseudonyms; !slices.Equal(got, []string{alice}) {
			t.Errorf("%s: %q, want %q", name, got, alice)
		}
	}
}

// tree is a span by its parts: id, parent, "service/operation", milliseconds at
// which it starts and ends, and what became of it.
type tree struct {
	id, parent byte
	name       string
	from, to   int
	failed     string // "": fine; "status": failed; else the type of the exception
}

func trace(spans ...tree) Trace {
	set := New("user")
	for _, s := range spans {
		td := ptrace.NewTraces()
		rs := td.ResourceSpans().AppendEmpty()
		service, operation, _ := strings.Cut(s.name, "/")
		rs.Resource().Attributes().PutStr("service.name", service)
		sp := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		sp.SetTraceID(pcommon.TraceID{1})
		sp.SetSpanID(pcommon.SpanID{s.id})
		if s.parent != 0 {
			sp.SetParentSpanID(pcommon.SpanID{s.parent})
		}
		sp.SetName(operation)
		sp.SetStartTimestamp(pcommon.Timestamp(s.from * 1e6))
		sp.SetEndTimestamp(pcommon.Timestamp(s.to * 1e6))
		switch s.failed {
		case "":
		case "status":
			sp.Status().SetCode(ptrace.StatusCodeError)
			sp.Attributes().PutInt("http.response.status_code", 502)
		default:
			sp.Status().SetCode(ptrace.StatusCodeError)
			sp.Events().AppendEmpty().Attributes().PutStr("exception.type", s.failed)
		}
		set.Add(td, nil)
	}
	return set.Traces()[0]
}

func TestFailure(t *testing.T) {
	for _, c := range []struct {
		name  string
		spans []tree
		want  string // the failing step and why; "" if none
		path  string
	}{
		{"none", []tree{{1, 0, "shop/GET", 0, 9, ""}}, "", ""},
		{"errors travel up", []tree{{1, 0, "shop/GET", 0, 9, "status"}, {2, 1, "pay/charge", 1, 8, "Declined"}}, "charge: Declined", "GET charge"},
		{
			"through a span that is fine",
			[]tree{{1, 0, "shop/GET", 0, 9, "status"}, {2, 1, "shop/middleware", 1, 8, ""}, {3, 2, "pay/charge", 2, 7, "status"}},
			"charge: HTTP status 502", "GET middleware charge",
		},
		{
			"an exception tells more than the call below it",
			[]tree{{1, 0, "shop/GET", 0, 9, "status"}, {2, 1, "pay/charge", 1, 8, "Declined"}, {3, 2, "pay/POST", 2, 7, "status"}},
			"charge: Declined", "GET charge",
		},
		{
			"the earlier of two",
			[]tree{{1, 0, "shop/GET", 0, 9, "status"}, {3, 1, "b/late", 5, 6, "B"}, {2, 1, "a/early", 1, 2, "A"}},
			"early: A", "GET early",
		},
		{"a parent that did not come", []tree{{2, 9, "pay/charge", 1, 8, "Declined"}}, "charge: Declined", "charge"},
		{"a ring of parents", []tree{{1, 2, "a/x", 0, 9, "status"}, {2, 1, "a/y", 1, 8, "status"}}, "x: HTTP status 502", ""},
	} {
		tr := trace(c.spans...)
		got, path := "", ""
		if f := tr.Failure; f != nil {
			got = f.Operation + ": " + f.Exception
			var steps []string
			for _, s := range f.Path {
				steps = append(steps, s.Operation)
			}
			path = strings.Join(steps, " ")
		}
		if got != c.want || tr.Failed != (c.want != "") {
			t.Errorf("%s: failed at %q, want %q", c.name, got, c.want)
		}
		if c.path != "" && path != c.path {
			t.Errorf("%s: the way is %q, want %q", c.name, path, c.path)
		}
	}
}

func TestTrace(t *testing.T) {
	tr := trace(
		tree{3, 2, "orders/db", 3, 4, ""},
		tree{2, 1, "orders/POST", 2, 30, ""},
		tree{1, 0, "shop/GET", 5, 9, ""}, // its clock is ahead
		tree{1, 0, "shop/GET", 5, 9, ""}, // came twice
	)
	if tr.RootService != "shop" || tr.RootOperation != "GET" || tr.SpanCount != 3 {
		t.Errorf("root %s %s of %d spans, want shop GET of 3", tr.RootService, tr.RootOperation, tr.SpanCount)
	}
	if tr.Duration() != 28*time.Millisecond || !slices.Equal(tr.Services, []string{"orders", "shop"}) {
		t.Errorf("took %s in %q, want 28ms in orders and shop", tr.Duration(), tr.Services)
	}
	if never := trace(tree{1, 0, "shop/GET", 5, 0, ""}); never.Duration() != 0 {
		t.Errorf("a span that never ended took %s", never.Duration())
	}
	if orphan := trace(tree{2, 1, "orders/POST", 2, 30, ""}, tree{3, 2, "orders/db", 1, 4, ""}); orphan.RootOperation != "POST" {
		t.Errorf("root %q, want the span whose parent did not come", orphan.RootOperation)
	}
}

func TestExceptionSources(t *testing.T) {
	for key, want := range map[string]string{
		"exception.type": "Boom", "error.type": "Boom", "rpc.grpc.status_code": "gRPC status Boom", "http.status_code": "HTTP status Boom", "other": "",
	} {
		sp := ptrace.NewSpan()
		sp.Attributes().PutStr(key, "Boom")
		if got, _ := exception(sp); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if got := shorten(strings.Repeat("ä", maxText)); len(got) > maxText+3 || !strings.HasSuffix(got, "…") {
		t.Errorf("a long text stays %d bytes long", len(got))
	}
}
