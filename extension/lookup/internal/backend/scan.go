package backend

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
)

// maxRecord bounds one line or message: the largest batch worth reading.
const maxRecord = 128 << 20

// chunkSize is what one worker reads of a plain file at a time. Tests make it
// small, so that lines lie across every boundary.
var chunkSize int64 = 4 << 20

// task is a part of a file to be read, or a file read from end to end.
type task struct {
	file *os.File
	kind framing
	at   int64 // of a plain file: where this part starts
	size int64
}

// scan calls visit with every block of every file, on all processors, and adds
// up the parts that could not be read. Files that vanish meanwhile, as rotated
// ones do, are left out.
func scan(ctx context.Context, files []string, visit func(block) (bad int)) (bad int, err error) {
	var (
		tasks   = make(chan task)
		wg      sync.WaitGroup
		unread  atomic.Int64
		opened  []*os.File
		workers = runtime.GOMAXPROCS(0)
	)
	for range workers {
		wg.Go(func() {
			w := worker{visit: visit, buf: make([]byte, 0, chunkSize+chunkSize/4)}
			for t := range tasks {
				unread.Add(int64(w.run(ctx, t)))
			}
		})
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			if !errors.Is(err, os.ErrNotExist) {
				unread.Add(1)
			}
			continue
		}
		opened = append(opened, f)
		split(ctx, f, tasks)
	}
	close(tasks)
	wg.Wait()
	for _, f := range opened {
		_ = f.Close() // only read
	}
	if ctx.Err() != nil {
		return 0, &Error{Fault: FaultTimeout}
	}
	return int(unread.Load()), nil
}

// split sends the parts of f: plain lines can be read from anywhere.
func split(ctx context.Context, f *os.File, tasks chan<- task) {
	info, err := f.Stat()
	if err != nil || info.Size() == 0 {
		return
	}
	kind := sniff(f)
	step := info.Size()
	if kind == framingLines {
		step = chunkSize
	}
	for at := int64(0); at < info.Size(); at += step {
		select {
		case <-ctx.Done():
			return
		case tasks <- task{f, kind, at, info.Size()}:
		}
	}
}

type worker struct {
	visit func(block) int
	buf   []byte
}

func (w *worker) run(ctx context.Context, t task) (bad int) {
	if t.kind != framingLines {
		return readFrames(ctx, t, w.visit)
	}
	b, ok := w.lines(t)
	if !ok {
		return 1
	}
	if len(b.text) == 0 {
		return 0
	}
	return w.visit(b)
}

// lines reads the lines that start in the part of t: from after the first line
// end at or behind its start, to the line end at or behind its own end.
func (w *worker) lines(t task) (block, bool) {
	from := t.at
	if from > 0 {
		from-- // a line that starts exactly at t.at is ours
	}
	end := min(t.at+chunkSize, t.size)
	text, err := w.read(t.file, from, end)
	if err != nil {
		return block{}, false
	}
	for end < t.size && bytes.IndexByte(text[max(0, len(text)-1):], '\n') < 0 {
		// The last line goes on. The part it ends in leaves it to us.
		if end-from > maxRecord {
			return block{}, false
		}
		next := min(end+chunkSize/16, t.size)
		more, err := w.readMore(text, t.file, end, next)
		if err != nil {
			return block{}, false
		}
		fresh := more[len(text):]
		text, end = more, next
		if i := bytes.IndexByte(fresh, '\n'); i >= 0 {
			text = text[:len(text)-len(fresh)+i+1]
			break
		}
	}
	w.buf = text[:0]
	if t.at > 0 {
		i := bytes.IndexByte(text, '\n')
		if i < 0 || from+int64(i)+1 >= t.at+chunkSize {
			return block{}, true // no line starts here
		}
		text = text[i+1:]
	}
	return block{formatJSON, text, end == t.size}, true
}

func (w *worker) read(f *os.File, from, end int64) ([]byte, error) {
	return w.readMore(w.buf[:0], f, from, end)
}

// readMore appends the bytes from..end of f to text. A file that was cut short
// meanwhile has what it has.
func (w *worker) readMore(text []byte, f *os.File, from, end int64) ([]byte, error) {
	have, want := len(text), int(end-from)
	if cap(text) < have+want {
		grown := make([]byte, have, 2*(have+want))
		copy(grown, text)
		text = grown
	}
	n, err := f.ReadAt(text[have:have+want], from)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return text[:have+n], nil
}
