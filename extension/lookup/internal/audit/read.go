package audit

import (
	"bytes"
	"fmt"
	"os"
)

// maxLine bounds one record. The longest part of one is its pseudonyms: 1,000
// keys make about 40 KiB of them.
const maxLine = 1 << 20

// lastLine returns the line that ends at offset end.
func lastLine(path string, end int64) ([]byte, error) {
	lines, err := tail(path, end, 1)
	if err != nil {
		return nil, err
	}
	if len(lines) == 0 {
		return nil, fmt.Errorf("%w: the file holds no record", ErrTampered)
	}
	return lines[0], nil
}

// Tail returns up to n of the last records of the file in use, oldest first.
func (l *Log) Tail(n int) ([][]byte, error) {
	head, err := l.Head()
	if err != nil {
		return nil, err
	}
	return tail(l.set.Path, head.Size, n)
}

func tail(path string, end int64, n int) ([][]byte, error) {
	if end == 0 || n <= 0 {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	defer f.Close()
	size := min(end, maxLine)
	text := make([]byte, size)
	if _, err := f.ReadAt(text, end-size); err != nil {
		return nil, fmt.Errorf("read audit log: %w", err)
	}
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	if size < end && len(lines) > 1 {
		lines = lines[1:] // it began before the part that was read
	}
	return lines[max(0, len(lines)-n):], nil
}
