package backend

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

// decodeOTLP reads OTLP JSON. IDs may be hexadecimal, as OTLP says, or base64,
// as Tempo writes them. A missing or empty text has no spans.
func decodeOTLP(text json.RawMessage) (ptrace.Traces, error) {
	if len(bytes.TrimSpace(text)) == 0 || string(text) == "null" {
		return ptrace.NewTraces(), nil
	}
	if hasBase64ID(text) {
		var err error
		if text, err = hexIDs(text); err != nil {
			return ptrace.Traces{}, err
		}
	}
	td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(text)
	if err != nil {
		return ptrace.Traces{}, garbage("OTLP JSON")
	}
	return td, nil
}

// hasBase64ID looks at the first trace ID: an answer is written in one way.
func hasBase64ID(text []byte) bool {
	_, rest, found := bytes.Cut(text, []byte(`"traceId"`))
	if !found {
		return false
	}
	rest = bytes.TrimLeft(rest, " \t\r\n:")
	return len(rest) > 25 && rest[0] == '"' && rest[25] == '"'
}

// hexIDs rewrites the IDs of spans and links.
func hexIDs(text []byte) ([]byte, error) {
	in := json.NewDecoder(bytes.NewReader(text))
	in.UseNumber()
	var tree any
	if err := in.Decode(&tree); err != nil {
		return nil, garbage("OTLP JSON")
	}
	rewriteIDs(tree)
	out, err := json.Marshal(tree)
	if err != nil {
		return nil, garbage("OTLP JSON")
	}
	return out, nil
}

func rewriteIDs(node any) {
	switch n := node.(type) {
	case []any:
		for _, e := range n {
			rewriteIDs(e)
		}
	case map[string]any:
		for k, v := range n {
			text, ok := v.(string)
			if !ok {
				rewriteIDs(v)
				continue
			}
			switch k {
			case "traceId", "spanId", "parentSpanId":
				if id, err := base64.StdEncoding.DecodeString(text); err == nil && (len(id) == 16 || len(id) == 8) {
					n[k] = hex.EncodeToString(id)
				}
			}
		}
	}
}
