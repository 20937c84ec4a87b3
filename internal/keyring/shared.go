package keyring

import (
	"crypto/sha256"
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"github.com/fsnotify/fsnotify"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// shared is one file with all its sources.
type shared struct {
	path    string
	poll    time.Duration
	ring    atomic.Pointer[hashing.Ring]
	watcher *fsnotify.Watcher // nil: only polling
	blind   error             // why watcher is nil
	stop    chan struct{}
	done    chan struct{}

	mu      sync.Mutex // held during notifications
	sources map[*Source]struct{}
	status  Status
	mode    fs.FileMode
	seen    [sha256.Size]byte // sum of the text that was last tried ...
	verdict Fault             // ... and what came of it
}

// share reads the file and starts its watch. The watch comes first: a change
// between the two is seen.
func share(path string, poll time.Duration) (*shared, error) {
	f := &shared{
		path:    path,
		poll:    poll,
		stop:    make(chan struct{}),
		done:    make(chan struct{}),
		sources: map[*Source]struct{}{},
	}
	f.watcher, f.blind = fsnotify.NewWatcher()
	if f.watcher != nil {
		f.follow()
	}
	if err := f.load(); err != nil {
		_ = f.closeWatcher()
		return nil, err
	}
	go f.run()
	return f, nil
}

func (f *shared) load() error {
	got, err := readFile(f.path)
	if err != nil {
		return err
	}
	ring, err := Parse(got.text)
	if err != nil {
		return fmt.Errorf("read keyring %s: %w", f.path, err)
	}
	f.ring.Store(ring)
	f.mode, f.seen = got.info.Mode(), sha256.Sum256(got.text)
	return nil
}

// follow watches the folder of the file rather than the file, which editors
// and Kubernetes replace, and the folder that its symbolic links lead to.
func (f *shared) follow() {
	folders := map[string]bool{filepath.Dir(f.path): true}
	if target, err := filepath.EvalSymlinks(f.path); err == nil {
		folders[filepath.Dir(target)] = true
	}
	for _, old := range f.watcher.WatchList() {
		if !folders[old] {
			// It fails if the folder is gone, and the watch with it.
			_ = f.watcher.Remove(old)
		}
	}
	for folder := range folders {
		// A folder that cannot be watched is left to polling.
		_ = f.watcher.Add(folder)
	}
}

func (f *shared) join(s *Source) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sources[s] = struct{}{}
	if Exposed(f.mode) && s.notify.Exposed != nil {
		s.notify.Exposed(f.path, f.mode)
	}
	if f.watcher == nil && s.notify.Failed != nil {
		s.notify.Failed(fmt.Errorf("watch keyring: %w; changes take up to %v to be seen", f.blind, f.poll))
	}
}

// leave tells whether s was the last source.
func (f *shared) leave(s *Source) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.sources[s]; !ok {
		return false
	}
	delete(f.sources, s)
	return len(f.sources) == 0
}

func (f *shared) close() error {
	close(f.stop)
	<-f.done
	return f.closeWatcher()
}

func (f *shared) closeWatcher() error {
	if f.watcher == nil {
		return nil
	}
	return f.watcher.Close()
}

func (f *shared) currentStatus() Status {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.status
}

// reload reads the file again and swaps the ring if the text is new and good.
func (f *shared) reload() {
	got, err := readFile(f.path)
	f.mu.Lock()
	defer f.mu.Unlock()
	if err != nil {
		if f.status.Fault != Unreadable {
			f.fail(Unreadable, err)
		}
		return
	}
	if mode := got.info.Mode(); mode != f.mode {
		f.mode = mode
		f.warnExposed()
	}
	sum := sha256.Sum256(got.text)
	if sum == f.seen {
		f.status.Fault = f.verdict
		return
	}
	f.seen = sum
	ring, err := Parse(got.text)
	if err != nil {
		f.verdict = Invalid
		f.fail(Invalid, fmt.Errorf("read keyring %s: %w", f.path, err))
		return
	}
	f.verdict = NoFault
	f.ring.Store(ring)
	f.status.Reloads++
	f.status.Fault = NoFault
	for s := range f.sources {
		if s.notify.Reloaded != nil {
			s.notify.Reloaded(ring)
		}
	}
}

func (f *shared) fail(fault Fault, err error) {
	f.status.Failures++
	f.status.Fault = fault
	for s := range f.sources {
		if s.notify.Failed != nil {
			s.notify.Failed(err)
		}
	}
}

func (f *shared) warnExposed() {
	for s := range f.sources {
		if Exposed(f.mode) && s.notify.Exposed != nil {
			s.notify.Exposed(f.path, f.mode)
		}
	}
}
