package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

// ErrTampered is what an [Open] or [Log.Append] returns when the log on disk is
// not the one that was written: it is not continued, so nothing is hidden.
var ErrTampered = errors.New("audit log was tampered with")

// lockWait bounds the wait for another process that appends, the command line.
const lockWait = 10 * time.Second

// Settings say where a log is.
type Settings struct {
	// Path is the file in use. Its folder must exist.
	Path string
	// MaxBytes is the size at which the file is set aside. 0: never.
	MaxBytes int64
}

// Log appends to one audit log. It is safe for concurrent use, by several
// processes too.
type Log struct {
	set  Settings
	mu   sync.Mutex
	lock *flock.Flock
}

// Open checks that the log's end is the one last written, and repairs what a
// crash left: a record that was not finished, so that nobody got its answer.
func Open(set Settings) (*Log, error) {
	l := &Log{set: set, lock: flock.New(set.Path + ".lock")}
	err := l.locked(func() error {
		head, err := l.recover()
		if err != nil {
			return err
		}
		return l.checkLast(head)
	})
	if err != nil {
		return nil, errors.Join(err, l.Close())
	}
	return l, nil
}

// Append records e. Once it returns nil the record is on disk: fsynced. After
// an error the caller must not give the answer that e is about.
func (l *Log) Append(e Entry) error {
	return l.locked(func() error {
		head, err := l.recover()
		if err != nil {
			return err
		}
		line, hash, err := encode(link{Seq: head.Seq + 1, Prev: head.Hash}, e)
		if err != nil {
			return err
		}
		line = append(line, '\n')
		if l.set.MaxBytes > 0 && head.Size > 0 && head.Size+int64(len(line)) > l.set.MaxBytes {
			if head, err = l.rotate(head); err != nil {
				return err
			}
		}
		if err := appendSynced(l.set.Path, head.Size, line); err != nil {
			return fmt.Errorf("append audit record: %w", err)
		}
		head.Seq, head.Hash, head.Size = head.Seq+1, hash, head.Size+int64(len(line))
		return writeHead(l.set.Path, head)
	})
}

// Head returns the end of the chain. Kept elsewhere (in the collector's own
// log, say) it proves later that no record before it is gone.
func (l *Log) Head() (Head, error) {
	var head Head
	err := l.locked(func() (err error) {
		head, err = l.recover()
		return err
	})
	return head, err
}

// Close lets go of the lock file.
func (l *Log) Close() error { return l.lock.Close() }

func (l *Log) locked(do func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), lockWait)
	defer cancel()
	if _, err := l.lock.TryLockContext(ctx, 5*time.Millisecond); err != nil {
		return fmt.Errorf("lock audit log: %w", err)
	}
	return errors.Join(do(), l.lock.Unlock())
}

// recover returns the head, brought up to what is on disk. The file may be
// ahead of the head by a crash between the two writes; it is never behind.
func (l *Log) recover() (Head, error) {
	head, found, err := readHead(l.set.Path)
	if err != nil {
		return head, err
	}
	size, err := fileSize(l.set.Path)
	if err != nil {
		return head, err
	}
	if !found && size > 0 {
		return head, fmt.Errorf("%w: %s is missing", ErrTampered, filepath.Base(headPath(l.set.Path)))
	}
	if size < head.Size {
		return l.finishRotation(head, size)
	}
	if size == head.Size {
		return head, nil
	}
	return l.adopt(head)
}

// finishRotation tells a crash between setting the file aside and writing the
// head from a file that was cut.
func (l *Log) finishRotation(head Head, size int64) (Head, error) {
	aside, err := fileSize(rotatedPath(l.set.Path, head.Rotated+1))
	if err != nil {
		return head, err
	}
	if size != 0 || aside != head.Size {
		return head, fmt.Errorf("%w: %s is %d bytes long, its head says %d",
			ErrTampered, filepath.Base(l.set.Path), size, head.Size)
	}
	head.Rotated, head.Size = head.Rotated+1, 0
	return head, writeHead(l.set.Path, head)
}

// adopt takes over whole, chained records behind the head, and drops a torn one.
func (l *Log) adopt(head Head) (Head, error) {
	f, err := os.Open(l.set.Path)
	if err != nil {
		return head, fmt.Errorf("open audit log: %w", err)
	}
	defer f.Close()
	if _, err := f.Seek(head.Size, io.SeekStart); err != nil {
		return head, fmt.Errorf("open audit log: %w", err)
	}
	rest, err := io.ReadAll(f)
	if err != nil {
		return head, fmt.Errorf("read audit log: %w", err)
	}
	for {
		line, after, whole := bytes.Cut(rest, []byte("\n"))
		if !whole {
			break
		}
		at, hash, err := decode(line)
		if err != nil || at.Seq != head.Seq+1 || at.Prev != head.Hash {
			return head, fmt.Errorf("%w: a line after record %d does not continue the chain", ErrTampered, head.Seq)
		}
		head.Seq, head.Hash, head.Size = at.Seq, hash, head.Size+int64(len(line))+1
		rest = after
	}
	if len(rest) > 0 {
		if err := os.Truncate(l.set.Path, head.Size); err != nil {
			return head, fmt.Errorf("drop unfinished audit record: %w", err)
		}
	}
	return head, writeHead(l.set.Path, head)
}

// rotate sets the file aside; the next record starts a new one.
func (l *Log) rotate(head Head) (Head, error) {
	aside := rotatedPath(l.set.Path, head.Rotated+1)
	if _, err := os.Lstat(aside); err == nil {
		return head, fmt.Errorf("rotate audit log: %s exists already", filepath.Base(aside))
	}
	if err := os.Rename(l.set.Path, aside); err != nil {
		return head, fmt.Errorf("rotate audit log: %w", err)
	}
	head.Rotated, head.Size = head.Rotated+1, 0
	return head, writeHead(l.set.Path, head)
}

// checkLast compares the last record in the file with the head.
func (l *Log) checkLast(head Head) error {
	if head.Size == 0 {
		return nil
	}
	line, err := lastLine(l.set.Path, head.Size)
	if err != nil {
		return err
	}
	if at, hash, err := decode(line); err != nil || at.Seq != head.Seq || hash != head.Hash {
		return fmt.Errorf("%w: the last record of %s is not the one its head names", ErrTampered, filepath.Base(l.set.Path))
	}
	return nil
}

// appendSynced writes line at the end, size, and waits for the disk. What it
// cannot write as a whole it takes back: the disk may be full.
func appendSynced(path string, size int64, line []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.WriteAt(line, size); err != nil {
		return errors.Join(err, f.Truncate(size))
	}
	return f.Sync()
}

func fileSize(path string) (int64, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("open audit log: %w", err)
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("open audit log: %s is not a regular file", filepath.Base(path))
	}
	return info.Size(), nil
}
