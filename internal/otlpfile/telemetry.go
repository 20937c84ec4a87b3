package otlpfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// Telemetry is a decoded record; the field that Signal names is set.
type Telemetry struct {
	Signal  Signal
	Traces  ptrace.Traces
	Metrics pmetric.Metrics
	Logs    plog.Logs
}

// Decode reads the record. Its error holds nothing of the content.
func (r Record) Decode() (t Telemetry, err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("it is not OTLP")
		}
	}()
	t.Signal = r.Signal
	if r.Encoding == JSON {
		err = t.fromJSON(r.Data)
	} else {
		err = t.fromProto(r.Data)
	}
	if err == nil {
		return t, nil
	}
	// The readers' own errors quote what they stumbled over.
	var syntax *json.SyntaxError
	if r.Encoding == JSON && errors.As(json.Unmarshal(r.Data, new(json.RawMessage)), &syntax) {
		return t, fmt.Errorf("it is not valid JSON from its byte %d on", syntax.Offset)
	}
	return t, fmt.Errorf("it is not OTLP %s", t.Signal)
}

func (t *Telemetry) fromJSON(data []byte) (err error) {
	switch t.Signal {
	case Metrics:
		t.Metrics, err = (&pmetric.JSONUnmarshaler{}).UnmarshalMetrics(data)
	case Logs:
		t.Logs, err = (&plog.JSONUnmarshaler{}).UnmarshalLogs(data)
	default:
		t.Traces, err = (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(data)
	}
	return err
}

func (t *Telemetry) fromProto(data []byte) (err error) {
	switch t.Signal {
	case Metrics:
		t.Metrics, err = (&pmetric.ProtoUnmarshaler{}).UnmarshalMetrics(data)
	case Logs:
		t.Logs, err = (&plog.ProtoUnmarshaler{}).UnmarshalLogs(data)
	default:
		t.Traces, err = (&ptrace.ProtoUnmarshaler{}).UnmarshalTraces(data)
	}
	return err
}

// Encode writes t as the Collector's own exporters do.
func (t Telemetry) Encode(e Encoding) ([]byte, error) {
	switch {
	case t.Signal == Metrics && e == JSON:
		return (&pmetric.JSONMarshaler{}).MarshalMetrics(t.Metrics)
	case t.Signal == Metrics:
		return (&pmetric.ProtoMarshaler{}).MarshalMetrics(t.Metrics)
	case t.Signal == Logs && e == JSON:
		return (&plog.JSONMarshaler{}).MarshalLogs(t.Logs)
	case t.Signal == Logs:
		return (&plog.ProtoMarshaler{}).MarshalLogs(t.Logs)
	case e == JSON:
		return (&ptrace.JSONMarshaler{}).MarshalTraces(t.Traces)
	default:
		return (&ptrace.ProtoMarshaler{}).MarshalTraces(t.Traces)
	}
}

// Indent makes an encoded JSON record readable, for a file that people review.
func Indent(data []byte) ([]byte, error) {
	var b bytes.Buffer
	if err := json.Indent(&b, data, "", "  "); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}
