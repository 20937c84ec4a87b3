package audit

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Report is what a verification found.
type Report struct {
	// Files and Records were read.
	Files   int
	Records uint64
	// Head is the end of the chain as it was read.
	Head Head
	// Faults say what is wrong, in the order of the log. Empty: the log is whole.
	Faults []Fault
}

// Fault is one place at which the log is not what was written.
type Fault struct {
	// File is a base name; Line counts from 1, 0 if the fault has no line.
	File string
	Line int
	// What says what is wrong with it.
	What string
}

func (f Fault) String() string {
	if f.Line == 0 {
		return fmt.Sprintf("%s: %s", f.File, f.What)
	}
	return fmt.Sprintf("%s:%d: %s", f.File, f.Line, f.What)
}

// maxFaults bounds the report; one reordering makes a handful.
const maxFaults = 100

// Verify reads the log at path and all files set aside, and reports each line
// that was removed, changed, reordered or cut off. anchors are heads noted
// elsewhere ("SEQ:HASH"): each must be met on the way. The error is about
// reading alone; whether the log is whole is in the report.
func Verify(path string, anchors ...string) (Report, error) {
	v := &verifier{anchors: map[uint64]string{}, last: Head{Hash: genesis}}
	for _, a := range anchors {
		var seq uint64
		var hash string
		if n, err := fmt.Sscanf(a, "%d:%64s", &seq, &hash); n != 2 || err != nil || len(hash) != len(genesis) {
			return Report{}, fmt.Errorf("anchor must be SEQ:HASH as logged, got %q", a)
		}
		v.anchors[seq] = hash
	}
	for n := 1; ; n++ {
		aside := rotatedPath(path, n)
		if _, err := os.Lstat(aside); errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err := v.file(aside); err != nil {
			return Report{}, err
		}
		v.last.Rotated = n
	}
	v.last.Size = 0
	if err := v.file(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Report{}, err
	}
	if v.report.Files == 0 {
		return Report{}, fmt.Errorf("no audit log at %s", path)
	}
	if err := v.end(path); err != nil {
		return Report{}, err
	}
	v.report.Head = v.last
	return v.report, nil
}

type verifier struct {
	report  Report
	last    Head
	anchors map[uint64]string
}

func (v *verifier) fault(path string, line int, format string, args ...any) {
	if len(v.report.Faults) < maxFaults {
		v.report.Faults = append(v.report.Faults, Fault{filepath.Base(path), line, fmt.Sprintf(format, args...)})
	}
}

func (v *verifier) file(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("read audit log: %w", err)
	}
	defer f.Close()
	v.report.Files++
	v.last.Size = 0
	in := bufio.NewReaderSize(f, maxLine)
	for n := 1; ; n++ {
		line, err := in.ReadSlice('\n')
		switch {
		case errors.Is(err, io.EOF) && len(line) == 0:
			return nil
		case errors.Is(err, io.EOF):
			v.fault(path, n, "is cut off: the line has no end")
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			v.fault(path, n, "is longer than any record")
			return nil
		case err != nil:
			return fmt.Errorf("read audit log: %w", err)
		}
		v.last.Size += int64(len(line))
		v.line(path, n, line[:len(line)-1])
	}
}

func (v *verifier) line(path string, n int, text []byte) {
	v.report.Records++
	at, hash, err := decode(text)
	if err != nil {
		v.fault(path, n, "%v", err)
		// What follows is judged by its own numbers.
		v.last.Seq, v.last.Hash = v.last.Seq+1, ""
		return
	}
	switch want := v.last.Seq + 1; {
	case at.Seq > want:
		v.fault(path, n, "record %d follows record %d: %d removed or moved", at.Seq, v.last.Seq, at.Seq-want)
	case at.Seq < want:
		v.fault(path, n, "record %d follows record %d: reordered or repeated", at.Seq, v.last.Seq)
	case v.last.Hash != "" && at.Prev != v.last.Hash:
		v.fault(path, n, "record %d does not follow the one before it: that one was replaced", at.Seq)
	}
	if want, ok := v.anchors[at.Seq]; ok {
		delete(v.anchors, at.Seq)
		if want != hash {
			v.fault(path, n, "record %d is not the one that was noted elsewhere", at.Seq)
		}
	}
	v.last.Seq, v.last.Hash = at.Seq, hash
}

// end compares where the chain ended with where it should have.
func (v *verifier) end(path string) error {
	head, found, err := readHead(path)
	switch {
	case errors.Is(err, ErrTampered):
		v.fault(headPath(path), 0, "cannot be read, so records may be missing at the end")
	case err != nil:
		return err
	case !found:
		v.fault(headPath(path), 0, "is missing, so records may be missing at the end")
	case head.Seq > v.last.Seq:
		v.fault(path, 0, "ends at record %d, but record %d was written: the end is missing", v.last.Seq, head.Seq)
	case v.last.Seq > head.Seq+1:
		// A crash leaves one record that the head does not know, never more.
		v.fault(path, 0, "ends at record %d, but only %d were written", v.last.Seq, head.Seq)
	case head.Seq == v.last.Seq && head.Hash != v.last.Hash && v.last.Hash != "":
		v.fault(path, 0, "the last record is not the one that was written")
	}
	for seq := range v.anchors {
		v.fault(path, 0, "record %d was noted elsewhere, but is missing", seq)
	}
	return nil
}
