package keyring

import (
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
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
	_ = next(t, n.failed)
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
	_ = next(t, n.failed)
	f.reload()
	rename(t, path, path+"~")
	_ = next(t, n.failed)
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
