package keyring

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"runtime"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// maxFileSize bounds what is read: 1,000 keys take 150 KB.
const maxFileSize = 16 << 20

// Load reads the keyring file at path once.
func Load(path string) (*hashing.Ring, error) {
	f, err := readFile(path)
	if err != nil {
		return nil, err
	}
	ring, err := Parse(f.text)
	if err != nil {
		return nil, fmt.Errorf("read keyring %s: %w", path, err)
	}
	return ring, nil
}

type file struct {
	text []byte
	info fs.FileInfo
}

func readFile(path string) (file, error) {
	f, err := os.Open(path)
	if err != nil {
		return file{}, fmt.Errorf("read keyring: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return file{}, fmt.Errorf("read keyring: %w", err)
	}
	text, err := io.ReadAll(io.LimitReader(f, maxFileSize+1))
	if err != nil {
		return file{}, fmt.Errorf("read keyring: %w", err)
	}
	if len(text) > maxFileSize {
		return file{}, fmt.Errorf("read keyring %s: must be at most %d bytes", path, maxFileSize)
	}
	return file{text, info}, nil
}

// Exposed tells whether a file of that mode can be read by more than its
// owner. Windows keeps no such bits.
func Exposed(mode fs.FileMode) bool {
	const readByOthers = 0o044
	return runtime.GOOS != "windows" && mode.Perm()&readByOthers != 0
}
