package audit

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestNewLog does what docs/lookup.md tells an operator who may keep records for
// a time only: all files of the log are moved away while nothing runs, and can
// be verified where they are now; some of them alone are no log.
func TestNewLog(t *testing.T) {
	dir, year := t.TempDir(), t.TempDir()
	path, moved := filepath.Join(dir, "audit.jsonl"), filepath.Join(year, "audit.jsonl")
	first := open(t, path, 2000)
	write(t, first, 18)
	end, err := first.Head()
	if err != nil {
		t.Fatal(err)
	}
	names, err := filepath.Glob(filepath.Join(dir, "audit*"))
	if err != nil || len(names) != 5 {
		t.Fatalf("the log is %q, %v, want three files, a head and a lock", names, err)
	}
	for _, name := range names {
		if err := os.Rename(name, filepath.Join(year, filepath.Base(name))); err != nil {
			t.Fatal(err)
		}
	}

	second := open(t, path, 2000)
	write(t, second, 1)
	head, err := second.Head()
	if err != nil || head.Seq != 1 {
		t.Fatalf("the new log ends at %d, %v, want its first record", head.Seq, err)
	}
	if got := faults(t, moved, end.String()); got != nil {
		t.Errorf("the old log: %q", got)
	}
	if got := faults(t, path, head.String()); got != nil {
		t.Errorf("the new log: %q", got)
	}

	if err := os.Remove(rotatedPath(moved, 1)); err != nil {
		t.Fatal(err)
	}
	if got := faults(t, moved, end.String()); got == nil {
		t.Error("the oldest file is missing, and nothing said so")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(Settings{Path: path}); !errors.Is(err, ErrTampered) {
		t.Errorf("only the file was moved, its head not: %v, want %v", err, ErrTampered)
	}
}
