package backend

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

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
