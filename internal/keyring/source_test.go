package keyring

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// noPoll makes a test depend on events alone.
const noPoll = time.Hour

// patienceOfTests bounds a wait for something that must happen.
const patienceOfTests = 20 * time.Second

// news records what a source tells.
type news struct {
	reloaded chan *hashing.Ring
	failed   chan error
	exposed  chan fs.FileMode
}

func newNews() *news {
	const room = 100
	return &news{make(chan *hashing.Ring, room), make(chan error, room), make(chan fs.FileMode, room)}
}

func (n *news) notify() Notify {
	return Notify{
		Reloaded: func(r *hashing.Ring) { n.reloaded <- r },
		Failed:   func(err error) { n.failed <- err },
		Exposed:  func(_ string, mode fs.FileMode) { n.exposed <- mode },
	}
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patienceOfTests):
		t.Fatal("nothing was told")
		panic("unreachable")
	}
}

func openSource(t *testing.T, path string, n *news, poll time.Duration) *Source {
	t.Helper()
	s, err := open(path, n.notify(), poll)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Every way in which operators and their tools change a file.
func TestChangesAreSeen(t *testing.T) {
	for name, change := range map[string]func(t *testing.T, path string){
		"written in place": func(t *testing.T, path string) { write(t, path, ringText(2)) },
		"written in two parts": func(t *testing.T, path string) {
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
			write(t, path+"~", ringText(2))
			rename(t, path+"~", path)
		},
		"moved away and written, as other editors do": func(t *testing.T, path string) {
			rename(t, path, path+".bak")
			write(t, path, ringText(2))
		},
		"removed and written": func(t *testing.T, path string) {
			if err := os.Remove(path); err != nil {
				t.Fatal(err)
			}
			write(t, path, ringText(2))
		},
		"by privacyctl": func(t *testing.T, path string) {
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
func addKey(t testing.TB, path, id string) {
	t.Helper()
	err := Update(path, func(d *Document) error {
		d.Add(id, NewSecret(), time.Time{})
		return nil
	})
	if err != nil {
		t.Fatal(err)
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

func TestBadFileKeepsTheRing(t *testing.T) {
	path := writeRing(t, ringText(1))
	n := newNews()
	s := openSource(t, path, n, noPoll)
	good := s.Ring()

	write(t, path, "keys: [{id: k1, secret: '"+strings.Repeat("hunter2", 10)+"'}]")
	err := next(t, n.failed)
	if want := "read keyring " + path + ": keys::0 (line 1): secret must be written as hex:... or base64:..., got 70 characters without either prefix"; err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	if s.Ring() != good {
		t.Error("a bad file replaced the ring")
	}
	if got := s.Status(); got != (Status{Failures: 1, Fault: Invalid}) {
		t.Errorf("status %+v, want one failure, invalid", got)
	}

	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	next(t, n.failed)
	if got := s.Status(); s.Ring() != good || got != (Status{Failures: 2, Fault: Unreadable}) {
		t.Errorf("status %+v, want two failures, unreadable, and the good ring", got)
	}

	write(t, path, ringText(2))
	next(t, n.reloaded)
	if got := s.Status(); got != (Status{Reloads: 1, Failures: 2}) {
		t.Errorf("status %+v, want one reload and no fault", got)
	}
}

// A fault is told once, not at each event in the folder; and a file that
// comes back as it was is no reload.
func TestFaultsAreToldOnce(t *testing.T) {
	path := writeRing(t, ringText(1))
	n := newNews()
	s := openSource(t, path, n, noPoll)
	f := s.shared
	write(t, path, "keys: []")
	next(t, n.failed)
	f.reload()
	rename(t, path, path+"~")
	next(t, n.failed)
	f.reload()
	rename(t, path+"~", path)
	f.reload()
	if got := s.Status(); got != (Status{Failures: 2, Fault: Invalid}) {
		t.Errorf("status %+v, want two failures, invalid", got)
	}
	write(t, path, ringText(1))
	next(t, n.reloaded)
}

func TestExposed(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such mode")
	}
	path := writeRing(t, ringText(1))
	n := newNews()
	openSource(t, path, n, noPoll)
	if len(n.exposed) > 0 {
		t.Error("warned about a file of mode 0600")
	}
	for _, mode := range []fs.FileMode{0o640, 0o604} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		if got := next(t, n.exposed); got != mode {
			t.Errorf("got %v, want %v", got, mode)
		}
	}
	late := newNews()
	openSource(t, path, late, noPoll)
	if got := next(t, late.exposed); got != 0o604 {
		t.Errorf("the second source was told %v, want 0604", got)
	}
}

func TestSourcesShare(t *testing.T) {
	path := writeRing(t, ringText(1))
	relative, err := filepath.Rel(workingFolder(t), path)
	if err != nil {
		t.Fatal(err)
	}
	n1, n2 := newNews(), newNews()
	s1 := openSource(t, path, n1, noPoll)
	s2 := openSource(t, relative, n2, noPoll)
	if s1.shared != s2.shared || s1.Ring() != s2.Ring() {
		t.Fatal("two sources of one file must share its ring and watch")
	}
	write(t, path, ringText(2))
	if next(t, n1.reloaded) != next(t, n2.reloaded) {
		t.Error("two sources of one file got different rings")
	}

	// The first to close leaves the watch to the other, and hears no more.
	for range 2 {
		if err := s1.Close(); err != nil {
			t.Fatal(err)
		}
	}
	write(t, path, ringText(3))
	next(t, n2.reloaded)
	if len(n1.reloaded) > 0 {
		t.Error("a closed source was told of a reload")
	}
	if err := s2.Close(); err != nil {
		t.Fatal(err)
	}
	<-s2.shared.done
	if s2.Ring() == nil || len(s2.Ring().Keys()) != 3 {
		t.Error("the ring must stay usable after Close")
	}

	// What is opened again is read again.
	write(t, path, "keys: []")
	if _, err := Open(path, Notify{}); err == nil {
		t.Error("opened a bad file")
	}
	registry.mu.Lock()
	defer registry.mu.Unlock()
	if len(registry.files) > 0 {
		t.Errorf("%d files are still open", len(registry.files))
	}
}

func workingFolder(t *testing.T) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	return folder
}

func TestStatic(t *testing.T) {
	ring, err := Parse([]byte(ringText(1)))
	if err != nil {
		t.Fatal(err)
	}
	s := Static(ring)
	if s.Ring() != ring || s.Status() != (Status{}) || s.Close() != nil || s.Ring() != ring {
		t.Error("a static source has its ring, always, and nothing else")
	}
}

// Keys are rotated under a load of concurrent batches. None is lost, and each
// is explained by one ring: the rule of package hashing applied to the keys
// of one version of the file.
func TestRotationUnderLoad(t *testing.T) {
	const rotations, records = 12, 20
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	now := start.Add(1000 * time.Hour)
	// Version v has the keys k0 to kv; ki is in force from hour i.
	version := func(v int) string {
		var b strings.Builder
		b.WriteString("keys:\n")
		for i := range v + 1 {
			from := start.Add(time.Duration(i) * time.Hour).Format(time.RFC3339)
			fmt.Fprintf(&b, "- {id: k%d, secret: '%s', active_from: %s}\n", i, secretText(i), from)
		}
		return b.String()
	}
	path := writeRing(t, version(0))
	n := newNews()
	s := openSource(t, path, n, noPoll)

	stop := make(chan struct{})
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() {
			for batches := 0; ; batches++ {
				select {
				case <-stop:
					if batches == 0 {
						t.Error("no batch was worked through")
					}
					return
				default:
				}
				ring := s.Ring()
				newest := len(ring.Keys()) - 1
				for i := range records {
					// Record i is of hour i and a half.
					key := ring.At(start.Add(time.Duration(i)*time.Hour+30*time.Minute), now)
					p := key.Subkey("acme", "user").Pseudonym("usr_k8x9m2")
					_, got, ok := hashing.Parse(p)
					if want := fmt.Sprint("k", min(i, newest)); !ok || got != want {
						t.Errorf("record %d of a batch under %d keys: got key %q, want %q", i, newest+1, got, want)
						return
					}
				}
			}
		})
	}
	for v := 1; v <= rotations; v++ {
		write(t, path+"~", version(v))
		rename(t, path+"~", path)
		if got := next(t, n.reloaded); len(got.Keys()) != v+1 {
			t.Errorf("rotation %d: got %d keys", v, len(got.Keys()))
		}
	}
	close(stop)
	load.Wait()
	if got := s.Status(); got != (Status{Reloads: rotations}) {
		t.Errorf("status %+v, want %d reloads", got, rotations)
	}
}
