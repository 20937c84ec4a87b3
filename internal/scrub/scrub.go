// Package scrub sends the records of OTLP files through a processor and writes
// them in the order in which they came. It holds a bounded number of records,
// whatever the size of the files.
package scrub

import (
	"context"
	"errors"
	"io"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Processor is what records are sent through. It must be safe for concurrent use.
type Processor interface {
	Apply(ctx context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error)
}

// Settings are the choices of a run.
type Settings struct {
	// Workers are how many records are processed at a time; below 1 means 1.
	Workers int
	// Encoding is how records are written.
	Encoding otlpfile.Encoding
	// Done is called after each record that was written, in order. May be nil.
	Done func()
}

// Run reads in to its end and writes every record to out. It stops at the
// first record that cannot be read, processed or written, in the order of the
// file, and returns how many were written before it. A record that cannot be
// read or processed is told by a [*otlpfile.CorruptError].
func Run(ctx context.Context, name string, in *otlpfile.Reader, p Processor, out *otlpfile.Writer, s Settings) (int, error) {
	outer := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	workers := max(s.Workers, 1)
	jobs := make(chan *job)
	// The queue keeps the order; its length bounds what is held.
	queue := make(chan *job, workers)
	var wg sync.WaitGroup
	wg.Go(func() { read(ctx, in, jobs, queue) })
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				j.run(ctx, name, p, s.Encoding)
			}
		})
	}
	written, err := write(queue, out, s.Done)
	cancel()
	for range queue { // lets the reader see the end
	}
	wg.Wait()
	if err == nil {
		err = outer.Err() // the reader stopped early
	}
	return written, err
}

// job is one record on its way.
type job struct {
	record otlpfile.Record
	data   []byte
	err    error
	done   chan struct{}
}

// buffers are those of records that have been processed.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// read hands out records until the file or the run ends.
func read(ctx context.Context, in *otlpfile.Reader, jobs, queue chan<- *job) {
	defer close(jobs)
	defer close(queue)
	for {
		buf := buffers.Get().(*[]byte)
		j := &job{done: make(chan struct{})}
		j.record, j.err = in.Next(*buf)
		if errors.Is(j.err, io.EOF) {
			return
		}
		if j.err != nil {
			close(j.done)
		}
		select {
		case queue <- j:
		case <-ctx.Done():
			return
		}
		if j.err != nil {
			return
		}
		select {
		case jobs <- j:
		case <-ctx.Done():
			j.err = ctx.Err()
			close(j.done)
			return
		}
	}
}

func (j *job) run(ctx context.Context, name string, p Processor, e otlpfile.Encoding) {
	defer close(j.done)
	j.data, j.err = apply(ctx, p, j.record, e)
	if j.err != nil {
		j.err = &otlpfile.CorruptError{File: name, Record: j.record.Number, Offset: j.record.Offset, Reason: j.err.Error()}
	}
	buf := j.record.Data
	j.record.Data = nil
	buffers.Put(&buf)
}

func apply(ctx context.Context, p Processor, r otlpfile.Record, e otlpfile.Encoding) ([]byte, error) {
	t, err := r.Decode()
	if err != nil {
		return nil, err
	}
	if t, err = p.Apply(ctx, t); err != nil {
		return nil, err
	}
	return t.Encode(e)
}

// write writes records as they are done, in the order of the queue.
func write(queue <-chan *job, out *otlpfile.Writer, done func()) (int, error) {
	written := 0
	for j := range queue {
		<-j.done
		if j.err != nil {
			return written, j.err
		}
		if err := out.Write(j.data); err != nil {
			return written, err
		}
		written++
		if done != nil {
			done()
		}
	}
	return written, nil
}
