package otlpfile

import (
	"fmt"
	"os"
	"path/filepath"
)

// Beside is a file that is written next to its final name and takes that name
// only when it is complete. Whatever happens before leaves the old file as it was.
type Beside struct {
	*os.File
	name string
}

// CreateBeside begins a file that only its owner can read.
func CreateBeside(name string) (*Beside, error) {
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s must be a regular file or not exist", name)
	}
	f, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".*.partial")
	if err != nil {
		return nil, err
	}
	return &Beside{File: f, name: name}, nil
}

// Commit puts the file under its final name, once it is safely on the disk.
func (b *Beside) Commit() error {
	if err := b.Sync(); err != nil {
		return err
	}
	if err := b.Close(); err != nil {
		return err
	}
	return os.Rename(b.Name(), b.name)
}

// Abort removes the file. Behind Commit it does nothing.
func (b *Beside) Abort() {
	_ = b.Close()
	_ = os.Remove(b.Name())
}
