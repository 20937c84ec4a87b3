package backend

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

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
