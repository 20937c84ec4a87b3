package backend

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// The user of the recorded answers, and one whom nobody knows.
const (
	known   = "user_k1_oio3htevcsj5c5shymvfep2yci"
	unknown = "user_k1_aaaaaaaaaaaaaaaaaaaaaaaaaa"
)

// recorded is an answer of a real server.
type recorded struct {
	Request     string          `json:"request"`
	Status      int             `json:"status"`
	ContentType string          `json:"content_type"`
	Body        json.RawMessage `json:"body"`
}

func read(t testing.TB, name string) recorded {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var r recorded
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func (r recorded) send(w http.ResponseWriter) {
	w.Header().Set("Content-Type", r.ContentType)
	w.WriteHeader(r.Status)
	var text string
	if json.Unmarshal(r.Body, &text) == nil {
		_, _ = w.Write([]byte(text))
		return
	}
	_, _ = w.Write(r.Body)
}

// fake serves recorded answers and behaves as the real server was seen to.
type fake struct {
	*httptest.Server
	mu       sync.Mutex
	requests []string
}

func serve(t *testing.T, answer func(w http.ResponseWriter, path string, q url.Values)) *fake {
	t.Helper()
	f := &fake{}
	f.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.mu.Lock()
		f.requests = append(f.requests, r.URL.RequestURI())
		f.mu.Unlock()
		answer(w, r.URL.Path, r.URL.Query())
	}))
	t.Cleanup(f.Close)
	return f
}

// asked returns the paths that were asked for, each once.
func (f *fake) asked() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []string
	for _, r := range f.requests {
		path, _, _ := strings.Cut(r, "?")
		if !slices.Contains(out, path) {
			out = append(out, path)
		}
	}
	return out
}

// attribute is the value that a filter such as {"user.id":"V"} asks for.
func attribute(filter string) string {
	var m map[string]string
	if json.Unmarshal([]byte(filter), &m) != nil {
		return ""
	}
	return m["user.id"]
}

// jaeger213 ignores the filter of API v3 and needs a service in API v1.
func jaeger213(t *testing.T) *fake {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, path string, q url.Values) {
		switch path {
		case "/api/v3/traces":
			if q.Get("query.start_time_min") == "" || q.Get("query.start_time_max") == "" {
				http.Error(w, "time range is required", http.StatusBadRequest)
				return
			}
			if q.Get("query.num_traces") == "" {
				http.Error(w, "search depth", http.StatusInternalServerError)
				return
			}
			read(t, "jaeger-2.13-v3-traces-none").send(w)
		case "/api/services":
			read(t, "jaeger-2.13-v1-services").send(w)
		case "/api/traces":
			if q.Get("service") == "" {
				http.Error(w, "parameter 'service' is required", http.StatusBadRequest)
				return
			}
			if attribute(q.Get("tags")) != known || q.Get("service") != "frontend" {
				_, _ = w.Write([]byte(`{"data":[],"total":0,"limit":0,"offset":0,"errors":null}`))
				return
			}
			read(t, "jaeger-2.13-v1-traces").send(w)
		default:
			http.NotFound(w, nil)
		}
	})
}

// jaeger220 applies the filter of API v3 and has no API v1.
func jaeger220(t *testing.T) *fake {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, path string, q url.Values) {
		if path != "/api/v3/traces" {
			read(t, "jaeger-2.20-v1-traces").send(w)
			return
		}
		if f := q.Get("query.attributes"); f == "" || attribute(f) == known {
			read(t, "jaeger-2.20-v3-traces").send(w)
			return
		}
		read(t, "jaeger-2.20-v3-traces-none").send(w)
	})
}

// around is a query about the day of the recorded answers.
func around(pseudonyms ...string) Query {
	day := time.Unix(1795299600, 0)
	return Query{
		Domain: "user", Pseudonyms: pseudonyms, Attributes: []string{"user.id", "enduser.id"}, Limit: 20,
		From: day.Add(-time.Hour), To: day.Add(time.Hour),
	}
}

