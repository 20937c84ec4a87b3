package lookup

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
)

// TestNoAuditNoAnswer takes the audit log away under a running extension.
func TestNoAuditNoAnswer(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, path string){
		"cut": func(t *testing.T, path string) {
			t.Helper()
			require.NoError(t, os.Truncate(path, 10))
		},
		"replaced by a folder": func(t *testing.T, path string) {
			t.Helper()
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Mkdir(path, 0o700))
		},
		"a disk that is full": func(t *testing.T, path string) {
			t.Helper()
			require.NoError(t, os.Mkdir(path+".head.new", 0o700)) // the head cannot be written
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, files(t), nil)
			r.lookup(lookupBody("70416177"))
			harm(t, r.audit)
			status, text := r.post(pathLookup, lookupBody("70416177"))
			require.Equal(t, http.StatusServiceUnavailable, status, text)
			require.NotContains(t, text, "trace_id")
			require.NotEmpty(t, r.logs.FilterMessageSnippet("audit record cannot be written").All())
		})
	}
}

// TestBackendFaults shows what is left, and says what is missing.
func TestBackendFaults(t *testing.T) {
	gone := make(chan struct{})
	answers := map[string]http.HandlerFunc{
		"slow":    func(http.ResponseWriter, *http.Request) { <-gone },
		"garbage": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"refused": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	}
	settings := files(t)
	list := settings["backends"].([]any)
	for name, answer := range answers {
		s := httptest.NewServer(answer)
		t.Cleanup(s.Close)
		list = append(list, map[string]any{"name": name, "type": "tempo", "endpoint": s.URL, "timeout": "300ms"})
	}
	t.Cleanup(func() { close(gone) })
	list = append(list, map[string]any{"name": "down", "type": "jaeger", "endpoint": "http://127.0.0.1:1"})
	settings["backends"] = list
	r := start(t, settings, nil)
	a := r.lookup(lookupBody("70416177"))
	require.Len(t, a.Traces, 9)
	warnings := strings.Join(a.Warnings, "\n")
	for _, w := range []string{
		"slow did not answer in time; its traces are missing here",
		"garbage answered with something that cannot be read (search)",
		"refused refused the request (HTTP 403)",
		"down cannot be reached",
	} {
		require.Contains(t, warnings, w)
	}
	settings["backends"] = list[1:]
	r = start(t, settings, nil)
	status, text := r.post(pathLookup, lookupBody("70416177"))
	require.Equal(t, http.StatusBadGateway, status, text)
	require.Equal(t, "failed", r.last()["decision"])
}

// TestForeignTraces answers with other people's traces: they are not shown.
func TestForeignTraces(t *testing.T) {
	recorded, err := os.ReadFile(filepath.Join("internal", "backend", "testdata", "jaeger-2.13-v3-traces-none.json"))
	require.NoError(t, err)
	_, body, found := bytes.Cut(recorded, []byte(`"body":`))
	require.True(t, found)
	body = bytes.TrimSuffix(bytes.TrimSpace(body), []byte("}"))
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v3/") {
			_, _ = w.Write(body)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(store.Close)
	r := start(t, backends(map[string]any{"name": "jaeger", "type": "jaeger", "endpoint": store.URL}), nil)
	a := r.lookup(lookupBody("a customer who was never there"))
	require.Empty(t, a.Traces)
	require.Contains(t, strings.Join(a.Warnings, "\n"), "returned 2 traces of others, which are not shown")
}

type panicking struct{}

func (panicking) Name() string { return "panicking" }

func (panicking) Find(context.Context, backend.Query) (backend.Answer, error) { panic("70416177") }

// TestPanic has a backend meet what nobody thought of.
func TestPanic(t *testing.T) {
	r := start(t, files(t), nil)
	r.service.sources[0].Backend = panicking{}
	status, text := r.post(pathLookup, lookupBody("70416177"))
	require.Equal(t, http.StatusBadGateway, status, text)
	var refusal *Refusal
	_, err := r.service.Lookup(context.Background(), Local(""), Request{})
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, DecisionInvalid, refusal.Decision)
}
