package backend

import (
	"bytes"
	"context"
	"encoding/json"
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