func TestJaeger(t *testing.T) {
	for _, c := range []struct {
		name       string
		server     func(*testing.T) *fake
		pseudonyms []string
		want       int
		foreign    bool
		asked      []string
	}{
		{"2.13 ignores the filter: API v1 is asked", jaeger213, []string{known}, 2, true, []string{"/api/v3/traces", "/api/services", "/api/traces"}},
		{"2.13 has other people's traces for an unknown user", jaeger213, []string{unknown}, 0, true, []string{"/api/v3/traces", "/api/services", "/api/traces"}},
		{"2.20 applies the filter", jaeger220, []string{known}, 2, false, []string{"/api/v3/traces"}},
		{"2.20 finds nobody", jaeger220, []string{unknown}, 0, false, []string{"/api/v3/traces"}},
		{"2.20, two keys", jaeger220, []string{unknown, known}, 2, false, []string{"/api/v3/traces"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := c.server(t)
			q := around(c.pseudonyms...)
			a, err := Ask(context.Background(), NewJaeger("jaeger", s.URL+"/", s.Client()), q)
			if err != nil {
				t.Fatal(err)
			}
			if len(a.Traces) != c.want || (a.Foreign > 0) != c.foreign || len(a.Warnings) > 0 {
				t.Errorf("%d traces, %d foreign, warnings %q; want %d traces, foreign %v", len(a.Traces), a.Foreign, a.Warnings, c.want, c.foreign)
			}
			for _, tr := range a.Traces {
				if !q.Holds(tr) {
					t.Errorf("trace %s does not hold the pseudonym", tr.ID)
				}
				if len(tr.ID) != 32 || tr.RootService != "frontend" || tr.SpanCount < 5 || tr.Duration() <= 0 {
					t.Errorf("trace %q of %d spans from %q took %s", tr.ID, tr.SpanCount, tr.RootService, tr.Duration())
				}
			}
			if got := s.asked(); !slices.Equal(got, c.asked) {
				t.Errorf("asked %q, want %q", got, c.asked)
			}
		})
	}
	t.Run("impact", func(t *testing.T) {
		s := jaeger220(t)
		q := around()
		q.Service, q.MinDuration = "frontend", time.Millisecond
		a, err := Ask(context.Background(), NewJaeger("jaeger", s.URL, s.Client()), q)
		if err != nil || len(a.Traces) != 2 {
			t.Fatalf("%d traces, %v; want 2", len(a.Traces), err)
		}
		if r := s.requests[0]; !strings.Contains(r, "query.service_name=frontend") || !strings.Contains(r, "query.duration_min=1ms") {
			t.Errorf("asked %q, want service and duration in it", r)
		}
	})
	t.Run("ignored filter and no API v1", func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, path string, _ url.Values) {
			if path == "/api/v3/traces" {
				read(t, "jaeger-2.13-v3-traces-none").send(w)
				return
			}
			http.NotFound(w, nil)
		})
		a, err := Ask(context.Background(), NewJaeger("jaeger", s.URL, s.Client()), around(unknown))
		if err != nil || len(a.Traces) > 0 || len(a.Warnings) != 1 || !strings.Contains(a.Warnings[0], "2.19") {
			t.Errorf("%d traces, warnings %q, %v; want none and the advice to update", len(a.Traces), a.Warnings, err)
		}
	})
	t.Run("API v1 alone", func(t *testing.T) {
		old := jaeger213(t)
		s := serve(t, func(w http.ResponseWriter, path string, q url.Values) {
			if strings.HasPrefix(path, "/api/v3/") {
				http.Error(w, "404 page not found", http.StatusNotFound)
				return
			}
			resp, err := old.Client().Get(old.URL + path + "?" + q.Encode())
			if err != nil {
				t.Error(err)
				return
			}
			defer resp.Body.Close()
			w.WriteHeader(resp.StatusCode)
			_, _ = (&readerFrom{w}).ReadFrom(resp)
		})
		a, err := Ask(context.Background(), NewJaeger("jaeger", s.URL, s.Client()), around(known))
		if err != nil || len(a.Traces) != 2 {
			t.Errorf("%d traces, %v; want 2", len(a.Traces), err)
		}
	})
}

