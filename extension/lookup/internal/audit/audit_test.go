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

// TestRefused does not go on with a log that is not the one that was written.
func TestRefused(t *testing.T) {
	for name, harm := range map[string]func(path string) error{
		"cut":      func(path string) error { return os.Truncate(path, 100) },
		"gone":     os.Remove,
		"no head":  func(path string) error { return os.Remove(headPath(path)) },
		"bad head": func(path string) error { return os.WriteFile(headPath(path), []byte("{"), 0o600) },
		"a stray line": func(path string) error {
			f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
			if err != nil {
				return err
			}
			_, err = f.WriteString("{}\n")
			return errors.Join(err, f.Close())
		},
		"another last record": func(path string) error {
			text, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			return os.WriteFile(path, bytes.Replace(text, []byte(`" 2","results"`), []byte(`" 3","results"`), 1), 0o600)
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			write(t, open(t, path, 0), 3)
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := harm(path); err != nil {
				t.Fatal(err)
			}
			if after, err := os.ReadFile(path); err == nil && bytes.Equal(before, after) && !strings.Contains(name, "head") {
				t.Fatal("the log was not harmed")
			}
			if _, err := Open(Settings{Path: path}); !errors.Is(err, ErrTampered) {
				t.Errorf("Open: %v, want %v", err, ErrTampered)
			}
		})
	}
	if _, err := Open(Settings{Path: filepath.Join(t.TempDir(), "no", "folder", "audit.jsonl")}); err == nil {
		t.Error("Open makes a log in a folder that does not exist")
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

// TestFaults reports what cannot be read or written, and goes on with nothing.
func TestFaults(t *testing.T) {
	folder := func(path string) error { return os.Mkdir(path, 0o700) }
	for name, harm := range map[string]func(path string) error{
		"the file is a folder":      func(path string) error { return errors.Join(os.Remove(path), folder(path)) },
		"the head is a folder":      func(path string) error { return errors.Join(os.Remove(headPath(path)), folder(headPath(path))) },
		"no new head":               func(path string) error { return folder(headPath(path) + ".new") },
		"the name is taken":         func(path string) error { return os.WriteFile(rotatedPath(path, 1), nil, 0o600) },
		"a folder takes its name":   func(path string) error { return folder(rotatedPath(path, 1)) },
		"the lock's folder is gone": func(path string) error { return os.RemoveAll(filepath.Dir(path)) },
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "log", "audit.jsonl")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			l := open(t, path, 900)
			write(t, l, 2)
			if err := harm(path); err != nil {
				t.Fatal(err)
			}
			var failed error
			for range 3 { // one of them rotates
				failed = errors.Join(failed, l.Append(Entry{Actor: "a"}))
			}
			if failed == nil {
				t.Error("records were taken")
			}
		})
	}
	t.Run("verify", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		l := open(t, path, 0)
		write(t, l, 3)
		if lines, err := l.Tail(0); lines != nil || err != nil {
			t.Errorf("the last 0 records are %q, %v", lines, err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for name, c := range map[string]struct {
			text, want string
		}{
			"a line that is no record":   {"{}\n", "audit.jsonl:1: is not an audit record"},
			"a line without end":         {strings.Repeat("x", maxLine+1), "audit.jsonl:1: is longer than any record"},
			"a record that is not there": {string(text) + string(resignedNext(t, text)) + string(text), "reordered or repeated"},
		} {
			if err := os.WriteFile(path, []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(faults(t, path), "\n"); !strings.Contains(got, c.want) {
				t.Errorf("%s: %q, want %q", name, got, c.want)
			}
		}
		if err := os.WriteFile(path, text, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(headPath(path), []byte(`{"seq":1,"hash":"`+strings.Repeat("0", 64)+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(faults(t, path), "\n"); !strings.Contains(got, "ends at record 3, but only 1 were written") {
			t.Errorf("an old head: %q", got)
		}
		if err := os.WriteFile(headPath(path), []byte(`{"seq":3,"hash":"`+strings.Repeat("0", 64)+`"}`), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(faults(t, path), "\n"); !strings.Contains(got, "the last record is not the one that was written") {
			t.Errorf("another head: %q", got)
		}
		if err := os.WriteFile(headPath(path), []byte(`{`), 0o600); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(faults(t, path), "\n"); !strings.Contains(got, "audit.jsonl.head: cannot be read") {
			t.Errorf("a broken head: %q", got)
		}
	})
}

// resignedNext is a sound record that follows the last one of text.
func resignedNext(t *testing.T, text []byte) []byte {
	t.Helper()
	lines := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	at, hash, err := decode(lines[len(lines)-1])
	if err != nil {
		t.Fatal(err)
	}
	line, _, err := encode(link{at.Seq + 1, hash}, Entry{Actor: "a"})
	if err != nil {
		t.Fatal(err)
	}
	return append(line, '\n')
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
