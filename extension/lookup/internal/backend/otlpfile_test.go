package backend

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/zstd"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// everAfter is a window that the whole shop lies in.
func everAfter(pseudonyms ...string) Query {
	return Query{
		Domain: "user", Pseudonyms: pseudonyms, Attributes: []string{"user.id"}, Limit: 100,
		From: time.Unix(0, 0), To: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	}
}

// TestOTLPFile finds exactly the traces of each of the shop's twenty users,
// half of whose IDs are numbers, in each form in which exporters write files.
func TestOTLPFile(t *testing.T) {
	s := readShop(t)
	for name, lay := range layouts {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b := NewOTLPFile("files", filepath.Join(dir, lay(t, s, dir)))
			for id, want := range s.owners {
				a, err := Ask(context.Background(), b, everAfter(pseudonymOf(t, id)))
				if err != nil {
					t.Fatal(err)
				}
				if got := idsOf(a); len(want) == 0 || !sameTraces(got, want) {
					t.Errorf("a user has %d traces, want %d", len(got), len(want))
				}
				for _, tr := range a.Traces {
					if tr.RootService != "frontend" || tr.SpanCount < 2 {
						t.Errorf("trace %s: root %q of %d spans, want that of frontend with spans of other services", tr.ID, tr.RootService, tr.SpanCount)
					}
				}
				if len(a.Warnings) > 0 || a.Foreign > 0 {
					t.Errorf("warnings %q, %d foreign traces, want none", a.Warnings, a.Foreign)
				}
			}
		})
	}
}

// layouts write the shop into a folder and return the pattern to find it by.
var layouts = map[string]func(*testing.T, *shop, string) string{
	"lines": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		write(t, s.lines(t), dir, "traces.jsonl")
		return "traces*.jsonl"
	},
	"lines across chunks": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		old := chunkSize
		chunkSize = 50_000
		t.Cleanup(func() { chunkSize = old })
		write(t, s.lines(t), dir, "traces.jsonl")
		return "traces*.jsonl"
	},
	"rotated, one file named": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		lines := bytes.SplitAfter(s.lines(t), []byte("\n"))
		write(t, bytes.Join(lines[:4], nil), dir, "traces-2026-11-21T20-00-00.000.jsonl")
		write(t, bytes.Join(lines[4:9], nil), dir, "traces-2026-11-21T21-00-00.000.jsonl")
		write(t, bytes.Join(lines[9:], nil), dir, "traces.jsonl")
		return "traces.jsonl"
	},
	"gzip and zstd by a log rotation": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		lines := bytes.SplitAfter(s.lines(t), []byte("\n"))
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, _ = z.Write(bytes.Join(lines[:6], nil))
		_ = z.Close()
		write(t, packed.Bytes(), dir, "traces-1.jsonl.gz")
		write(t, pack(t, bytes.Join(lines[6:], nil)), dir, "traces-2.jsonl.zst")
		return "traces*"
	},
	"compression: zstd": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		var out []byte
		for line := range bytes.Lines(s.lines(t)) {
			out = appendFrame(out, pack(t, bytes.TrimSuffix(line, []byte("\n"))))
		}
		write(t, out, dir, "traces.json")
		return "traces.json"
	},
	"format: proto": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		write(t, framedProto(t, s, false), dir, "traces.pb")
		return "*.pb"
	},
	"format: proto, compression: zstd": func(t *testing.T, s *shop, dir string) string {
		t.Helper()
		write(t, framedProto(t, s, true), dir, "traces.pb")
		return "*.pb"
	},
}

func framedProto(t *testing.T, s *shop, packed bool) (out []byte) {
	t.Helper()
	for _, td := range s.batches {
		text, err := (&ptrace.ProtoMarshaler{}).MarshalTraces(td)
		if err != nil {
			t.Fatal(err)
		}
		if packed {
			text = pack(t, text)
		}
		out = appendFrame(out, text)
	}
	return out
}

func appendFrame(out, text []byte) []byte {
	return append(binary.BigEndian.AppendUint32(out, uint32(len(text))), text...)
}

func pack(t *testing.T, text []byte) []byte {
	t.Helper()
	z, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	return z.EncodeAll(text, nil)
}

