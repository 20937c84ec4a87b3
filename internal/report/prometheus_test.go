package report

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	scrape       = time.Minute
	startTimeout = time.Minute
	stopTimeout  = 20 * time.Second
)

// TestFromPrometheus asks a real server, which holds six hours of a collector
// that had residual findings twice and was restarted once.
func TestFromPrometheus(t *testing.T) {
	end := time.Now().UTC().Truncate(time.Minute).Add(-10 * time.Minute)
	start := end.Add(-6 * time.Hour)
	var page openMetrics
	// Grows by 10 a minute, and starts anew after three hours.
	page.counter(records, `{signal="traces"}`, start, end, func(at time.Time) float64 {
		if at.Before(start.Add(3 * time.Hour)) {
			return 1000 + 10*at.Sub(start).Minutes()
		}
		return 10 * at.Sub(start.Add(3*time.Hour)).Minutes()
	})
	// Appears with its first event, and never grows again: counts as one.
	page.counter(failedClosed, `{signal="traces",reason="no_tenant"}`, start.Add(2*time.Hour), end, func(time.Time) float64 { return 1 })
	// Was there before the period: counts as none.
	page.counter(unclassified, `{signal="traces",key="shop.mood"}`, start, end, func(time.Time) float64 { return 1 })
	// An episode of ten minutes, and one that lasts to the end.
	leaked := start.Add(90 * time.Minute)
	page.counter(residual, `{signal="traces",place="span.name",detector="email"}`, leaked, end, func(at time.Time) float64 {
		first := min(at.Sub(leaked).Minutes(), 9)
		return 1 + first + max(0, at.Sub(end.Add(-20*time.Minute)).Minutes())
	})
	page.gauge(keyAge, `{signal="traces",key_id="k1",fingerprint="ab12"}`, start, end, func(at time.Time) float64 { return at.Sub(start).Seconds() + 86400 })
	page.gauge(reportOnly, `{signal="traces"}`, start, end, func(time.Time) float64 { return 0 })
	url := startPrometheus(t, page.String())

	const period = 5 * time.Hour
	f, err := FromPrometheus(t.Context(), url, period, end)
	if err != nil {
		t.Fatal(err)
	}
	about := func(what string, got []Count, name string, want float64) {
		t.Helper()
		if len(got) != 1 || got[0].Name != name || got[0].N < want*0.98 || got[0].N > want*1.02 {
			t.Errorf("%s: got %v, want %s: about %v", what, got, name, want)
		}
	}
	about("records", f.Records, "traces", 10*period.Minutes()-10)
	about("fail-closed events", f.Failed, "no_tenant", 1)
	about("residual findings", f.Residual, "email", 30)
	if len(f.Unnamed) != 0 {
		t.Errorf("unclassified: got %v, want none that is new", f.Unnamed)
	}
	if len(f.Keys) != 1 || f.Keys[0].ID != "k1" || f.Keys[0].Age != Seconds(30*time.Hour) {
		t.Errorf("keys: got %+v, want k1 of 30 hours", f.Keys)
	}
	want := []Episode{
		{From: leaked, To: leaked.Add(10 * time.Minute)},
		{From: end.Add(-19 * time.Minute), To: end, Open: true},
	}
	if fmt.Sprint(f.Remediation) != fmt.Sprint(want) {
		t.Errorf("episodes: got %v, want %v", f.Remediation, want)
	}
	if got := f.MeanTimeToRemediate(); got != 10*time.Minute {
		t.Errorf("mean time to remediate: got %v, want 10m0s", got)
	}
	var markdown bytes.Buffer
	if err := f.Markdown(&markdown); err != nil || !strings.Contains(markdown.String(), "\nMean time to remediate: 10m0s.\n") {
		t.Errorf("%v: report says\n%s", err, markdown.String())
	}

	if _, err := FromPrometheus(t.Context(), url, period, start.Add(-100*time.Hour)); !errors.Is(err, ErrNoMetrics) {
		t.Errorf("a period without metrics: got error %v, want %v", err, ErrNoMetrics)
	}
}

