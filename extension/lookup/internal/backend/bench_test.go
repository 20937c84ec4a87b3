package backend

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// BenchmarkOTLPFile looks one customer up among the traces of many: a lookup
// reads every file twice. LOOKUP_BENCH_MB is the size of the files, 64 if it is
// not set; 1024 was used for the figure in docs/lookup.md.
func BenchmarkOTLPFile(b *testing.B) {
	megabytes := 64
	if text := os.Getenv("LOOKUP_BENCH_MB"); text != "" { //nolint:forbidigo // a benchmark is started by hand
		var err error
		if megabytes, err = strconv.Atoi(text); err != nil {
			b.Fatal(err)
		}
	}
	dir := b.TempDir()
	size := crowd(b, dir, int64(megabytes)<<20)
	backend := NewOTLPFile("files", filepath.Join(dir, "traces.jsonl"))
	for _, c := range []struct {
		name  string
		query Query
		want  int
	}{
		{"nine traces", everAfter(pseudonymOf(b, "70416177")), 9},
		{"nobody", everAfter("user_k1_" + strings.Repeat("a", 26)), 0},
		{"two keys", everAfter(pseudonymOf(b, "70416177"), "user_k2_"+strings.Repeat("a", 26)), 9},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.SetBytes(size)
			for b.Loop() {
				a, err := Ask(context.Background(), backend, c.query)
				if err != nil || len(a.Traces) != c.want {
					b.Fatalf("%d traces, %v; want %d", len(a.Traces), err, c.want)
				}
			}
		})
	}
}

// crowd writes copies of the shop to rotated files, each with traces and users
// of its own; the shop's own users are in the first copy alone.
func crowd(b *testing.B, dir string, size int64) (written int64) {
	b.Helper()
	lines := readShop(b).lines(b)
	const perFile = 100 << 20
	var file *os.File
	var inFile int64 = perFile
	for n := 0; written < size; n++ {
		if inFile >= perFile {
			name := filepath.Join(dir, fmt.Sprintf("traces-%06d.jsonl", n))
			if n == 0 {
				name = filepath.Join(dir, "traces.jsonl")
			}
			var err error
			if file, err = os.Create(name); err != nil {
				b.Fatal(err)
			}
			defer file.Close()
			inFile = 0
		}
		copied := lines
		if n > 0 {
			copied = bytes.ReplaceAll(lines, []byte(`"traceId":"`), fmt.Appendf(nil, `"traceId":"%06x`, n))
			copied = cutIDs(copied)
			copied = bytes.ReplaceAll(copied, []byte("user_k1_"), fmt.Appendf(nil, "user_k1_%s", letters(n)))
			copied = cutBodies(copied)
		}
		if _, err := file.Write(copied); err != nil {
			b.Fatal(err)
		}
		written, inFile = written+int64(len(copied)), inFile+int64(len(copied))
	}
	return written
}

// letters writes n in the alphabet of pseudonyms.
func letters(n int) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz234567"
	return string([]byte{alphabet[n>>10&31], alphabet[n>>5&31], alphabet[n&31]})
}

// cutIDs makes IDs of 38 digits 32 again, cutBodies bodies of 29 signs 26.
func cutIDs(text []byte) []byte    { return cutAfter(text, []byte(`"traceId":"`), 32, 6) }
func cutBodies(text []byte) []byte { return cutAfter(text, []byte("user_k1_"), 26, 3) }

func cutAfter(text, mark []byte, keep, drop int) []byte {
	out := make([]byte, 0, len(text))
	for {
		i := bytes.Index(text, mark)
		if i < 0 {
			return append(out, text...)
		}
		end := i + len(mark) + keep
		out = append(out, text[:end]...)
		text = text[end+drop:]
	}
}
