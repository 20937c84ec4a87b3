package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// idStream is a CSV file of n identifiers that nobody holds in memory.
type idStream struct {
	n, next int
	rest    []byte
	peak    uint64 // of the heap, looked at now and then
}

func (s *idStream) Read(p []byte) (int, error) {
	const look = 100_000
	for len(s.rest) == 0 {
		if s.next == s.n {
			return 0, io.EOF
		}
		if s.next%look == 0 {
			runtime.GC()
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			s.peak = max(s.peak, m.HeapAlloc)
		}
		s.rest = fmt.Appendf(s.rest[:0], "usr_%08d,since 2020\n", s.next)
		s.next++
	}
	n := copy(p, s.rest)
	s.rest = s.rest[n:]
	return n, nil
}

func testSubkey(tb testing.TB) *hashing.Subkey {
	tb.Helper()
	secret, err := hashing.ParseSecret("hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		tb.Fatal(err)
	}
	key, err := hashing.NewKey(hashing.KeySettings{ID: "k1", Secret: secret})
	if err != nil {
		tb.Fatal(err)
	}
	return key.Subkey("", "user")
}

// The first and the last of many identifiers are found, in that order, and
// memory does not grow with their number.
func TestJoinIsBounded(t *testing.T) {
	n := 1_000_000
	if testing.Short() {
		n = 200_000
	}
	s := testSubkey(t)
	first, last, nobody := s.Pseudonym("usr_00000000"), s.Pseudonym(fmt.Sprintf("usr_%08d", n-1)), s.Pseudonym("nobody")
	j := &join{subkeys: []*hashing.Subkey{s}, wanted: map[string]bool{first: true, last: true, nobody: true}}
	in := &idStream{n: n}
	var out bytes.Buffer
	resolved, err := j.run(in, &out)
	if want := fmt.Sprintf("%s,usr_00000000\n%s,usr_%08d\n", first, last, n-1); err != nil || resolved != 2 || out.String() != want {
		t.Errorf("got %d, %v, %q, want 2 and %q", resolved, err, out.String(), want)
	}
	const bound = 32 << 20
	if in.peak > bound {
		t.Errorf("the heap grew to %d bytes, want at most %d", in.peak, bound)
	}
}

// Once all is found the rest of the file is not read.
func TestJoinStopsEarly(t *testing.T) {
	s := testSubkey(t)
	p := s.Pseudonym("usr_00000007")
	j := &join{subkeys: []*hashing.Subkey{s}, wanted: map[string]bool{p: true}}
	in := &idStream{n: 10_000_000}
	resolved, err := j.run(in, io.Discard)
	if err != nil || resolved != 1 || in.next > 1_000_000 {
		t.Errorf("got %d, %v after reading %d identifiers", resolved, err, in.next)
	}
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestJoinFails(t *testing.T) {
	s := testSubkey(t)
	wanted := map[string]bool{}
	var ids strings.Builder
	for i := range 10_000 {
		id := fmt.Sprint("usr_", i)
		wanted[s.Pseudonym(id)] = true
		fmt.Fprintln(&ids, id)
	}
	j := &join{subkeys: []*hashing.Subkey{s}, wanted: wanted}
	if _, err := j.run(strings.NewReader(ids.String()), brokenPipe{}); err == nil || err.Error() != "broken pipe" {
		t.Errorf("a broken output: %v", err)
	}
	_, err := j.run(io.MultiReader(strings.NewReader("usr_1\n"), failingReader{}), io.Discard)
	if err == nil || err.Error() != "read identifiers: the disk is gone" {
		t.Errorf("a broken input: %v", err)
	}
}

type failingReader struct{}

func (failingReader) Read([]byte) (int, error) { return 0, errors.New("the disk is gone") }

func TestReadPseudonymsInAnyText(t *testing.T) {
	secret, err := hashing.ParseSecret("hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		t.Fatal(err)
	}
	key, err := hashing.NewKey(hashing.KeySettings{ID: "k1", Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	ring, err := hashing.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	p := testSubkey(t).Pseudonym("usr_1")
	for _, text := range []string{
		p,
		`{"user.id":"` + p + `"}`,
		"/users/" + p + "/orders?x=" + p,
		strings.Repeat("x", 3*maxToken) + " " + p + "\n",
		strings.Repeat(" ", 3*maxToken) + p,
		p + strings.Repeat(".", 3*maxToken),
	} {
		for _, in := range []io.Reader{strings.NewReader(text), oneByte{strings.NewReader(text)}} {
			got, err := readPseudonyms(in, ring, "user")
			if err != nil || len(got.known) != 1 || !got.known[p] {
				t.Errorf("%.80q: got %v, %v", text, got, err)
			}
		}
	}
	got, err := readPseudonyms(strings.NewReader("x"+p+" "+p+"x "+strings.ToUpper(p)), ring, "user")
	if err != nil || len(got.known) != 0 {
		t.Errorf("look-alikes: got %v, %v", got.known, err)
	}
}

// oneByte is a reader that is slow to give.
type oneByte struct{ in io.Reader }

func (r oneByte) Read(p []byte) (int, error) { return r.in.Read(p[:1]) }

// BenchmarkJoin is the cost of one known identifier: to read it from CSV, to
// make its pseudonym under one key and tenant, and to look for that.
func BenchmarkJoin(b *testing.B) {
	s := testSubkey(b)
	j := &join{subkeys: []*hashing.Subkey{s}, wanted: map[string]bool{s.Pseudonym("nobody"): true}}
	b.ReportAllocs()
	b.ResetTimer()
	if _, err := j.run(&idStream{n: b.N}, io.Discard); err != nil {
		b.Fatal(err)
	}
}