type readerFrom struct{ w http.ResponseWriter }

func (r *readerFrom) ReadFrom(resp *http.Response) (int64, error) {
	var b bytes.Buffer
	if _, err := b.ReadFrom(resp.Body); err != nil {
		return 0, err
	}
	n, err := r.w.Write(b.Bytes())
	return int64(n), err
}

// tempo303 is strict about limits and windows, leaves out leading zeros, and
// writes IDs in base64.
func tempo303(t *testing.T) *fake {
	t.Helper()
	return serve(t, func(w http.ResponseWriter, path string, q url.Values) {
		id, isTrace := strings.CutPrefix(path, "/api/v2/traces/")
		switch {
		case path == "/api/search":
			start, end := seconds(q.Get("start")), seconds(q.Get("end"))
			switch {
			case q.Get("limit") == "0" || end-start > 168*3600:
				http.Error(w, "bad request", http.StatusBadRequest)
			case !balanced(q.Get("q")):
				read(t, "tempo-3.0.3-search-syntax-error").send(w)
			case !strings.Contains(q.Get("q"), known) && strings.Contains(q.Get("q"), "user_k1_"):
				read(t, "tempo-3.0.3-search-none").send(w)
			case strings.Contains(q.Get("q"), " || .user.id = "):
				read(t, "tempo-3.0.3-search-two-pseudonyms").send(w)
			default:
				read(t, "tempo-3.0.3-search").send(w)
			}
		case isTrace && id == "441f0f0c4c223224e5c879dbf41c54bb":
			read(t, "tempo-3.0.3-trace-v2").send(w)
		case isTrace && len(id) == 32:
			read(t, "tempo-3.0.3-trace-none").send(w)
		default:
			http.NotFound(w, nil)
		}
	})
}

func balanced(q string) bool {
	return strings.Count(q, "{") == strings.Count(q, "}") && !strings.HasSuffix(strings.TrimSpace(q), "=")
}

func seconds(s string) int64 {
	i, _ := json.Number(s).Int64()
	return i
}

