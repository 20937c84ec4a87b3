package keyring

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// steps are the calls that change the disk. Tests stop the process between
// and within them.
type steps struct {
	create func(path string) (*os.File, error)
	write  func(f *os.File, text []byte) error
	sync   func(f *os.File) error
	rename func(from, to string) error
}

var disk = steps{
	create: func(path string) (*os.File, error) {
		// A file of that name is left over from a process that was killed: the
		// lock keeps all others away. Exclusive, so that nobody can put a link
		// there.
		if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
		return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, newFileMode)
	},
	write:  func(f *os.File, text []byte) error { _, err := f.Write(text); return err },
	sync:   (*os.File).Sync,
	rename: os.Rename,
}

// replace gives the file at path a new text at one instant: the text is on
// the disk before the name points to it. like is the file that is replaced;
// mode and owner are kept. It is nil for a new file. The caller holds the
// lock.
func replace(d steps, path string, text []byte, like fs.FileInfo) (err error) {
	beside := path + ".new"
	f, err := d.create(beside)
	if err != nil {
		return fmt.Errorf("write keyring: %w", err)
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(beside)
			err = fmt.Errorf("write keyring: %w", err)
		}
	}()
	if err := keepOwner(f, like); err != nil {
		return err
	}
	if err := d.write(f, text); err != nil {
		return err
	}
	if err := d.sync(f); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if err := d.rename(beside, path); err != nil {
		return err
	}
	return syncFolder(d, filepath.Dir(path))
}

// keepOwner gives f the owner and mode of the file that it will replace: the
// collector, which may run as another user, must still be able to read it.
func keepOwner(f *os.File, like fs.FileInfo) error {
	if like == nil {
		return nil
	}
	if err := chownLike(f, like); err != nil {
		return err
	}
	return f.Chmod(like.Mode().Perm())
}
