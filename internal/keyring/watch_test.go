package keyring

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// Every way in which operators and their tools change a file.
func TestChangesAreSeen(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, path string){
		"written in place": func(t *testing.T, path string) {
			t.Helper()
			write(t, path, ringText(2))
		},
		"written in two parts": func(t *testing.T, path string) {
			t.Helper()
			f, err := os.OpenFile(path, os.O_WRONLY|os.O_TRUNC, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			text := ringText(2)
			for _, part := range []string{text[:len(text)/2], text[len(text)/2:]} {
				if _, err := f.WriteString(part); err != nil {
					t.Fatal(err)
				}
			}
		},
		"renamed over, as editors do": func(t *testing.T, path string) {
			t.Helper()
			write(t, path+"~", ringText(2))
			rename(t, path+"~", path)
		},
		"moved away and written, as other editors do": func(t *testing.T, path string) {
			t.Helper()
			rename(t, path, path+".bak")
			write(t, path, ringText(2))
		},
		"removed and written": func(t *testing.T, path string) {
			t.Helper()
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			write(t, path, ringText(2))
		},
		"by privacyctl": func(t *testing.T, path string) {
			t.Helper()
			addKey(t, path, "k2")
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := writeRing(t, ringText(1))
			n := newNews()
			s := openSource(t, path, n, noPoll)
			change(t, path)
			if got := next(t, n.reloaded); got != s.Ring() || got.Key("k2") == nil {
				t.Errorf("got a ring of %d keys, want that of the new file", len(got.Keys()))
			}
			if got := s.Status(); got.Reloads != 1 || got.Fault != NoFault {
				t.Errorf("status %+v, want one reload and no fault", got)
			}
		})
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

// addKey adds a key as privacyctl does.
func addKey(tb testing.TB, path, id string) {
	tb.Helper()
	err := Update(path, func(d *Document) error {
		d.Add(id, NewSecret(), time.Time{})
		return nil
	})
	if err != nil {
		tb.Fatal(err)
	}
}

// Kubernetes mounts a Secret as ring.yaml -> ..data/ring.yaml and ..data ->
// ..<time>, and swaps ..data by a rename.
func TestKubernetesSwap(t *testing.T) {
	folder := t.TempDir()
	publish := func(version, text string) {
		t.Helper()
		if err := os.Mkdir(filepath.Join(folder, version), 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(folder, version, "ring.yaml"), text)
		symlink(t, version, filepath.Join(folder, "..data_tmp"))
		rename(t, filepath.Join(folder, "..data_tmp"), filepath.Join(folder, "..data"))
	}
	publish("..2026_01", ringText(1))
	path := filepath.Join(folder, "ring.yaml")
	symlink(t, filepath.Join("..data", "ring.yaml"), path)

	n := newNews()
	s := openSource(t, path, n, noPoll)
	for i := 2; i < 5; i++ {
		publish(fmt.Sprintf("..2026_0%d", i), ringText(i))
		if got := next(t, n.reloaded); len(got.Keys()) != i {
			t.Fatalf("swap %d: got %d keys, want %d", i, len(got.Keys()), i)
		}
		if err := os.RemoveAll(filepath.Join(folder, fmt.Sprintf("..2026_0%d", i-1))); err != nil {
			t.Fatal(err)
		}
	}
	if s.Status().Failures > 0 {
		t.Errorf("the swaps were faults: %+v", s.Status())
	}
}

func symlink(t *testing.T, target, path string) {
	t.Helper()
	if err := os.Symlink(target, path); err != nil {
		t.Fatal(err)
	}
}

// A link to a file elsewhere, as agents of secret stores make it: the file is
// changed there.
func TestLinkToAnotherFolder(t *testing.T) {
	target := writeRing(t, ringText(1))
	path := filepath.Join(t.TempDir(), "ring.yaml")
	symlink(t, target, path)
	n := newNews()
	openSource(t, path, n, noPoll)
	write(t, target, ringText(2))
	next(t, n.reloaded)

	// Another target, and then only that one counts.
	other := writeRing(t, ringText(3))
	symlink(t, other, path+"~")
	rename(t, path+"~", path)
	next(t, n.reloaded)
	write(t, other, ringText(4))
	if got := next(t, n.reloaded); len(got.Keys()) != 4 {
		t.Errorf("got %d keys, want 4", len(got.Keys()))
	}
}

// Network file systems tell nothing: the file is read now and then anyway.
func TestPolling(t *testing.T) {
	path := writeRing(t, ringText(1))
	n := newNews()
	s := openSource(t, path, n, 10*time.Millisecond)
	for _, folder := range s.shared.watcher.WatchList() {
		if err := s.shared.watcher.Remove(folder); err != nil {
			t.Fatal(err)
		}
	}
	write(t, path, ringText(2))
	next(t, n.reloaded)
}
