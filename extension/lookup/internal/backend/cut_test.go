package backend

import (
	"bytes"
	"encoding/json"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestCutSpans(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{
			"one of two spans",
			`{"resourceSpans":[{"resource":{"a":1},"scopeSpans":[{"scope":{},"spans":[{"n":"x"},{"n":"KEEP"}],"schemaUrl":"s"}],"schemaUrl":"r"}]}`,
			`{"resourceSpans":[{"resource":{"a":1},"scopeSpans":[{"scope":{},"spans":[{"n":"KEEP"}],"schemaUrl":"s"}],"schemaUrl":"r"}]}`,
		},
		{
			"none",
			`{"resourceSpans":[{"scopeSpans":[{"spans":[{"n":"x"},{"n":[1,{"y":"}]"}]}]}]}]}`,
			`{"resourceSpans":[{"scopeSpans":[{"spans":[]}]}]}`,
		},
		{
			"the resource holds it, the next one does not",
			`{"resourceSpans":[{"resource":"KEEP","scopeSpans":[{"spans":[1,2]}]},{"resource":"","scopeSpans":[{"spans":[1,2]}]}]}`,
			`{"resourceSpans":[{"resource":"KEEP","scopeSpans":[{"spans":[1,2]}]},{"resource":"","scopeSpans":[{"spans":[]}]}]}`,
		},
		{
			"the scope holds it, the next one does not",
			`{"resourceSpans":[{"scopeSpans":[{"scope":"KEEP","spans":[1]},{"scope":"","spans":[2]}]}]}`,
			`{"resourceSpans":[{"scopeSpans":[{"scope":"KEEP","spans":[1]},{"scope":"","spans":[]}]}]}`,
		},
		{
			"spaces, quotes and brackets in strings",
			"{ \"resourceSpans\" : [ { \"scopeSpans\" : [ { \"spans\" : [ {\"n\":\"\\\\\"} , {\"n\":\"\\\"KEEP}]\"} ] } ] } ] }\r",
			`{"resourceSpans":[{"scopeSpans":[{"spans":[{"n":"\"KEEP}]"}]}]}]}`,
		},
		{"empty lists", `{"resourceSpans":[]}`, `{"resourceSpans":[]}`},
		{"nothing", `{}`, `{}`},
		{"other members", `{"x":true,"y":-1.5e3,"resourceSpans":[]}`, `{"x":true,"y":-1.5e3,"resourceSpans":[]}`},
	} {
		got, ok := cutSpans([]byte(c.in), func(b []byte) bool { return bytes.Contains(b, []byte("KEEP")) })
		if !ok || string(got) != c.want {
			t.Errorf("%s: %s, %v; want %s", c.name, got, ok, c.want)
		}
	}
	for _, bad := range []string{
		``, `x`, `[]`, `{`, `{"resourceSpans"`, `{"resourceSpans":`, `{"resourceSpans":1}`, `{"resourceSpans":[{"scopeSpans":[{"spans":[{]}]}]}`,
		`{"a":"`, `{"a":"\"}`, `{"a":1`, `{"a":[1}`, `{"a" 1}`, `{1:2}`, `{"a":1 "b":2}`, `{"a":1}x`, `{"a":}`,
		`{"resourceSpans":[{"resource":`, `{"resourceSpans":[{"scopeSpans":[{"scope":`,
	} {
		if got, ok := cutSpans([]byte(bad), func([]byte) bool { return true }); ok && json.Valid(got) != json.Valid([]byte(bad)) {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

// FuzzCutSpans cuts nothing away: valid JSON stays the same JSON, and traces
// the same traces.
func FuzzCutSpans(f *testing.F) {
	f.Add([]byte(`{"resourceSpans":[{"resource":{"attributes":[{"key":"a","value":{"stringValue":"\\\""}}]},"scopeSpans":[{"scope":{"name":"s"},"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000001","name":"n"}]}]}]}`))
	f.Add([]byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[{"x":[[],{}]} , null]}]}]}`))
	f.Fuzz(func(t *testing.T, line []byte) {
		out, ok := cutSpans(line, func([]byte) bool { return true })
		if !json.Valid(line) {
			return // the decoder refuses it, cut or not
		}
		var before, after any
		if json.Unmarshal(line, &before) != nil || !ok {
			return
		}
		if err := json.Unmarshal(out, &after); err != nil {
			t.Fatalf("%q became %q: %v", line, out, err)
		}
		was, _ := json.Marshal(before)
		is, _ := json.Marshal(after)
		if !bytes.Equal(was, is) {
			t.Fatalf("%s became %s", was, is)
		}
	})
}

// TestCutShop cuts the shop's batches by user and finds the spans that decoding
// everything finds.
func TestCutShop(t *testing.T) {
	p := []byte(pseudonymOf(t, "70416177"))
	holds := func(b []byte) bool { return bytes.Contains(b, p) }
	n := 0
	for line := range bytes.Lines(readShop(t).lines(t)) {
		cut, ok := cutSpans(line, holds)
		if !ok {
			t.Fatal("a batch of the Collector's own cannot be cut")
		}
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(cut)
		if err != nil {
			t.Fatal(err)
		}
		n += td.SpanCount()
		if len(cut) >= len(line) {
			t.Errorf("nothing was cut of %d bytes", len(line))
		}
	}
	if n < 100 || n > 400 {
		t.Errorf("%d spans left, want those of one user in twenty", n)
	}
}
