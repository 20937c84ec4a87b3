package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"runtime"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// batchSize is how many identifiers a worker takes at once.
const batchSize = 1024

// join recomputes the pseudonyms of a stream of identifiers and writes those
// that are wanted. It holds a few batches at a time, however long the stream.
type join struct {
	subkeys []*hashing.Subkey
	fold    bool
	column  int // from 0
	wanted  map[string]bool
}

// batch is a part of the stream on its way from the reader through a worker
// to the writer.
type batch struct {
	ids   []string
	found chan []match
}

type match struct{ pseudonym, id string }

// run reads identifiers until the end, or until all that is wanted is found,
// and returns how much was. Workers share the batches; the writer takes them
// in the order of the file.
func (j *join) run(in io.Reader, out io.Writer) (resolved int, err error) {
	workers := runtime.GOMAXPROCS(0)
	var (
		todo    = make(chan batch, workers)
		ordered = make(chan batch, 2*workers)
		stop    = make(chan struct{})
		readErr error
		running sync.WaitGroup
	)
	running.Go(func() {
		defer close(todo)
		defer close(ordered)
		readErr = j.read(in, func(ids []string) bool {
			b := batch{ids, make(chan []match, 1)}
			select {
			case <-stop:
				return false
			case ordered <- b:
			}
			todo <- b
			return true
		})
	})
	for range workers {
		running.Go(func() {
			for b := range todo {
				b.found <- j.match(b.ids)
			}
		})
	}
	resolved, err = j.write(ordered, out, stop)
	running.Wait()
	return resolved, errors.Join(readErr, err)
}

// read gives the identifiers of the column in batches to next, until it
// returns false.
func (j *join) read(in io.Reader, next func(ids []string) bool) error {
	r := csv.NewReader(withoutMark(in))
	r.FieldsPerRecord = -1
	r.LazyQuotes = true
	r.ReuseRecord = true
	ids := make([]string, 0, batchSize)
	for {
		record, err := r.Read()
		if errors.Is(err, io.EOF) {
			if len(ids) > 0 {
				next(ids)
			}
			return nil
		}
		if err != nil {
			return fmt.Errorf("read identifiers: %w", err)
		}
		if len(record) <= j.column {
			line, _ := r.FieldPos(0)
			return hint(fmt.Errorf("read identifiers: line %d must have %d columns, got %d", line, j.column+1, len(record)),
				"choose the column of the identifiers with --column")
		}
		ids = append(ids, record[j.column])
		if len(ids) == batchSize {
			if !next(ids) {
				return nil
			}
			ids = make([]string, 0, batchSize)
		}
	}
}

// withoutMark drops the byte order mark that spreadsheets put first, so that
// the first identifier is not another one.
func withoutMark(in io.Reader) io.Reader {
	const mark = "\ufeff"
	r := bufio.NewReader(in)
	if start, _ := r.Peek(len(mark)); string(start) == mark {
		_, _ = r.Discard(len(mark))
	}
	return r
}

func (j *join) match(ids []string) []match {
	var found []match
	for _, id := range ids {
		canonical := hashing.Canonical(id, j.fold)
		for _, s := range j.subkeys {
			if p := s.Pseudonym(canonical); j.wanted[p] {
				found = append(found, match{p, id})
			}
		}
	}
	return found
}

// write writes each pseudonym once, and closes stop as soon as there is no
// more to do.
func (j *join) write(batches <-chan batch, out io.Writer, stop chan<- struct{}) (resolved int, err error) {
	w := csv.NewWriter(out)
	written := make(map[string]bool, len(j.wanted))
	stopped := false
	for b := range batches {
		for _, m := range <-b.found {
			if !written[m.pseudonym] {
				written[m.pseudonym] = true
				_ = w.Write([]string{m.pseudonym, m.id}) // its error stays in w
			}
		}
		if !stopped && (len(written) == len(j.wanted) || w.Error() != nil) {
			close(stop)
			stopped = true
		}
	}
	w.Flush()
	return len(written), w.Error()
}
