package otlpfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
)

// nextJSON reads the next JSON object. It finds its end by counting brackets
// outside of strings, so a document may also stand over many lines.
func (f *Reader) nextJSON(buf []byte) (data []byte, start int64, err error) {
	if err := f.skipSpace(); err != nil {
		return nil, 0, err
	}
	start = f.offset
	var scan objectScanner
	for {
		chunk, err := f.chunk()
		if err != nil {
			return nil, 0, f.corrupt(start, reasonOf(err))
		}
		n, state := scan.feed(chunk)
		buf = append(buf, chunk[:n]...)
		_, _ = f.in.Discard(n)
		f.offset += int64(n)
		switch {
		case state == broken:
			return nil, 0, f.corrupt(start, fmt.Sprintf("its JSON breaks off at byte %d", f.offset))
		case len(buf) > MaxRecord:
			return nil, 0, f.corrupt(start, fmt.Sprintf("it must be at most %d bytes long", MaxRecord))
		case state == complete:
			return buf, start, nil
		}
	}
}

// chunk is what lies in the buffer, at least one byte.
func (f *Reader) chunk() ([]byte, error) {
	if f.in.Buffered() == 0 {
		if _, err := f.in.Peek(1); err != nil {
			return nil, err
		}
	}
	return f.in.Peek(f.in.Buffered())
}

// skipSpace goes to the next object, and returns io.EOF if there is none.
func (f *Reader) skipSpace() error {
	if head, _ := f.in.Peek(len(bom)); f.offset == 0 && bytes.Equal(head, bom) {
		_, _ = f.in.Discard(len(bom))
		f.offset += int64(len(bom))
	}
	for {
		chunk, err := f.chunk()
		switch {
		case errors.Is(err, io.EOF):
			return io.EOF
		case err != nil:
			return f.corrupt(f.offset, reasonOf(err))
		}
		rest := bytes.TrimLeft(chunk, " \t\r\n")
		n := len(chunk) - len(rest)
		_, _ = f.in.Discard(n)
		f.offset += int64(n)
		if len(rest) == 0 {
			continue
		}
		if rest[0] != '{' {
			return f.corrupt(f.offset, "a record must begin with {")
		}
		return nil
	}
}

// objectScanner finds the end of one JSON object that comes in pieces.
type objectScanner struct {
	depth    int
	inString bool
	escaped  bool
}

type scanState uint8

const (
	within scanState = iota
	complete
	broken // a string holds a control character, so a line was cut off in it
)

// feed takes the bytes of the object from chunk and tells how many they are.
func (s *objectScanner) feed(chunk []byte) (int, scanState) {
	for i, c := range chunk {
		switch {
		case s.inString:
			switch {
			case s.escaped:
				s.escaped = false
			case c == '\\':
				s.escaped = true
			case c == '"':
				s.inString = false
			case c < ' ':
				return i, broken
			}
		case c == '"':
			s.inString = true
		case c == '{' || c == '[':
			s.depth++
		case c == '}' || c == ']':
			if s.depth--; s.depth == 0 {
				return i + 1, complete
			}
		}
	}
	return len(chunk), within
}
