package backend

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

func TestQueries(t *testing.T) {
	q := Query{Pseudonyms: []string{"user_k1_a", "user_k2_b"}, Attributes: []string{"user.id", "x-user"}}
	for _, c := range []struct {
		name   string
		change func(*Query)
		want   string
	}{
		{"all", func(*Query) {}, `{ .user.id = "user_k1_a" || .user.id = "user_k2_b" || span."x-user" = "user_k1_a" || span."x-user" = "user_k2_b" }`},
		{"narrow", func(q *Query) {
			q.Attributes, q.Pseudonyms = q.Attributes[:1], q.Pseudonyms[:1]
			q.Status, q.Service, q.MinDuration = StatusError, "shop", 1500*time.Millisecond
		}, `{ .user.id = "user_k1_a" } && { status = error } && { resource.service.name = "shop" } && { traceDuration >= 1500ms }`},
		{"everyone", func(q *Query) { *q = Query{} }, `{ }`},
		{"successes are told on whole traces", func(q *Query) { *q = Query{Status: StatusOK} }, `{ }`},
	} {
		own := q
		c.change(&own)
		if got := TraceQL(own); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
	want := []string{`{"user.id":"user_k1_a"}`, `{"user.id":"user_k2_b"}`, `{"x-user":"user_k1_a"}`, `{"x-user":"user_k2_b"}`}
	if got := JaegerQuery(q); !slices.Equal(got, want) {
		t.Errorf("tags %q, want %q", got, want)
	}
	if got := JaegerQuery(Query{}); got != nil {
		t.Errorf("tags for everyone: %q", got)
	}
	if got := Link("https://g.example/{trace_id}?o={trace_id}", "0a/b"); got != "https://g.example/0a%2Fb?o=0a%2Fb" {
		t.Errorf("link %s", got)
	}
	for _, b := range []Backend{NewTempo("n", "http://x", http.DefaultClient), NewJaeger("n", "http://x", http.DefaultClient), NewOTLPFile("n", "x")} {
		if b.Name() != "n" {
			t.Errorf("%T is called %q", b, b.Name())
		}
	}
}

func TestTraceIDs(t *testing.T) {
	if got, err := fullTraceID("D7ff"); err != nil || got != strings.Repeat("0", 28)+"d7ff" {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{"", "../../secret", strings.Repeat("a", 33), "xyz"} {
		if _, err := fullTraceID(bad); err == nil {
			t.Errorf("%q is taken for a trace ID", bad)
		}
	}
	var id pcommon.SpanID
	if err := hexID(id[:], "1f"); err != nil || id != (pcommon.SpanID{7: 0x1f}) {
		t.Errorf("%v, %v", id, err)
	}
	for _, bad := range []string{strings.Repeat("0", 17), "zz"} {
		if err := hexID(id[:], bad); err == nil {
			t.Errorf("%q is taken for a span ID", bad)
		}
	}
}

// TestV1 reads what Jaeger's first API makes of a failed span, and refuses what
// it cannot read.
func TestV1(t *testing.T) {
	set := summary.New("user")
	n, err := addV1([]byte(`{"data":[{"spans":[
		{"traceID":"1","spanID":"1","operationName":"GET","startTime":1000,"duration":5000,"processID":"p1"},
		{"traceID":"1","spanID":"2","operationName":"charge","references":[{"refType":"CHILD_OF","traceID":"1","spanID":"1"},{"refType":"FOLLOWS_FROM","traceID":"1","spanID":"9"}],
		 "startTime":2000,"duration":1000,"processID":"p2","tags":[{"key":"error","value":true},{"key":"otel.status_description","value":"declined"},{"key":"user.id","value":"`+known+`"}],
		 "logs":[{"fields":[{"key":"exception.type","value":"Declined"},{"key":"n","value":3}]}]}],
		"processes":{"p1":{"serviceName":"shop"},"p2":{"serviceName":"pay"}}}]}`), set)
	if err != nil || n != 1 {
		t.Fatalf("%d traces, %v", n, err)
	}
	tr := set.Traces()[0]
	if tr.RootService != "shop" || tr.Failure == nil || tr.Failure.Exception != "Declined" || tr.Failure.Message != "declined" || tr.Failure.Path[0].Operation != "GET" {
		t.Errorf("trace %+v with failure %+v", tr, tr.Failure)
	}
	for _, bad := range []string{
		`[`, `{"data":[{"spans":[{"traceID":"zz"}]}]}`, `{"data":[{"spans":[{"traceID":"1","spanID":"zz"}]}]}`,
		`{"data":[{"spans":[{"traceID":"1","spanID":"1","references":[{"refType":"CHILD_OF","traceID":"1","spanID":"zz"}]}]}]}`,
	} {
		if _, err := addV1([]byte(bad), set); err == nil {
			t.Errorf("%s is taken", bad)
		}
	}
}

func TestOTLPJSON(t *testing.T) {
	for _, c := range []struct {
		in string
		ok bool
	}{
		{"", true},
		{"null", true},
		{"{}", true},
		{"[", false},
		{`{"resourceSpans":1}`, false},
		{`{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"RB8PDEwiMiTlyHnb9BxUuw==","spanId":"V/mP75You2o=","x":1}]}]}]}`, true},
		{`{"traceId":"RB8PDEwiMiTlyHnb9BxUuw=="`, false},
	} {
		if _, err := decodeOTLP(json.RawMessage(c.in)); (err == nil) != c.ok {
			t.Errorf("%q: %v, want ok %v", c.in, err, c.ok)
		}
	}
}

// TestJaegerPartly says which part is missing when some requests fail.
func TestJaegerPartly(t *testing.T) {
	n := 0
	s := serve(t, func(w http.ResponseWriter, path string, _ url.Values) {
		switch {
		case strings.HasPrefix(path, "/api/v3/"):
			http.NotFound(w, nil)
		case path == "/api/services":
			services := make([]string, 400)
			for i := range services {
				services[i] = "s"
			}
			_ = json.NewEncoder(w).Encode(map[string]any{"data": services})
		case n == 0:
			n++
			http.Error(w, "no", http.StatusForbidden)
		default:
			_, _ = io.WriteString(w, `{"data":[]}`)
		}
	})
	q := around(known)
	q.MinDuration = time.Second
	a, err := Ask(context.Background(), NewJaeger("jaeger", s.URL, s.Client()), q)
	if err != nil || len(a.Warnings) != 2 || !strings.Contains(a.Warnings[0], "1 of ") || !strings.Contains(a.Warnings[1], "too many services") {
		t.Errorf("warnings %q, %v", a.Warnings, err)
	}
	q.Service = "shop"
	q.Attributes = slices.Repeat([]string{"user.id"}, jaegerRequests+1)
	all := jaeger220(t)
	if a, err := Ask(context.Background(), NewJaeger("jaeger", all.URL, all.Client()), q); err != nil || len(a.Warnings) == 0 {
		t.Errorf("warnings %q, %v; want one about too many requests", a.Warnings, err)
	}
	for _, services := range []string{`[`, ``} {
		bad := serve(t, func(w http.ResponseWriter, path string, _ url.Values) {
			if path == "/api/services" && services != "" {
				_, _ = io.WriteString(w, services)
				return
			}
			http.NotFound(w, nil)
		})
		if _, err := Ask(context.Background(), NewJaeger("jaeger", bad.URL, bad.Client()), around(known)); err == nil {
			t.Errorf("services %q are taken", services)
		}
	}
}

// TestJaegerUsualFirst asks every service for the most usual attribute before
// the bound on requests leaves the others out.
func TestJaegerUsualFirst(t *testing.T) {
	names := make([]string, 200)
	for i := range names {
		names[i] = fmt.Sprintf("s%d", i)
	}
	asked := map[string]bool{}
	s := serve(t, func(w http.ResponseWriter, path string, q url.Values) {
		switch {
		case strings.HasPrefix(path, "/api/v3/"):
			http.NotFound(w, nil)
		case path == "/api/services":
			_ = json.NewEncoder(w).Encode(map[string]any{"data": names})
		default:
			if strings.Contains(q.Get("tags"), `"user.id"`) {
				asked[q.Get("service")] = true
			}
			_, _ = io.WriteString(w, `{"data":[]}`)
		}
	})
	if _, err := Ask(context.Background(), NewJaeger("jaeger", s.URL, s.Client()), around(known)); err != nil {
		t.Fatal(err)
	}
	if len(asked) != len(names) {
		t.Errorf("%d of %d services were asked for user.id", len(asked), len(names))
	}
}

// TestBroken reads files that end early or are not what they say.
func TestBroken(t *testing.T) {
	s := readShop(t)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	_, _ = z.Write(s.lines(t))
	_ = z.Close()
	var framed bytes.Buffer
	z = gzip.NewWriter(&framed)
	_, _ = z.Write(framedProto(t, s, false))
	_ = z.Close()
	for _, c := range []struct {
		name   string
		text   []byte
		traces int
		bad    bool
	}{
		{"half a gzip file", packed.Bytes()[:packed.Len()/2], -1, true},
		{"no gzip file", []byte("\x1f\x8bxxxxxxxx"), 0, true},
		{"no zstd file", []byte("\x28\xb5\x2f\xfdxxxxxxxx"), 0, true},
		{"messages in a gzip file", framed.Bytes(), 9, false},
		{"half a message", framedProto(t, s, false)[:300_000], -1, false},
		{"half a length", append(framedProto(t, s, false), 0, 0), 9, true},
		{"a message of 2 GB", append(framedProto(t, s, false), 0x7f, 0xff, 0xff, 0xff), 9, true},
		{"a frame that is not zstd", append(framedProto(t, s, true), appendFrame(nil, []byte("\x28\xb5\x2f\xfdxx"))...), 9, true},
		{"nothing", nil, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := NewOTLPFile("files", write(t, c.text, t.TempDir(), "traces.x"))
			a, err := Ask(context.Background(), b, everAfter(pseudonymOf(t, "70416177")))
			if err != nil || (len(a.Warnings) > 0) != c.bad || (c.traces >= 0 && len(a.Traces) != c.traces) {
				t.Errorf("%d traces, warnings %q, %v; want %d, warned %v", len(a.Traces), a.Warnings, err, c.traces, c.bad)
			}
		})
	}
	if _, err := Ask(context.Background(), NewOTLPFile("files", filepath.Join(t.TempDir(), "[")), everAfter(known)); err == nil {
		t.Error("a broken pattern is taken")
	}
	if _, err := readLine(bufio.NewReader(strings.NewReader("x"))); !errors.Is(err, io.EOF) {
		t.Errorf("the end of a file is %v", err)
	}
}

func TestErrors(t *testing.T) {
	for fault, want := range map[Fault]string{
		FaultTimeout: "did not answer in time", FaultUnreachable: "cannot be reached", FaultRefused: "refused the request", FaultGarbage: "answered with something that cannot be read",
	} {
		if got := (&Error{Fault: fault}).Error(); got != want {
			t.Errorf("%s: %q, want %q", fault, got, want)
		}
	}
	if got := faultOf(&url.Error{Op: "Get", URL: known, Err: timeout{}}); got.Fault != FaultTimeout {
		t.Errorf("a timeout of the client is %v", got)
	}
	if got := faultOf(refused(403)); got.Fault != FaultRefused {
		t.Errorf("our own error became %v", got)
	}
	if _, _, err := newClient("http://bad host", http.DefaultClient).get(context.Background(), "/", nil); err == nil {
		t.Error("an endpoint that is none is taken")
	}
}

type timeout struct{}

func (timeout) Error() string { return "slow" }
func (timeout) Timeout() bool { return true }
