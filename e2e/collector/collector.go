// Package collector runs a collector distribution as a child process on loopback
// ports of its own. Start with [Start]; nothing here outlives the process that it
// started.
package collector

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"time"
)

const (
	// startTimeout bounds the wait for a collector to listen: a loaded machine
	// with two cores needs a few seconds.
	startTimeout = 60 * time.Second
	// stopTimeout bounds the wait for a clean shutdown, which flushes the exporters.
	stopTimeout = 30 * time.Second
	pollEvery   = 20 * time.Millisecond
)

// Settings say which collector to run.
type Settings struct {
	// Binary is the path of the distribution.
	Binary string
	// Configs are the values of --config, in order: files, or "yaml:...".
	Configs []string
	// Env is added to the environment, as "NAME=value".
	Env []string
	// Log takes what the collector writes to standard error and output; nil
	// keeps it only for the error of a start that failed.
	Log io.Writer
}

// A Collector is a running distribution. Its configuration finds the addresses in
// the environment: OTLP_GRPC and OTLP_HTTP, host and port without a scheme.
type Collector struct {
	GRPC, HTTP string

	cmd  *exec.Cmd
	log  *tail
	done chan struct{}
	err  error // how it ended; valid once done is closed
}

// Start runs the distribution and returns once it listens for OTLP. The error of
// a collector that refuses to start holds what it wrote.
func Start(ctx context.Context, s Settings) (*Collector, error) {
	ports, err := freePorts(ctx, 2)
	if err != nil {
		return nil, fmt.Errorf("find free ports: %w", err)
	}
	c := &Collector{GRPC: ports[0], HTTP: ports[1], log: &tail{next: s.Log}, done: make(chan struct{})}

	args := make([]string, 0, 2*len(s.Configs))
	for _, config := range s.Configs {
		args = append(args, "--config", config)
	}
	c.cmd = exec.CommandContext(ctx, s.Binary, args...) //nolint:gosec // the binary under test is named by the developer
	c.cmd.Env = append(os.Environ(), "OTLP_GRPC="+c.GRPC, "OTLP_HTTP="+c.HTTP)
	c.cmd.Env = append(c.cmd.Env, s.Env...)
	c.cmd.Stdout, c.cmd.Stderr = c.log, c.log
	c.cmd.Cancel = func() error { return c.cmd.Process.Signal(syscall.SIGTERM) }
	c.cmd.WaitDelay = stopTimeout
	if err := c.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start collector: %w", err)
	}
	go func() {
		c.err = c.cmd.Wait()
		close(c.done)
	}()
	if err := c.ready(ctx); err != nil {
		_ = c.Stop() // its failure is in err already
		return nil, err
	}
	return c, nil
}

// PID is the process ID of the collector.
func (c *Collector) PID() int { return c.cmd.Process.Pid }

// Log returns the last part of what the collector wrote.
func (c *Collector) Log() string { return c.log.String() }

// Stop asks the collector to shut down, which flushes what it still holds, and
// waits until it has; it may be called again. It fails if the collector did.
//
// A collector minds signals a moment after it listens. One that dies of the
// signal counts as stopped: who needs its output waits for that before.
func (c *Collector) Stop() error {
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil && !errors.Is(err, os.ErrProcessDone) {
		return fmt.Errorf("stop collector: %w", err)
	}
	select {
	case <-c.done:
	case <-time.After(stopTimeout):
		return errors.Join(fmt.Errorf("collector did not stop within %v", stopTimeout), c.cmd.Process.Kill())
	}
	var exit *exec.ExitError
	if errors.As(c.err, &exit) && exit.Error() == "signal: terminated" {
		return nil
	}
	return c.err
}

// ready waits until both OTLP ports accept. A collector starts its receivers
// last, so that what accepts can also be written.
func (c *Collector) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	tick := time.NewTicker(pollEvery)
	defer tick.Stop()
	for {
		if accepts(ctx, c.GRPC) && accepts(ctx, c.HTTP) {
			return nil
		}
		select {
		case <-tick.C:
		case <-c.done:
			return fmt.Errorf("collector stopped before it listened: %w\n%s", c.err, c.Log())
		case <-ctx.Done():
			return fmt.Errorf("collector does not listen after %v:\n%s", startTimeout, c.Log())
		}
	}
}

func accepts(ctx context.Context, address string) bool {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", address)
	if err != nil {
		return false
	}
	return conn.Close() == nil
}

// freePorts returns n loopback addresses that nobody listens on. They are held
// together until all are known, so that they differ.
func freePorts(ctx context.Context, n int) ([]string, error) {
	addresses := make([]string, 0, n)
	var lc net.ListenConfig
	for range n {
		l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer l.Close()
		addresses = append(addresses, l.Addr().String())
	}
	return addresses, nil
}

// A tail keeps the last part of what is written to it and passes it on.
type tail struct {
	next io.Writer

	mu  sync.Mutex
	buf bytes.Buffer
}

// tailSize holds any start-up error whole.
const tailSize = 64 << 10

func (t *tail) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.buf.Write(p)
	if over := t.buf.Len() - tailSize; over > 0 {
		t.buf.Next(over)
	}
	if t.next == nil {
		return len(p), nil
	}
	return t.next.Write(p)
}

func (t *tail) String() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.buf.String()
}
