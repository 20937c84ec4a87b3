package otlpfile

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// TestDamage flips or cuts each byte of a packed file: reading it never panics,
// never goes on for ever, and never quotes what it holds.
func TestDamage(t *testing.T) {
	for _, format := range []Format{
		{Compression: Gzip},
		{Compression: Zstd},
		{Encoding: Proto, Framing: Delimited, Packed: Zstd},
		{Encoding: Proto, Framing: Delimited},
		{},
	} {
		data := write(t, format, sample(Traces, 1), sample(Logs, 2), sample(Metrics, 3))
		for i := range data {
			damaged := bytes.Clone(data)
			damaged[i] ^= 0xff
			for _, text := range []string{string(damaged), string(data[:i])} {
				if err := drain(text); err != nil && strings.Contains(err.Error(), "brace") {
					t.Errorf("%+v, byte %d: error %q quotes the content", format, i, err)
				}
			}
		}
	}
}

func TestDamageIsNamed(t *testing.T) {
	packed := packed(t, strings.Repeat(`{"resourceSpans":[]}`+"\n", 3))
	tests := []struct{ data, want string }{
		{packed[:len(packed)-8] + "\x00\x00\x00\x00" + packed[len(packed)-4:], "the checksum of its compression does not fit: it is damaged"},
		{"\x1f\x8b\xff\xff\xff\xff\xff\xff\xff\xff\xff", "its gzip header is broken"},
		{"\x28\xb5\x2f\xfd\xff\xff\xff\xff\xff\xff", "it cannot be read or unpacked"},
		{"\x00\x00\x00\x0a\x28\xb5\x2f\xfdabcdef", "its zstd frame is damaged"},
		{"\x0a\x05abc", "it is not a protobuf message of OTLP"},
	}
	for _, tt := range tests {
		err := drain(tt.data)
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("error %v, want %q", err, tt.want)
		}
	}
}

// TestAfterAnError: a file that broke has ended.
func TestAfterAnError(t *testing.T) {
	r, err := NewReader("shop", strings.NewReader("{}\n{"))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var errs []error
	for range 3 {
		_, err := r.Next(nil)
		errs = append(errs, err)
	}
	if errs[0] != nil || errs[1] == nil || errors.Is(errs[1], io.EOF) || !errors.Is(errs[2], io.EOF) {
		t.Errorf("errors %v, want nil, truncated, EOF", errs)
	}
	if Traces.String() != "traces" || Logs.String() != "logs" {
		t.Error("signals must have names")
	}
}
