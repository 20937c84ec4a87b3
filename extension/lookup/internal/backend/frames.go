package backend

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"os"

	"github.com/klauspost/compress/zstd"
)

// framing is how records follow each other in a file.
type framing uint8

const (
	// framingLines is a JSON object a line, the file exporter's default.
	framingLines framing = iota
	// framingLength puts a 4-byte big-endian length before each record: what the
	// file exporter does with `format: proto` or `compression: zstd`.
	framingLength
	// framingGzip and framingZstd are whole files that a log rotation compressed.
	framingGzip
	framingZstd
)

var (
	gzipMagic = []byte{0x1f, 0x8b}
	zstdMagic = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// sniff tells the framing of f from its first bytes.
func sniff(f *os.File) framing {
	head := make([]byte, 8)
	n, err := f.ReadAt(head, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return framingLines
	}
	return framingOf(head[:n])
}

func framingOf(head []byte) framing {
	switch {
	case bytes.HasPrefix(head, gzipMagic):
		return framingGzip
	case bytes.HasPrefix(head, zstdMagic):
		return framingZstd
	case len(head) > 0 && head[0] == 0:
		return framingLength // no batch is longer than 16 MiB, and no text starts with 0
	}
	return framingLines
}

// readFrames visits a file that can only be read from its start. It returns the
// number of parts that could not be read; behind a broken one there are no more.
func readFrames(ctx context.Context, t task, visit func(block) int) (bad int) {
	in := io.Reader(bufio.NewReaderSize(io.NewSectionReader(t.file, 0, t.size), 1<<20))
	switch t.kind {
	case framingGzip:
		z, err := gzip.NewReader(in)
		if err != nil {
			return 1
		}
		defer z.Close()
		in = z
	case framingZstd:
		z, err := zstd.NewReader(in, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRecord))
		if err != nil {
			return 1
		}
		defer z.Close()
		in = z
	case framingLength:
		return lengthPrefixed(ctx, in, visit)
	case framingLines: // read in parallel, not here
	}
	inner := bufio.NewReaderSize(in, 1<<20)
	if head, _ := inner.Peek(4); framingOf(head) == framingLength {
		return lengthPrefixed(ctx, inner, visit)
	}
	return lineByLine(ctx, inner, visit)
}

func lineByLine(ctx context.Context, in *bufio.Reader, visit func(block) int) (bad int) {
	for ctx.Err() == nil {
		line, err := readLine(in)
		if len(line) > 0 {
			bad += visit(block{formatJSON, line, err != nil})
		}
		if errors.Is(err, io.EOF) {
			return bad
		}
		if err != nil {
			return bad + 1
		}
	}
	return bad
}

// readLine is ReadBytes with a bound.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := in.ReadSlice('\n')
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
		if len(line) > maxRecord {
			return nil, bufio.ErrTooLong
		}
	}
}

func lengthPrefixed(ctx context.Context, in io.Reader, visit func(block) int) (bad int) {
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxRecord))
	if err != nil {
		return 1
	}
	defer z.Close()
	var prefix [4]byte
	var frame, plain []byte
	for ctx.Err() == nil {
		if _, err := io.ReadFull(in, prefix[:]); err != nil {
			if errors.Is(err, io.EOF) {
				return bad
			}
			return bad + 1
		}
		size := binary.BigEndian.Uint32(prefix[:])
		if size > maxRecord {
			return bad + 1
		}
		if uint32(cap(frame)) < size {
			frame = make([]byte, size)
		}
		frame = frame[:size]
		if _, err := io.ReadFull(in, frame); err != nil {
			return bad // the exporter is in the middle of it
		}
		text := frame
		if bytes.HasPrefix(frame, zstdMagic) {
			if plain, err = z.DecodeAll(frame, plain[:0]); err != nil {
				bad++
				continue
			}
			text = plain
		}
		f := formatProto
		if len(text) > 0 && text[0] == '{' {
			f = formatJSON
		}
		bad += visit(block{f, text, false})
	}
	return bad
}
