package otlpfile

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// Writer writes records in a format. It is not safe for concurrent use.
type Writer struct {
	format Format
	out    *bufio.Writer
	pack   io.Closer // of the file; nil if plain
	single *zstd.Encoder
}

// NewWriter begins a file. Close ends it, and leaves w open.
func NewWriter(w io.Writer, format Format) (*Writer, error) {
	f := &Writer{format: format}
	switch format.Compression {
	case None:
	case Gzip:
		z := gzip.NewWriter(w)
		f.pack, w = z, z
	case Zstd:
		z, err := zstd.NewWriter(w, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		f.pack, w = z, z
	}
	if format.Packed == Zstd {
		z, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
		if err != nil {
			return nil, err
		}
		f.single = z
	}
	f.out = bufio.NewWriterSize(w, bufferSize)
	return f, nil
}

// Write writes one encoded record.
func (f *Writer) Write(data []byte) error {
	if f.single != nil {
		data = f.single.EncodeAll(data, nil)
	}
	if f.format.Framing == Delimited {
		if len(data) > MaxRecord {
			return fmt.Errorf("a record must be at most %d bytes, got %d", MaxRecord, len(data))
		}
		var length [4]byte
		binary.BigEndian.PutUint32(length[:], uint32(len(data)))
		if _, err := f.out.Write(length[:]); err != nil {
			return err
		}
	}
	if _, err := f.out.Write(data); err != nil {
		return err
	}
	if f.format.Framing == Lines {
		return f.out.WriteByte('\n')
	}
	return nil
}

// Close writes what is still held.
func (f *Writer) Close() error {
	if err := f.out.Flush(); err != nil {
		return err
	}
	if f.single != nil {
		_ = f.single.Close()
	}
	if f.pack != nil {
		return f.pack.Close()
	}
	return nil
}
