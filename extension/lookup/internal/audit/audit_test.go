package audit

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, path string, maxBytes int64) *Log {
	t.Helper()
	l, err := Open(Settings{Path: path, MaxBytes: maxBytes})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

func write(t *testing.T, l *Log, n int) {
	t.Helper()
	for i := range n {
		if err := l.Append(Entry{Actor: "a", Action: "lookup", Decision: "allowed", Reason: fmt.Sprintf(`quote " and ,"hash":" %d`, i)}); err != nil {
			t.Fatal(err)
		}
	}
}

func faults(t *testing.T, path string, anchors ...string) []string {
	t.Helper()
	r, err := Verify(path, anchors...)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, f := range r.Faults {
		out = append(out, f.String())
	}
	return out
}

// TestTampering finds every way to change a log of three files, wherever.
func TestTampering(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	l := open(t, path, 2000)
	write(t, l, 18)
	files := []string{rotatedPath(path, 1), rotatedPath(path, 2), path}
	for _, f := range files {
		if _, err := os.Stat(f); err != nil {
			t.Fatal(err)
		}
	}
	if got := faults(t, path); got != nil {
		t.Fatalf("a log as it was written has faults: %q", got)
	}
	head, err := l.Head()
	if err != nil || head.Seq != 18 {
		t.Fatalf("head %v, %v; want record 18", head, err)
	}
	if got := faults(t, path, head.String()); got != nil {
		t.Errorf("the head is not found again: %q", got)
	}
	changes := 0
	for _, f := range files {
		whole, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.SplitAfter(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n"))
		lines[len(lines)-1] = append(slices.Clip(lines[len(lines)-1]), '\n')
		for i := range lines {
			removed := slices.Delete(slices.Clone(lines), i, i+1)
			repeated := slices.Insert(slices.Clone(lines), i, lines[i])
			changed := slices.Clone(lines)
			changed[i] = bytes.Replace(lines[i], []byte(`"actor":"a"`), []byte(`"actor":"b"`), 1)
			rehashed := slices.Clone(lines)
			rehashed[i] = resign(t, changed[i])
			cut := slices.Clone(lines)
			cut[i] = lines[i][:len(lines[i])/2]
			cut = cut[:i+1]
			for name, c := range map[string][][]byte{"removed": removed, "repeated": repeated, "changed": changed, "changed with a new hash": rehashed, "cut": cut, "ended": lines[:i]} {
				changes++
				if err := os.WriteFile(f, bytes.Join(c, nil), 0o600); err != nil {
					t.Fatal(err)
				}
				if faults(t, path) == nil {
					t.Errorf("%s:%d %s: not found", filepath.Base(f), i+1, name)
				}
			}
			if i > 0 {
				swapped := slices.Clone(lines)
				swapped[i-1], swapped[i] = swapped[i], swapped[i-1]
				if err := os.WriteFile(f, bytes.Join(swapped, nil), 0o600); err != nil {
					t.Fatal(err)
				}
				if faults(t, path) == nil {
					t.Errorf("%s:%d swapped: not found", filepath.Base(f), i+1)
				}
			}
		}
		if err := os.WriteFile(f, whole, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if changes < 100 {
		t.Errorf("%d changes tried, want at least 100", changes)
	}
	if err := os.Remove(files[1]); err != nil {
		t.Fatal(err)
	}
	if faults(t, path) == nil {
		t.Error("a file that is gone is not missed")
	}
}

// resign gives a changed line a hash that fits.
func resign(t *testing.T, line []byte) []byte {
	t.Helper()
	text, _, found := cutLast(bytes.TrimSuffix(line, []byte("\n")), hashField)
	if !found {
		t.Fatal("no hash in the line")
	}
	return append(append(slices.Clone(text), hashField+sum(text)+`"}`...), '\n')
}

// TestNewChain is what an attacker does who may write all files: only a head
// noted elsewhere tells.
func TestNewChain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	l := open(t, path, 0)
	write(t, l, 3)
	noted, err := l.Head()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range []string{path, headPath(path)} {
		if err := os.Remove(f); err != nil {
			t.Fatal(err)
		}
	}
	for range 3 {
		if err := l.Append(Entry{Actor: "b"}); err != nil {
			t.Fatal(err)
		}
	}
	if got := faults(t, path); got != nil {
		t.Fatalf("the new chain is not sound: %q", got)
	}
	if faults(t, path, noted.String()) == nil {
		t.Error("the noted head does not tell the new chain from the old one")
	}
	if faults(t, path, "9"+noted.String()) == nil {
		t.Error("a record that was noted and never came is not missed")
	}
	if _, err := Verify(path, "7"); err == nil {
		t.Error("an anchor without a hash is taken")
	}
}

// TestCrash continues after each way in which a process can die in a write.
func TestCrash(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, path string){
		"in the middle of a record": func(t *testing.T, path string) {
			t.Helper()
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err := f.WriteString(`{"seq":4,"prev":"`); err != nil {
				t.Fatal(err)
			}
		},
		"before the head": func(t *testing.T, path string) {
			t.Helper()
			old, err := os.ReadFile(headPath(path))
			if err != nil {
				t.Fatal(err)
			}
			write(t, open(t, path, 0), 1)
			if err := os.WriteFile(headPath(path), old, 0o600); err != nil {
				t.Fatal(err)
			}
		},
		"in a rotation": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Rename(path, rotatedPath(path, 1)); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			write(t, open(t, path, 0), 3)
			harm(t, path)
			l := open(t, path, 0)
			write(t, l, 2)
			if got := faults(t, path); got != nil {
				t.Errorf("after the crash: %q", got)
			}
			if head, err := l.Head(); err != nil || head.Seq < 5 {
				t.Errorf("head %v, %v; want at least 5 records", head, err)
			}
		})
	}
}

