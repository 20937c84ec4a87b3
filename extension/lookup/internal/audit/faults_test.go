package audit

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

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
