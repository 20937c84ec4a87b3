package keyring

import (
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	// quiet is how long nothing may happen in the folder before the file is
	// read: an in-place write is several events, and half a file may be a
	// valid ring with too few keys.
	quiet = 100 * time.Millisecond

	// patience bounds the wait where something always happens.
	patience = 2 * time.Second
)

// run reloads the file after each burst of events, and now and then.
func (f *shared) run() {
	defer close(f.done)
	poll := time.NewTicker(f.poll)
	defer poll.Stop()
	events, errs := f.channels()
	var (
		settled <-chan time.Time // nil: nothing happened since the last reload
		since   time.Time        // the first event of the burst
	)
	for {
		select {
		case <-f.stop:
			return
		case <-events:
		case <-errs: //nolint:errcheck // whatever it was, events may be lost: read the file
		case <-settled:
			settled = nil
			f.refresh()
			continue
		case <-poll.C:
			f.refresh()
			continue
		}
		now := time.Now()
		if settled == nil {
			since = now
		}
		settled = time.After(min(quiet, since.Add(patience).Sub(now)))
	}
}

// channels are those of the watcher; without one they stay silent.
func (f *shared) channels() (<-chan fsnotify.Event, <-chan error) {
	if f.watcher == nil {
		return nil, nil
	}
	return f.watcher.Events, f.watcher.Errors
}

func (f *shared) refresh() {
	if f.watcher != nil {
		f.follow() // first: a change of what it now follows is seen
	}
	f.reload()
}
