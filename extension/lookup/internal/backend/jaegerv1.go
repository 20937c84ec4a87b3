package backend

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

// The parts of Jaeger's first JSON model that a summary is made of.
type (
	v1Trace struct {
		Spans     []v1Span             `json:"spans"`
		Processes map[string]v1Process `json:"processes"`
	}
	v1Span struct {
		TraceID       string  `json:"traceID"`
		SpanID        string  `json:"spanID"`
		OperationName string  `json:"operationName"`
		References    []v1Ref `json:"references"`
		StartTime     int64   `json:"startTime"` // microseconds
		Duration      int64   `json:"duration"`  // microseconds
		Tags          []v1Tag `json:"tags"`
		Logs          []struct {
			Fields []v1Tag `json:"fields"`
		} `json:"logs"`
		ProcessID string `json:"processID"`
	}
	v1Ref struct {
		RefType string `json:"refType"`
		TraceID string `json:"traceID"`
		SpanID  string `json:"spanID"`
	}
	v1Tag struct {
		Key   string `json:"key"`
		Value any    `json:"value"`
	}
	v1Process struct {
		ServiceName string  `json:"serviceName"`
		Tags        []v1Tag `json:"tags"`
	}
)

// addV1 adds the traces of an answer of API v1 to set and returns their number.
func addV1(body []byte, set *summary.Set) (int, error) {
	var answer struct {
		Data []v1Trace `json:"data"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return 0, garbage("traces")
	}
	for _, t := range answer.Data {
		for _, s := range t.Spans {
			td, err := s.otlp(t.Processes[s.ProcessID])
			if err != nil {
				return 0, err
			}
			set.Add(td, nil)
		}
	}
	return len(answer.Data), nil
}

func (s v1Span) otlp(p v1Process) (ptrace.Traces, error) {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	putTags(rs.Resource().Attributes(), p.Tags)
	rs.Resource().Attributes().PutStr("service.name", p.ServiceName)
	sp := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()

	var traceID pcommon.TraceID
	var spanID, parent pcommon.SpanID
	if err := hexID(traceID[:], s.TraceID); err != nil {
		return td, err
	}
	if err := hexID(spanID[:], s.SpanID); err != nil {
		return td, err
	}
	for _, r := range s.References {
		if r.RefType == "CHILD_OF" && r.TraceID == s.TraceID {
			if err := hexID(parent[:], r.SpanID); err != nil {
				return td, err
			}
		}
	}
	sp.SetTraceID(traceID)
	sp.SetSpanID(spanID)
	sp.SetParentSpanID(parent)
	sp.SetName(s.OperationName)
	start := time.UnixMicro(s.StartTime)
	sp.SetStartTimestamp(pcommon.NewTimestampFromTime(start))
	sp.SetEndTimestamp(pcommon.NewTimestampFromTime(start.Add(time.Duration(s.Duration) * time.Microsecond)))
	putTags(sp.Attributes(), s.Tags)
	for _, l := range s.Logs {
		e := sp.Events().AppendEmpty()
		putTags(e.Attributes(), l.Fields)
	}
	setStatus(sp)
	return td, nil
}

// setStatus turns the tags in which Jaeger keeps a status back into one.
func setStatus(sp ptrace.Span) {
	for key, failed := range map[string]string{"otel.status_code": "ERROR", "error": "true"} {
		if v, ok := sp.Attributes().Get(key); ok && v.AsString() == failed {
			sp.Status().SetCode(ptrace.StatusCodeError)
		}
	}
	if text, ok := sp.Attributes().Get("otel.status_description"); ok {
		sp.Status().SetMessage(text.AsString())
	}
}

func putTags(m pcommon.Map, tags []v1Tag) {
	for _, t := range tags {
		if text, ok := t.Value.(string); ok {
			m.PutStr(t.Key, text)
		} else {
			m.PutStr(t.Key, fmt.Sprint(t.Value))
		}
	}
}

// hexID decodes an ID, which Jaeger may write without leading zeros.
func hexID(into []byte, text string) error {
	if missing := 2*len(into) - len(text); missing > 0 {
		text = strings.Repeat("0", missing) + text
	}
	if len(text) != 2*len(into) {
		return garbage("ID")
	}
	if _, err := hex.Decode(into, []byte(text)); err != nil {
		return garbage("ID")
	}
	return nil
}
