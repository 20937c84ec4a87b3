package otlp

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/plog/plogotlp"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pmetric/pmetricotlp"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
)

// maxReply bounds what is read of an answer.
const maxReply = 1 << 20

// Post sends one batch of any signal over OTLP/HTTP to host:port, with headers
// of the caller's, and returns once the collector has taken it. It takes
// [ptrace.Traces], [plog.Logs] or [pmetric.Metrics].
func Post(ctx context.Context, address string, batch any, header http.Header) error {
	var signal string
	var body []byte
	var err error
	switch batch := batch.(type) {
	case ptrace.Traces:
		signal = "traces"
		body, err = ptraceotlp.NewExportRequestFromTraces(batch).MarshalProto()
	case plog.Logs:
		signal = "logs"
		body, err = plogotlp.NewExportRequestFromLogs(batch).MarshalProto()
	case pmetric.Metrics:
		signal = "metrics"
		body, err = pmetricotlp.NewExportRequestFromMetrics(batch).MarshalProto()
	default:
		err = fmt.Errorf("batch must be traces, logs or metrics, got %T", batch)
	}
	if err != nil {
		return fmt.Errorf("send over HTTP: %w", err)
	}
	_, err = post(ctx, address, signal, body, header)
	return err
}

func post(ctx context.Context, address, signal string, body []byte, header http.Header) (reply []byte, err error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+address+"/v1/"+signal, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("send over HTTP: %w", err)
	}
	maps.Copy(req.Header, header)
	req.Header.Set("Content-Type", "application/x-protobuf")
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("send over HTTP: %w", err)
	}
	defer resp.Body.Close()
	if reply, err = io.ReadAll(io.LimitReader(resp.Body, maxReply)); err != nil {
		return nil, fmt.Errorf("send over HTTP: %w", err)
	}
	if resp.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("send over HTTP: %s: %q", resp.Status, reply)
	}
	return reply, nil
}
