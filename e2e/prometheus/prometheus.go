// Package prometheus runs a Prometheus server that scrapes one page, on a
// loopback port of its own, for as long as a test needs it. Start with [Start].
package prometheus

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	startTimeout = time.Minute
	stopTimeout  = 20 * time.Second
	pollEvery    = 20 * time.Millisecond
)

// ErrNotInstalled is the error of [Start] where there is no Prometheus.
var ErrNotInstalled = errors.New("prometheus is not installed (Debian package prometheus)")

// A Server is a running Prometheus.
type Server struct {
	URL string

	cmd  *exec.Cmd
	log  bytes.Buffer
	done chan struct{}
}

const config = `
global: {scrape_interval: 1s, scrape_timeout: 1s}
scrape_configs:
  - job_name: collector
    static_configs: [{targets: [%q]}]
`

// Start runs a server that scrapes target, host and port of a metrics page,
// every second, and returns once it answers queries. Its data is below dir.
func Start(ctx context.Context, dir, target string) (*Server, error) {
	binary, err := exec.LookPath("prometheus")
	if err != nil {
		return nil, ErrNotInstalled
	}
	file := filepath.Join(dir, "prometheus.yml")
	if err := os.WriteFile(file, fmt.Appendf(nil, config, target), 0o600); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	_ = l.Close() // it only held the port
	s := &Server{URL: "http://" + address, done: make(chan struct{})}
	s.cmd = exec.CommandContext(ctx, binary, "--config.file="+file, "--log.level=warn", //nolint:gosec // all of it is ours
		"--storage.tsdb.path="+filepath.Join(dir, "prometheus"), "--web.listen-address="+address)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	s.cmd.Cancel = func() error { return s.cmd.Process.Signal(syscall.SIGTERM) }
	s.cmd.WaitDelay = stopTimeout
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start prometheus: %w", err)
	}
	go func() {
		_ = s.cmd.Wait()
		close(s.done)
	}()
	if err := s.ready(ctx); err != nil {
		s.Stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if resp, err := ask(ctx, s.URL+"/-/ready"); err == nil {
			_ = resp.Body.Close()
			return nil
		}
		select {
		case <-tick.C:
		case <-s.done:
			return fmt.Errorf("prometheus stopped before it was ready:\n%s", s.log.String())
		case <-ctx.Done():
			return fmt.Errorf("prometheus is not ready: %w", ctx.Err())
		}
	}
}

// Series asks a query and returns the number of series in the answer.
func (s *Server) Series(ctx context.Context, query string) (int, error) {
	resp, err := ask(ctx, s.URL+"/api/v1/query?query="+url.QueryEscape(query))
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var answer struct {
		Data struct {
			ResultType string
			Result     []json.RawMessage
		}
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return 0, fmt.Errorf("read answer to %s: %w", query, err)
	}
	if answer.Data.ResultType != "vector" {
		return 0, fmt.Errorf("answer to %s must be a vector, got %s", query, answer.Data.ResultType)
	}
	return len(answer.Data.Result), nil
}

// Stop ends the server; it may be called again.
func (s *Server) Stop() {
	_ = s.cmd.Process.Signal(syscall.SIGTERM) // it may be gone already
	select {
	case <-s.done:
	case <-time.After(stopTimeout):
		_ = s.cmd.Process.Kill()
	}
}

func ask(ctx context.Context, address string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		_ = resp.Body.Close()
		return nil, fmt.Errorf("GET %s: %s", address, resp.Status)
	}
	return resp, nil
}
