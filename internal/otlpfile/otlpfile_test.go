package otlpfile

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func sample(s Signal, n int) Telemetry {
	t := Telemetry{Signal: s}
	switch s {
	case Metrics:
		t.Metrics = pmetric.NewMetrics()
		m := t.Metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
		m.SetName("shop.orders")
		m.SetEmptySum().DataPoints().AppendEmpty().SetIntValue(int64(n))
	case Logs:
		t.Logs = plog.NewLogs()
		r := t.Logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
		r.SetTimestamp(pcommon.Timestamp(1_700_000_000_000_000_000 + n))
		r.Body().SetStr("a {\"[ brace \\ and \n line")
	default:
		t.Traces = ptrace.NewTraces()
		s := t.Traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		s.SetTraceID([16]byte{1, byte(n)})
		s.SetSpanID([8]byte{2})
		s.SetStartTimestamp(1_700_000_000_000_000_000)
		s.Attributes().PutStr("shop.note", "brace } quote \" and \u2028")
	}
	return t
}

func write(t *testing.T, format Format, records ...Telemetry) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := NewWriter(&b, format)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range records {
		data, err := r.Encode(format.Encoding)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// readAll decodes and encodes again, so that it also checks the signals.
func readAll(t *testing.T, data []byte) (Format, []Signal, []string, error) {
	t.Helper()
	r, err := NewReader("shop", iotestReader{bytes.NewReader(data)})
	if err != nil {
		return Format{}, nil, nil, err
	}
	defer r.Close()
	var (
		signals []Signal
		texts   []string
	)
	for {
		rec, err := r.Next(nil)
		if errors.Is(err, io.EOF) {
			if r.Consumed() != int64(len(data)) {
				t.Errorf("Consumed() = %d at the end of %d bytes", r.Consumed(), len(data))
			}
			return r.Format(), signals, texts, nil
		}
		if err != nil {
			return r.Format(), signals, texts, err
		}
		d, err := rec.Decode()
		if err != nil {
			t.Fatalf("Decode: %v", err)
		}
		again, err := d.Encode(rec.Encoding)
		if err != nil {
			t.Fatal(err)
		}
		signals, texts = append(signals, rec.Signal), append(texts, string(again))
	}
}

// iotestReader hands out few bytes at a time, so that records cross chunks.
type iotestReader struct{ r io.Reader }

func (r iotestReader) Read(p []byte) (int, error) { return r.r.Read(p[:min(len(p), 61)]) }

func TestRoundTrip(t *testing.T) {
	for _, enc := range []Encoding{JSON, Proto} {
		for _, compression := range []Compression{None, Gzip, Zstd} {
			for _, packed := range []Compression{None, Zstd} {
				format := Format{Encoding: enc, Framing: Lines, Compression: compression, Packed: packed}
				if enc == Proto || packed != None {
					format.Framing = Delimited
				}
				want := []Signal{Traces, Logs, Metrics, Traces}
				var records []Telemetry
				for i, s := range want {
					records = append(records, sample(s, i))
				}
				data := write(t, format, records...)
				got, signals, texts, err := readAll(t, data)
				if err != nil {
					t.Errorf("%+v: %v", format, err)
					continue
				}
				if got != format {
					t.Errorf("Format() = %+v, want %+v", got, format)
				}
				if len(signals) != len(want) {
					t.Fatalf("%+v: %d records, want %d", format, len(signals), len(want))
				}
				for i, s := range want {
					text, _ := records[i].Encode(enc)
					if signals[i] != s || texts[i] != string(text) {
						t.Errorf("%+v: record %d is %s %q, want %s %q", format, i+1, signals[i], texts[i], s, text)
					}
				}
			}
		}
	}
}

func TestSingleFiles(t *testing.T) {
	plain, _ := sample(Traces, 1).Encode(JSON)
	indented, err := Indent(plain)
	if err != nil {
		t.Fatal(err)
	}
	message, _ := sample(Logs, 1).Encode(Proto)
	tests := []struct {
		name string
		data []byte
		want []Signal
	}{
		{"indented JSON", indented, []Signal{Traces}},
		{"with a byte order mark", append([]byte("\ufeff"), plain...), []Signal{Traces}},
		{"no line end, spaces around", []byte("\r\n  " + string(plain) + "\n\n " + string(plain)), []Signal{Traces, Traces}},
		{"one bare message", message, []Signal{Logs}},
		{"empty", nil, nil},
		{"blank", []byte("\n\n"), nil},
		{"empty object", []byte("{}\n"), []Signal{Traces}},
	}
	for _, tt := range tests {
		if _, got, _, err := readAll(t, tt.data); err != nil || len(got) != len(tt.want) || len(got) > 0 && got[0] != tt.want[0] {
			t.Errorf("%s: signals %v, error %v, want %v", tt.name, got, err, tt.want)
		}
	}
}

func TestCorrupt(t *testing.T) {
	line := string(write(t, Format{}, sample(Traces, 1)))
	delimited := string(write(t, Format{Encoding: Proto, Framing: Delimited}, sample(Traces, 1)))
	tests := []struct {
		name, data, want string
	}{
		{"truncated line", line + line[:40], "shop: record 2 at byte LINE: the file ends within the record: it is truncated"},
		{"cut within a string", line + `{"resourceSpans":[{"schemaUrl":"a` + "\n" + line, "shop: record 2 at byte LINE: its JSON breaks off at byte CUT"},
		{"no object", line + "secret@example.com", "shop: record 2 at byte LINE: a record must begin with {"},
		{"not OTLP", `{"secret@example.com":1}`, "shop: record 1 at byte 0: it is JSON, but holds none of resourceSpans, resourceLogs and resourceMetrics"},
		{"not JSON", `{"resourceSpans":[}` + "]}", "it is not valid JSON from its byte 19 on"},
		{"truncated message", delimited + delimited[:30], "shop: record 2 at byte MESSAGE: the file ends within the record: it is truncated"},
		{"truncated length", delimited + "\x00\x00", "shop: record 2 at byte MESSAGE: the file ends within the record: it is truncated"},
		{"long length", delimited + "\xff\x00\x00\x00", "shop: record 2 at byte MESSAGE: its length must be at most 134217728 bytes, got 4278190080"},
		{"not protobuf", "\x00\x00\x00\x05\x0a\x09abc", "shop: record 1 at byte 0: it is not a protobuf message of OTLP"},
		{"neither", "\x7fELF\x02\x01\x01", "shop: record 1 at byte 0: it is neither OTLP JSON nor length-delimited protobuf"},
		{"truncated gzip", packed(t, line)[:30], "shop: record 1 at byte 0: the file ends within the record: it is truncated"},
		{"truncated zstd", zpacked(t, line)[:40], "shop: record 1 at byte 0: the file ends within the record: it is truncated"},
	}
	places := strings.NewReplacer("LINE", strconv.Itoa(len(line)), "MESSAGE", strconv.Itoa(len(delimited)),
		"CUT", strconv.Itoa(len(line)+len(`{"resourceSpans":[{"schemaUrl":"a`)))
	for _, tt := range tests {
		err := drain(tt.data)
		switch {
		case err == nil:
			t.Errorf("%s: no error", tt.name)
		case err.Error() != places.Replace(tt.want):
			t.Errorf("%s: error %q, want %q", tt.name, err, places.Replace(tt.want))
		case strings.Contains(err.Error(), "secret"):
			t.Errorf("%s: error %q holds content", tt.name, err)
		}
	}
}

// drain reads and decodes, and stops at the first error.
func drain(data string) error {
	r, err := NewReader("shop", strings.NewReader(data))
	if err != nil {
		return err
	}
	defer r.Close()
	for {
		rec, err := r.Next(nil)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if _, err := rec.Decode(); err != nil {
			return err
		}
	}
}

func packed(t *testing.T, s string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func zpacked(t *testing.T, s string) string {
	t.Helper()
	e, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(e.EncodeAll([]byte(s), nil))
}

func TestBeside(t *testing.T) {
	name := filepath.Join(t.TempDir(), "out.jsonl")
	if err := os.WriteFile(name, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := CreateBeside(name)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = b.WriteString("half")
	b.Abort()
	if got, _ := os.ReadFile(name); string(got) != "old" {
		t.Errorf("after Abort the file holds %q, want %q", got, "old")
	}
	if b, err = CreateBeside(name); err != nil {
		t.Fatal(err)
	}
	_, _ = b.WriteString("new")
	if err := b.Commit(); err != nil {
		t.Fatal(err)
	}
	b.Abort()
	if got, _ := os.ReadFile(name); string(got) != "new" {
		t.Errorf("after Commit the file holds %q, want %q", got, "new")
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(name), ".*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if _, err := CreateBeside(filepath.Dir(name)); err == nil {
		t.Error("CreateBeside of a folder: no error")
	}
}

// FuzzReader: whatever the bytes are, reading ends, and without a panic.
func FuzzReader(f *testing.F) {
	f.Add([]byte(`{"resourceSpans":[]}`))
	f.Add([]byte("\x00\x00\x00\x02\x0a\x00"))
	f.Add([]byte("\x00\x00\x00\x09\x28\xb5\x2f\xfd\x04\x00\x01\x00\x00"))
	f.Fuzz(func(_ *testing.T, data []byte) {
		_ = drain(string(data))
	})
}
