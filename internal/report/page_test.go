package report

import (
	"bytes"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "rewrite the wanted reports")

var noon = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// serve answers with body on a loopback port.
func serve(t *testing.T, status int, body []byte) string {
	t.Helper()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		_, _ = w.Write(body)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/metrics"
}

func page(t *testing.T) []byte {
	t.Helper()
	text, err := os.ReadFile("testdata/page.txt")
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// TestNothingScanned: no findings where nothing was looked at are no good news.
func TestNothingScanned(t *testing.T) {
	var markdown strings.Builder
	if err := (&Figures{}).Markdown(&markdown); err != nil {
		t.Fatal(err)
	}
	if got := markdown.String(); !strings.Contains(got, "Nothing was scanned a second time") || strings.Contains(got, "0 findings") {
		t.Errorf("report says\n%s", got)
	}
}

func TestFromPage(t *testing.T) {
	for name, text := range map[string][]byte{
		"default": page(t),
		// A reader that appends the kind and the unit tells the same.
		"suffixes": []byte(strings.NewReplacer(
			"_records", "_records_total", "_values", "_values_total", "_failed_closed", "_failed_closed_total",
			"_unclassified_keys", "_unclassified_keys_total", "_key_age", "_key_age_seconds", "_report_only", "_report_only_ratio",
			"_residual_samples", "_residual_samples_total", "_residual_findings", "_residual_findings_total",
		).Replace(string(page(t)))),
	} {
		t.Run(name, func(t *testing.T) {
			f, err := FromPage(t.Context(), serve(t, http.StatusOK, text), noon)
			if err != nil {
				t.Fatal(err)
			}
			f.Source = "http://127.0.0.1:8888/metrics"
			var markdown, json bytes.Buffer
			if err := errors.Join(f.Markdown(&markdown), f.JSON(&json)); err != nil {
				t.Fatal(err)
			}
			wanted(t, "page.md", markdown.String())
			wanted(t, "page.json", json.String())
		})
	}
}

// wanted compares a report with a file of testdata.
func wanted(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("got\n%s\nwant as in %s\n%s", got, path, want)
	}
}

func TestFromPageFails(t *testing.T) {
	for _, c := range []struct {
		name, url, want string
	}{
		{"no such page", serve(t, http.StatusNotFound, nil), "must answer 200, got 404"},
		{"not metrics", serve(t, http.StatusOK, []byte("<html>hello</html>")), "must be a metrics page"},
		{"other metrics", serve(t, http.StatusOK, []byte("otelcol_process_uptime 1\n")), ErrNoMetrics.Error()},
		{"nobody there", "http://127.0.0.1:1/metrics", "connection refused"},
		{"no address", "127.0.0.1:8888/metrics", "address must be a URL"},
		{"strange address", "http://ann:8sBfa0kQ2mXz@\x7f/metrics", "address must be a URL"},
		{"strange scheme", "ftp://ann:8sBfa0kQ2mXz@127.0.0.1/metrics", "address must be a URL"},
		{"nobody there, with a password", "http://ann:8sBfa0kQ2mXz@127.0.0.1:1/metrics", "connection refused"},
	} {
		_, err := FromPage(t.Context(), c.url, noon)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got error %v, want one with %q", c.name, err, c.want)
		}
		if err != nil && strings.Contains(err.Error(), "8sBfa0kQ2mXz") {
			t.Errorf("%s: the error holds the password", c.name)
		}
	}
}

// TestSourceIsShownWithoutSecrets: a report goes to people who have no access.
func TestSourceIsShownWithoutSecrets(t *testing.T) {
	address := strings.Replace(serve(t, http.StatusOK, page(t)), "http://", "http://ann:8sBfa0kQ2mXz@", 1) + "?token=8sBfa0kQ2mXz"
	f, err := FromPage(t.Context(), address, noon)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(f.Source, "http://ann:xxxxx@127.0.0.1:") || strings.Contains(f.Source, "8sBfa0kQ2mXz") {
		t.Errorf("source is %q", f.Source)
	}
}