func TestTempo(t *testing.T) {
	t.Run("traces that hold it", func(t *testing.T) {
		s := tempo303(t)
		a, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), around(known))
		if err != nil || len(a.Traces) != 1 {
			t.Fatalf("%d traces, %v; want 1", len(a.Traces), err)
		}
		if tr := a.Traces[0]; tr.ID != "441f0f0c4c223224e5c879dbf41c54bb" || tr.RootOperation != "POST /support/chat" || tr.Failed || tr.SpanCount < 3 {
			t.Errorf("trace %+v, want the support chat", tr)
		}
	})
	t.Run("short trace IDs are filled up", func(t *testing.T) {
		s := tempo303(t)
		if _, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), around(known, "user_k1_3tmcuo4g2mbn6j6zrwi57y2md4")); err != nil {
			t.Fatal(err)
		}
		if want := "/api/v2/traces/0d7ff7d59c80b5bfb2cc824642ec7ad9"; !slices.Contains(s.asked(), want) {
			t.Errorf("asked %q, want %s among them", s.asked(), want)
		}
	})
	t.Run("nobody", func(t *testing.T) {
		s := tempo303(t)
		if a, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), around(unknown)); err != nil || len(a.Traces) > 0 {
			t.Errorf("%d traces, %v; want none", len(a.Traces), err)
		}
	})
	t.Run("just now", func(t *testing.T) {
		s := tempo303(t)
		q := around(unknown)
		q.From, q.To = time.Now().Add(-time.Minute), time.Now()
		if a, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), q); err != nil || len(a.Warnings) != 1 {
			t.Errorf("warnings %q, %v; want one about fresh traces", a.Warnings, err)
		}
	})
	t.Run("a month goes in pieces", func(t *testing.T) {
		s := tempo303(t)
		q := around(unknown)
		q.From = q.To.Add(-31 * 24 * time.Hour)
		if _, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), q); err != nil || len(s.requests) != 5 {
			t.Errorf("%d searches, %v; want 5", len(s.requests), err)
		}
	})
	t.Run("hostile filters stay inside their quotes", func(t *testing.T) {
		s := tempo303(t)
		q := around(known)
		q.Service = `x" } || { status = error } || { .a = "\`
		if _, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), q); err != nil {
			t.Fatal(err)
		}
		got := TraceQL(q)
		if want := `{ resource.service.name = "x\" } || { status = error } || { .a = \"\\" }`; !strings.HasSuffix(got, want) {
			t.Errorf("TraceQL %s, want it to end in %s", got, want)
		}
	})
	t.Run("before v2 of the API", func(t *testing.T) {
		s := serve(t, func(w http.ResponseWriter, path string, _ url.Values) {
			switch path {
			case "/api/search":
				read(t, "tempo-3.0.3-search").send(w)
			case "/api/traces/441f0f0c4c223224e5c879dbf41c54bb":
				var now struct {
					Trace struct{ ResourceSpans json.RawMessage } `json:"trace"`
				}
				if err := json.Unmarshal(read(t, "tempo-3.0.3-trace-v2").Body, &now); err != nil {
					t.Error(err)
				}
				_, _ = w.Write([]byte(`{"batches":` + string(now.Trace.ResourceSpans) + `}`))
			default:
				http.NotFound(w, nil)
			}
		})
		a, err := Ask(context.Background(), NewTempo("tempo", s.URL, s.Client()), around(known))
		if err != nil || len(a.Traces) != 1 || len(a.Warnings) != 1 {
			t.Errorf("%d traces, warnings %q, %v; want 1 and a warning about the missing ones", len(a.Traces), a.Warnings, err)
		}
	})
}

// TestFaults says why there is no answer, and quotes neither URL nor answer.
func TestFaults(t *testing.T) {
	makers := map[string]func(string, string, *http.Client) Backend{"jaeger": NewJaeger, "tempo": NewTempo}
	for kind, open := range makers {
		for _, c := range []struct {
			name   string
			answer func(w http.ResponseWriter)
			want   Fault
		}{
			{"garbage", func(w http.ResponseWriter) { _, _ = w.Write([]byte("<html>canary</html>")) }, FaultGarbage},
			{"half an answer", func(w http.ResponseWriter) { _, _ = w.Write([]byte(`{"result":{"resourceSpans":[{"canary`)) }, FaultGarbage},
			{"refused", func(w http.ResponseWriter) { http.Error(w, "canary", http.StatusForbidden) }, FaultRefused},
			{"broken", func(w http.ResponseWriter) { http.Error(w, "canary", http.StatusInternalServerError) }, FaultRefused},
			{"elsewhere", func(w http.ResponseWriter) {
				w.Header().Set("Location", "http://canary.invalid/")
				w.WriteHeader(http.StatusFound)
			}, FaultRefused},
		} {
			t.Run(kind+" "+c.name, func(t *testing.T) {
				s := serve(t, func(w http.ResponseWriter, _ string, _ url.Values) { c.answer(w) })
				_, err := Ask(context.Background(), open("x", s.URL, s.Client()), around(known))
				checkFault(t, err, c.want)
			})
		}
		t.Run(kind+" down", func(t *testing.T) {
			s := serve(t, nil)
			s.Close()
			_, err := Ask(context.Background(), open("x", s.URL, http.DefaultClient), around(known))
			checkFault(t, err, FaultUnreachable)
		})
		t.Run(kind+" slow", func(t *testing.T) {
			gone := make(chan struct{})
			s := serve(t, func(http.ResponseWriter, string, url.Values) { <-gone })
			t.Cleanup(func() { close(gone) })
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
			defer cancel()
			_, err := Ask(ctx, open("x", s.URL, s.Client()), around(known))
			checkFault(t, err, FaultTimeout)
		})
	}
}

func checkFault(t *testing.T, err error, want Fault) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || e.Fault != want {
		t.Fatalf("error %v, want %s", err, want)
	}
	for _, hidden := range []string{known, "canary", "127.0.0.1", "http://"} {
		if strings.Contains(err.Error(), hidden) {
			t.Errorf("error %q quotes %q", err, hidden)
		}
	}
}