func TestFromPrometheusFails(t *testing.T) {
	for url, want := range map[string]string{
		"127.0.0.1:9090":                            "address must be a URL",
		"http://127.0.0.1:1":                        "connection refused",
		serve(t, http.StatusNotFound, []byte("{}")): "ask prometheus: " + ErrNoPrometheus.Error(),
		serve(t, http.StatusTeapot, []byte("{}")):   "ask prometheus for " + records,
	} {
		if _, err := FromPrometheus(t.Context(), url, time.Hour, noon); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got error %v, want one with %q", url, err, want)
		}
	}
}

// openMetrics is a page of samples with times.
type openMetrics struct{ strings.Builder }

func (m *openMetrics) counter(name, labels string, from, to time.Time, value func(time.Time) float64) {
	fmt.Fprintf(m, "# TYPE %s counter\n", name)
	m.samples(name+"_total", labels, from, to, value)
}

func (m *openMetrics) gauge(name, labels string, from, to time.Time, value func(time.Time) float64) {
	fmt.Fprintf(m, "# TYPE %s gauge\n", name)
	m.samples(name, labels, from, to, value)
}

func (m *openMetrics) samples(name, labels string, from, to time.Time, value func(time.Time) float64) {
	for at := from; !at.After(to); at = at.Add(scrape) {
		fmt.Fprintf(m, "%s%s %g %d\n", name, labels, value(at), at.Unix())
	}
}

// startPrometheus runs a server on a free loopback port over the samples of a
// page, until the test ends.
func startPrometheus(t *testing.T, page string) (url string) {
	t.Helper()
	prometheus, err := exec.LookPath("prometheus")
	promtool, err2 := exec.LookPath("promtool")
	if errors.Join(err, err2) != nil {
		t.Skip("SKIPPED: prometheus and promtool are not installed (Debian package prometheus)")
	}
	dir := t.TempDir()
	samples, config, data := filepath.Join(dir, "samples.txt"), filepath.Join(dir, "prometheus.yml"), filepath.Join(dir, "data")
	if err := errors.Join(
		os.WriteFile(samples, []byte(page+"# EOF\n"), 0o600),
		os.WriteFile(config, []byte("global: {}\n"), 0o600),
	); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), promtool, "tsdb", "create-blocks-from", "openmetrics", samples, data).CombinedOutput()
	if err != nil {
		t.Fatalf("promtool: %v\n%s", err, out)
	}
	address := freePort(t)
	var log bytes.Buffer
	cmd := exec.Command(prometheus, "--config.file="+config, "--storage.tsdb.path="+data,
		"--web.listen-address="+address, "--storage.tsdb.retention.time=30d", "--log.level=warn")
	cmd.Stdout, cmd.Stderr = &log, &log
	cmd.WaitDelay = stopTimeout
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		close(done)
	}()
	t.Cleanup(func() {
		_ = cmd.Process.Signal(syscall.SIGTERM)
		select {
		case <-done:
		case <-time.After(stopTimeout):
			_ = cmd.Process.Kill()
			<-done
		}
	})
	ctx, cancel := context.WithTimeout(t.Context(), startTimeout)
	defer cancel()
	for tick := time.NewTicker(20 * time.Millisecond); ; {
		if isReady(ctx, "http://"+address+"/-/ready") {
			return "http://" + address
		}
		select {
		case <-tick.C:
		case <-done:
			t.Fatalf("prometheus stopped:\n%s", log.String())
		case <-ctx.Done():
			t.Fatal("prometheus is not ready in time")
		}
	}
}

func isReady(ctx context.Context, url string) bool {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return false
	}
	resp, err := http.DefaultClient.Do(req)
	return err == nil && resp.Body.Close() == nil && resp.StatusCode == http.StatusOK
}

// freePort is a loopback address that nobody listens on.
func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}
