package main

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
)

const collectorConfig = `
receivers: {otlp: {protocols: {grpc: {endpoint: %q}}}}
processors:
  privacy: {keyring: {keys: [{id: k1, secret: "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"}]}}
exporters:
  nop: {}
  otlp: {endpoint: %q, compression: %s, tls: {insecure: true}, sending_queue: {enabled: false}, retry_on_failure: {enabled: false}}
service:
  telemetry: {logs: {level: error}, metrics: {level: none}}
  pipelines: {traces: {receivers: [otlp], processors: [%s], exporters: [%s]}}
`

// collector is a running distribution.
type collector struct {
	cmd  *exec.Cmd
	conn *grpc.ClientConn
}

// end is where a collector exports to: an address, with a compression, or nowhere.
type end struct{ name, addr, compression string }

// start runs the distribution on a free loopback port, on one core, so that the
// sender on the other one does not take its time.
func start(ctx context.Context, bin string, with bool, to end) (*collector, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return nil, err
	}
	processors, exporter := "", "otlp"
	if with {
		processors = "privacy"
	}
	if to.addr == "" {
		exporter, to = "nop", end{addr: "127.0.0.1:1", compression: "none"} // not used
	}
	dir, err := os.MkdirTemp("", "privacy-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	conf := filepath.Join(dir, "collector.yaml")
	if err := os.WriteFile(conf, fmt.Appendf(nil, collectorConfig, addr, to.addr, to.compression, processors, exporter), 0o600); err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, bin, "--config", conf)
	cmd.Env = append(os.Environ(), "GOMAXPROCS=1")
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	conn, err := grpc.NewClient(addr, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return nil, err
	}
	c := &collector{cmd: cmd, conn: conn}
	// An empty request that waits for the server tells that it is up.
	up, cancel := context.WithTimeout(ctx, time.Minute)
	defer cancel()
	if err := c.export(up, nil, grpc.WaitForReady(true)); err != nil {
		_, err = c.stopAfter(err)
		return nil, err
	}
	return c, nil
}

// export sends a request that is encoded already: encoding it is not what is
// measured.
func (c *collector) export(ctx context.Context, request []byte, opts ...grpc.CallOption) error {
	var response []byte
	opts = append(opts, grpc.ForceCodec(unread{}))
	return c.conn.Invoke(ctx, "/opentelemetry.proto.collector.trace.v1.TraceService/Export", &request, &response, opts...)
}

// usage is what one run of the distribution took.
type usage struct {
	cpu  time.Duration
	peak int64 // bytes
}

// stop ends the process and tells what it took.
func (c *collector) stop() (usage, error) {
	peak := memory(c.cmd.Process.Pid, "VmHWM")
	if err := c.conn.Close(); err != nil {
		return usage{}, err
	}
	if err := c.cmd.Process.Signal(os.Interrupt); err != nil {
		return usage{}, err
	}
	err := c.cmd.Wait()
	s := c.cmd.ProcessState
	return usage{cpu: s.UserTime() + s.SystemTime(), peak: peak}, err
}

// stopAfter is stop after an error, or none, which goes before its own.
func (c *collector) stopAfter(before error) (usage, error) {
	u, err := c.stop()
	if before != nil {
		err = before
	}
	return u, err
}

// senders keep the collector busy while answers are under way.
const senders = 4

// send exports n batches by several senders and returns the first error.
func (c *collector) send(ctx context.Context, n int, batch func(i int) ([]byte, error)) error {
	errs := make(chan error, senders)
	var wg sync.WaitGroup
	for s := range senders {
		wg.Go(func() {
			for i := s; i < n; i += senders {
				request, err := batch(i)
				if err == nil {
					err = c.export(ctx, request)
				}
				if err != nil {
					errs <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(errs)
	return <-errs
}
