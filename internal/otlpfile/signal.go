package otlpfile

import (
	"bytes"
	"encoding/json"
	"errors"

	"google.golang.org/protobuf/encoding/protowire"
)

var (
	errNotJSON  = errors.New("it is not valid JSON")
	errNotOTLP  = errors.New("it is JSON, but holds none of resourceSpans, resourceLogs and resourceMetrics")
	errNotProto = errors.New("it is not a protobuf message of OTLP")
)

// signalOf tells what a record holds. An empty one counts as traces: nothing
// is in it, and it is written back as it came.
func signalOf(r Record) (Signal, error) {
	if r.Encoding == JSON {
		return jsonSignal(r.Data)
	}
	return protoSignal(r.Data)
}

func jsonSignal(data []byte) (Signal, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	if _, err := d.Token(); err != nil {
		return 0, errNotJSON
	}
	keys := 0
	for ; d.More(); keys++ {
		key, err := d.Token()
		if err != nil {
			return 0, errNotJSON
		}
		switch key {
		case "resourceSpans", "resource_spans":
			return Traces, nil
		case "resourceMetrics", "resource_metrics":
			return Metrics, nil
		case "resourceLogs", "resource_logs":
			return Logs, nil
		}
		var skipped json.RawMessage
		if err := d.Decode(&skipped); err != nil {
			return 0, errNotJSON
		}
	}
	if keys > 0 {
		return 0, errNotOTLP
	}
	return Traces, nil
}

// protoSignal tells the signals apart by their records. The messages above
// them are alike in all signals: resources in field 1 of the message, scopes in
// field 2 of those, records in field 2 of these.
func protoSignal(data []byte) (Signal, error) {
	found, signal := false, Traces
	err := fields(data, func(_ protowire.Number, resource []byte) error {
		if found {
			return nil
		}
		return each(resource, 2, func(scope []byte) error {
			return each(scope, 2, func(record []byte) error {
				if found {
					return nil
				}
				s, ok, err := recordSignal(record)
				if ok {
					found, signal = true, s
				}
				return err
			})
		})
	})
	return signal, err
}

// recordSignal goes by the fields that only one of the records has: a log has
// its times as fixed64 in 1 and 11 and a severity number in 2; a span has its
// in 7 and 8, and if it has none, fields that no metric has (parent ID, links,
// status); a metric has nothing but length-delimited fields.
func recordSignal(record []byte) (s Signal, ok bool, err error) {
	s = Metrics
	for len(record) > 0 {
		number, typ, n := protowire.ConsumeTag(record)
		if n < 0 {
			return 0, false, errNotProto
		}
		switch {
		case typ == protowire.Fixed64Type && (number == 1 || number == 11), typ == protowire.VarintType && number == 2:
			s = Logs
		case s == Metrics && (typ != protowire.BytesType || number == 4 || number == 13 || number == 15):
			s = Traces
		}
		size := protowire.ConsumeFieldValue(number, typ, record[n:])
		if size < 0 {
			return 0, false, errNotProto
		}
		record, ok = record[n+size:], true
	}
	return s, ok, nil
}

// each visits the length-delimited fields with the number.
func each(data []byte, want protowire.Number, visit func([]byte) error) error {
	return fields(data, func(number protowire.Number, value []byte) error {
		if number != want {
			return nil
		}
		return visit(value)
	})
}

// fields visits all length-delimited fields.
func fields(data []byte, visit func(protowire.Number, []byte) error) error {
	for len(data) > 0 {
		number, typ, n := protowire.ConsumeTag(data)
		if n < 0 {
			return errNotProto
		}
		if typ == protowire.BytesType {
			value, m := protowire.ConsumeBytes(data[n:])
			if m < 0 {
				return errNotProto
			}
			if err := visit(number, value); err != nil {
				return err
			}
			data = data[n+m:]
			continue
		}
		m := protowire.ConsumeFieldValue(number, typ, data[n:])
		if m < 0 {
			return errNotProto
		}
		data = data[n+m:]
	}
	return nil
}
