package otlpfile

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Reader reads the records of one file. It is not safe for concurrent use.
type Reader struct {
	name   string
	format Format
	source *counter
	in     *bufio.Reader
	unpack *zstd.Decoder // of single records
	close  func()

	offset int64 // of the next byte, unpacked
	number int
	done   bool
}

const bufferSize = 256 << 10

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
	bom       = []byte{0xef, 0xbb, 0xbf}
)

// counter counts what was taken from the file as it lies on the disk.
type counter struct {
	r io.Reader
	n atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
	return n, err
}

// NewReader finds out what r holds. The name is for errors only. An empty file
// is one without records.
func NewReader(name string, r io.Reader) (*Reader, error) {
	f := &Reader{name: name, source: &counter{r: r}, close: func() {}}
	f.in = bufio.NewReaderSize(f.source, bufferSize)
	if err := f.unwrap(); err != nil {
		return nil, err
	}
	return f, f.sniff()
}

// unwrap puts the unpacking of the whole file before the reader.
func (f *Reader) unwrap() error {
	head, _ := f.in.Peek(len(zstdMagic))
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		z, err := gzip.NewReader(f.in)
		if err != nil {
			return f.corrupt(0, "its gzip header is broken")
		}
		f.format.Compression, f.in = Gzip, bufio.NewReaderSize(z, bufferSize)
	case bytes.HasPrefix(head, zstdMagic):
		z, err := zstd.NewReader(f.in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(MaxRecord))
		if err != nil {
			return fmt.Errorf("read %s: %w", f.name, err)
		}
		f.format.Compression, f.in, f.close = Zstd, bufio.NewReaderSize(z, bufferSize), z.Close
	}
	return nil
}

// sniff tells the framing from the first bytes. A length of four bytes is told
// from a protobuf tag by its size: 0x0a as its first byte would be more than
// MaxRecord.
func (f *Reader) sniff() error {
	head, err := f.in.Peek(9)
	if err != nil && !errors.Is(err, io.EOF) {
		return f.corrupt(0, reasonOf(err))
	}
	text := bytes.TrimLeft(bytes.TrimPrefix(head, bom), " \t\r\n")
	switch {
	case len(head) == 0 || len(text) == 0 || text[0] == '{':
		f.format.Encoding, f.format.Framing = JSON, Lines
	case head[0] == firstTag:
		f.format.Encoding, f.format.Framing = Proto, Single
	case len(head) < 4 || binary.BigEndian.Uint32(head) > MaxRecord:
		return f.corrupt(0, "it is neither OTLP JSON nor length-delimited protobuf")
	default:
		f.format.Encoding, f.format.Framing = Proto, Delimited
		if body := head[4:]; bytes.HasPrefix(body, zstdMagic) {
			f.format.Packed = Zstd
			return f.sniffPacked()
		} else if len(body) > 0 && body[0] == '{' {
			f.format.Encoding = JSON
		}
	}
	return nil
}

// firstTag begins each OTLP message: field 1 (resource_spans and its like),
// length-delimited.
const firstTag = 0x0a

// sniffPacked unpacks the head of the first record to see what it holds.
func (f *Reader) sniffPacked() error {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(MaxRecord))
	if err != nil {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	f.unpack = d
	head, _ := f.in.Peek(bufferSize)
	one, err := zstd.NewReader(bytes.NewReader(head[4:]), zstd.WithDecoderConcurrency(1))
	if err != nil {
		return fmt.Errorf("read %s: %w", f.name, err)
	}
	defer one.Close()
	var first [1]byte
	if n, _ := one.Read(first[:]); n == 1 && first[0] == '{' {
		f.format.Encoding = JSON
	}
	return nil
}

// Format tells what the file is.
func (f *Reader) Format() Format { return f.format }

// Consumed is how many bytes of the file, as it lies on the disk, were read. It
// may be asked while another goroutine reads.
func (f *Reader) Consumed() int64 { return f.source.n.Load() }

// Close frees what unpacking holds. It does not close the source.
func (f *Reader) Close() {
	f.close()
	if f.unpack != nil {
		f.unpack.Close()
	}
}

// Next reads the next record into buf, which it may grow, and returns io.EOF
// behind the last one. A [*CorruptError] ends the file.
func (f *Reader) Next(buf []byte) (Record, error) {
	if f.done {
		return Record{}, io.EOF
	}
	f.number++
	var (
		data  []byte
		start int64
		err   error
	)
	switch f.format.Framing {
	case Lines:
		data, start, err = f.nextJSON(buf[:0])
	case Delimited:
		data, start, err = f.nextDelimited(buf[:0])
	default:
		data, err = f.all(buf[:0])
	}
	if err != nil {
		f.done = true
		return Record{}, err
	}
	r := Record{Data: data, Encoding: f.format.Encoding, Number: f.number, Offset: start}
	if r.Signal, err = signalOf(r); err != nil {
		f.done = true
		return Record{}, f.corrupt(start, err.Error())
	}
	return r, nil
}

func (f *Reader) corrupt(offset int64, reason string) error {
	return &CorruptError{File: f.name, Record: max(f.number, 1), Offset: offset, Reason: reason}
}

// reasonOf is an error of reading in words that do not depend on the content.
func reasonOf(err error) string {
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "the file ends within the record: it is truncated"
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zstd.ErrCRCMismatch):
		return "the checksum of its compression does not fit: it is damaged"
	case errors.Is(err, gzip.ErrHeader):
		return "its gzip header is broken"
	default:
		return "it cannot be read or unpacked: " + err.Error()
	}
}

// nextDelimited reads a length and as many bytes.
func (f *Reader) nextDelimited(buf []byte) (data []byte, start int64, err error) {
	start = f.offset
	var length [4]byte
	n, err := io.ReadFull(f.in, length[:])
	if errors.Is(err, io.EOF) && n == 0 {
		return nil, 0, io.EOF
	}
	if err != nil {
		return nil, 0, f.corrupt(start, reasonOf(err))
	}
	size := int(binary.BigEndian.Uint32(length[:]))
	if size > MaxRecord {
		return nil, 0, f.corrupt(start, fmt.Sprintf("its length must be at most %d bytes, got %d", MaxRecord, size))
	}
	if buf, err = f.readN(buf, size); err != nil {
		return nil, 0, f.corrupt(start, reasonOf(err))
	}
	f.offset += int64(len(length) + size)
	if f.format.Packed == Zstd {
		if buf, err = f.unpack.DecodeAll(buf, nil); err != nil {
			return nil, 0, f.corrupt(start, "its zstd frame is damaged")
		}
	}
	return buf, start, nil
}

// readN reads size bytes in steps, so that a length that lies costs no memory.
func (f *Reader) readN(buf []byte, size int) ([]byte, error) {
	for len(buf) < size {
		step := min(size-len(buf), max(len(buf), bufferSize))
		at := len(buf)
		buf = append(buf, make([]byte, step)...)
		if _, err := io.ReadFull(f.in, buf[at:]); err != nil {
			return nil, err
		}
	}
	return buf, nil
}

// all reads a file that is one message.
func (f *Reader) all(buf []byte) ([]byte, error) {
	f.done = true
	b := bytes.NewBuffer(buf)
	n, err := io.Copy(b, io.LimitReader(f.in, MaxRecord+1))
	switch {
	case err != nil:
		return nil, f.corrupt(0, reasonOf(err))
	case n > MaxRecord:
		return nil, f.corrupt(0, fmt.Sprintf("it must be at most %d bytes long", MaxRecord))
	}
	f.offset = n
	return b.Bytes(), nil
}