func TestOTLPFileWindow(t *testing.T) {
	s := readShop(t)
	dir := t.TempDir()
	write(t, s.lines(t), dir, "traces.jsonl")
	b := NewOTLPFile("files", filepath.Join(dir, "traces.jsonl"))
	all, err := Ask(context.Background(), b, everAfter(pseudonymOf(t, "70416177")))
	if err != nil {
		t.Fatal(err)
	}
	third := all.Traces[2]

	t.Run("one trace", func(t *testing.T) {
		q := everAfter(pseudonymOf(t, "70416177"))
		q.From, q.To = third.Start, third.Start.Add(time.Millisecond)
		a, err := Ask(context.Background(), b, q)
		if err != nil || !idsOf(a)[third.ID] {
			t.Errorf("found %v, %v; want trace %s among them", idsOf(a), err, third.ID)
		}
		for _, tr := range a.Traces {
			if tr.End.Before(q.From) || tr.Start.After(q.To) {
				t.Errorf("trace %s lies outside the window", tr.ID)
			}
		}
	})
	t.Run("limit takes the newest", func(t *testing.T) {
		q := everAfter(pseudonymOf(t, "70416177"))
		q.Limit = 2
		a, err := Ask(context.Background(), b, q)
		if err != nil || len(a.Traces) != 2 || a.Traces[0].ID != all.Traces[0].ID || a.Traces[1].ID != all.Traces[1].ID || !a.Truncated {
			t.Errorf("found %v, truncated %v, %v; want the two newest", idsOf(a), a.Truncated, err)
		}
	})
	t.Run("errors and successes divide them", func(t *testing.T) {
		q := everAfter(pseudonymOf(t, "H650-188620"))
		all, err := Ask(context.Background(), b, q)
		if err != nil {
			t.Fatal(err)
		}
		q.Status = StatusError
		failed, err := Ask(context.Background(), b, q)
		if err != nil {
			t.Fatal(err)
		}
		q.Status = StatusOK
		fine, err := Ask(context.Background(), b, q)
		if err != nil {
			t.Fatal(err)
		}
		if len(failed.Traces) != 2 || len(failed.Traces)+len(fine.Traces) != len(all.Traces) {
			t.Errorf("%d failed and %d fine traces, want %d together", len(failed.Traces), len(fine.Traces), len(all.Traces))
		}
		for _, tr := range failed.Traces {
			f := tr.Failure
			if f == nil || f.Service != "payment" || f.Exception != "Error" || f.Operation != "request handler - /charge" {
				t.Fatalf("trace %s failed at %+v, want an exception in payment", tr.ID, f)
			}
			if first, last := f.Path[0], f.Path[len(f.Path)-1]; first.Service != "frontend" || last.Operation != f.Operation {
				t.Errorf("the way to the failure is %+v, want one from frontend to %q", f.Path, f.Operation)
			}
		}
	})
	t.Run("service", func(t *testing.T) {
		q := everAfter(pseudonymOf(t, "70416177"))
		q.Service = "nowhere"
		if a, err := Ask(context.Background(), b, q); err != nil || len(a.Traces) > 0 {
			t.Errorf("found %d traces, %v; want none of a service that does not exist", len(a.Traces), err)
		}
	})
	t.Run("everyone", func(t *testing.T) {
		q := everAfter()
		q.Limit = 1000
		a, err := Ask(context.Background(), b, q)
		if err != nil || len(a.Traces) != 180 {
			t.Errorf("%d traces name somebody, %v; want 180", len(a.Traces), err)
		}
	})
}

// TestOTLPFileDamaged reads what can be read, and says that something could not.
func TestOTLPFileDamaged(t *testing.T) {
	s := readShop(t)
	p := pseudonymOf(t, "70416177")
	for name, c := range map[string]struct {
		text    []byte
		warning string
	}{
		"a line that is still being written": {append(s.lines(t), []byte(`{"resourceSpans":[{"x":"`+p)...), ""},
		"a broken line":                      {append([]byte(`{"resourceSpans":[{"x":"`+p+"\"}\n"), s.lines(t)...), "1 parts"},
		"another signal's line":              {append([]byte(`{"resourceLogs":[{"x":"`+p+"\"}]}\n"), s.lines(t)...), ""},
		"a broken frame":                     {appendFrame(framedProto(t, s, false), []byte("\x0a\xffuser_k1_"+strings.Repeat("a", 26)+p)), "1 parts"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			b := NewOTLPFile("files", write(t, c.text, dir, "traces.jsonl"))
			a, err := Ask(context.Background(), b, everAfter(p))
			if err != nil || !sameTraces(idsOf(a), s.owners["70416177"]) {
				t.Errorf("found %d traces, %v; want all that can be read", len(a.Traces), err)
			}
			if got := strings.Join(a.Warnings, "\n"); !strings.HasPrefix(got, c.warning) || (c.warning == "") != (got == "") {
				t.Errorf("warnings %q, want %q", got, c.warning)
			}
		})
	}
	t.Run("no file", func(t *testing.T) {
		a, err := Ask(context.Background(), NewOTLPFile("files", filepath.Join(t.TempDir(), "*.jsonl")), everAfter(p))
		if err != nil || len(a.Warnings) != 1 {
			t.Errorf("warnings %q, %v; want one that says so", a.Warnings, err)
		}
	})
	t.Run("a folder of that name", func(t *testing.T) {
		dir := t.TempDir()
		if err := os.Mkdir(filepath.Join(dir, "traces.jsonl"), 0o700); err != nil {
			t.Fatal(err)
		}
		if a, err := Ask(context.Background(), NewOTLPFile("files", filepath.Join(dir, "traces.jsonl")), everAfter(p)); err != nil || len(a.Traces) > 0 {
			t.Errorf("found %d traces, %v; want none", len(a.Traces), err)
		}
	})
	t.Run("out of time", func(t *testing.T) {
		dir := t.TempDir()
		b := NewOTLPFile("files", write(t, s.lines(t), dir, "traces.jsonl"))
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		_, err := Ask(ctx, b, everAfter(p))
		var e *Error
		if !errors.As(err, &e) || e.Fault != FaultTimeout {
			t.Errorf("error %v, want a timeout", err)
		}
	})
}