// TestConcurrent appends by several logs on one file, as an extension and the
// command line do.
func TestConcurrent(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	logs := []*Log{open(t, path, 3000), open(t, path, 3000), open(t, path, 3000)}
	var wg sync.WaitGroup
	for _, l := range logs {
		wg.Go(func() {
			for range 20 {
				if err := l.Append(Entry{Actor: "a"}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	r, err := Verify(path)
	if err != nil || r.Records != 60 || r.Faults != nil {
		t.Errorf("%d records, faults %v, %v; want 60 and none", r.Records, r.Faults, err)
	}
	if r.Files < 2 {
		t.Errorf("%d files, want rotation meanwhile", r.Files)
	}
	tail, err := logs[0].Tail(3)
	if err != nil || len(tail) == 0 || !bytes.Contains(tail[len(tail)-1], []byte(`"seq":60,`)) {
		t.Errorf("tail %q, %v; want it to end with record 60", tail, err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v; want 0600", info.Mode(), err)
	}
}

// TestTail reads the end of a log that is longer than what is read of it.
func TestTail(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	l := open(t, path, 0)
	for range 12 {
		if err := l.Append(Entry{Reason: strings.Repeat("x", 100_000)}); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := l.Tail(100)
	if err != nil || len(lines) < 9 || len(lines) > 11 {
		t.Fatalf("%d lines, %v; want those of the last MiB", len(lines), err)
	}
	for _, line := range lines {
		if _, _, err := decode(line); err != nil {
			t.Errorf("a line of the end %v", err)
		}
	}
	if err := os.Remove(headPath(path)); err != nil {
		t.Fatal(err)
	}
	if _, err := l.Tail(1); !errors.Is(err, ErrTampered) {
		t.Errorf("the end of a log without a head: %v", err)
	}
	if _, err := tail(path+".none", 10, 1); err == nil {
		t.Error("the end of a file that does not exist")
	}
	if _, err := tail(path, 10<<20, 1); err == nil {
		t.Error("the end of a file behind its end")
	}
	if _, err := lastLine(path, 0); err == nil {
		t.Error("the last line of nothing")
	}
	if err := os.Mkdir(rotatedPath(path, 1), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(path); err == nil {
		t.Error("a folder among the files is no error")
	}
}
