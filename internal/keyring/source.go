package keyring

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"sync"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Notify is what a [Source] tells its owner. Functions that are nil are not
// called. They are called one at a time, never after Close has returned, and
// must not call Close themselves.
type Notify struct {
	// Reloaded: a changed file has taken effect.
	Reloaded func(*hashing.Ring)
	// Failed: a changed file is bad, and the ring before it stays in force;
	// or the file cannot be watched.
	Failed func(error)
	// Exposed: the file can be read by its group or by others.
	Exposed func(path string, mode fs.FileMode)
}

// Fault is why the file in place is not the ring in force.
type Fault string

// The faults; each may stand in a metric.
const (
	NoFault    Fault = ""
	Unreadable Fault = "unreadable" // it cannot be read
	Invalid    Fault = "invalid"    // it is not a keyring
)

// Status tells how the reloads of a file went since it was first opened.
type Status struct {
	Reloads  int64 // changes that took effect
	Failures int64 // changes that did not
	Fault    Fault // what is wrong now
}

// Source gives the ring in force. It is safe for concurrent use.
type Source struct {
	ring   *hashing.Ring // of a static source
	shared *shared       // of one that reads a file
	notify Notify
}

// Static is a source whose ring never changes, for inline keys.
func Static(ring *hashing.Ring) *Source { return &Source{ring: ring} }

// registry holds the files that are open, by absolute path.
var registry = struct {
	mu    sync.Mutex
	files map[string]*shared
}{files: map[string]*shared{}}

// pollInterval is how often a file is read although no change was reported:
// network file systems report none.
const pollInterval = time.Minute

// Open reads the keyring file at path and watches it until Close. Sources of
// the same path share one ring and one watch. A file that is bad now is an
// error; one that becomes bad later is a fault.
func Open(path string, notify Notify) (*Source, error) { return open(path, notify, pollInterval) }

func open(path string, notify Notify, poll time.Duration) (*Source, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("find keyring: %w", err)
	}
	registry.mu.Lock()
	defer registry.mu.Unlock()
	f := registry.files[path]
	if f == nil {
		if f, err = share(path, poll); err != nil {
			return nil, err
		}
		registry.files[path] = f
	}
	s := &Source{shared: f, notify: notify}
	f.join(s)
	return s, nil
}

// Ring is the ring in force. A caller that works through a batch takes it
// once, so that the batch sees one ring.
func (s *Source) Ring() *hashing.Ring {
	if s.shared == nil {
		return s.ring
	}
	return s.shared.ring.Load()
}

// Status tells how reloads went; that of a static source is zero.
func (s *Source) Status() Status {
	if s.shared == nil {
		return Status{}
	}
	return s.shared.currentStatus()
}

// Close ends the notifications; the last source of a file ends its watch.
// The ring stays usable. Closing again does nothing.
func (s *Source) Close() error {
	if s.shared == nil {
		return nil
	}
	registry.mu.Lock()
	defer registry.mu.Unlock()
	if !s.shared.leave(s) {
		return nil
	}
	delete(registry.files, s.shared.path)
	return s.shared.close()
}
