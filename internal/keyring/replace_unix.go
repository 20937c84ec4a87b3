//go:build unix

package keyring

import (
	"io/fs"
	"os"
	"syscall"
)

func chownLike(f *os.File, like fs.FileInfo) error {
	want, ok := like.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if got, ok := info.Sys().(*syscall.Stat_t); ok && got.Uid == want.Uid && got.Gid == want.Gid {
		return nil // only root may do what is not needed
	}
	return f.Chown(int(want.Uid), int(want.Gid))
}

// syncFolder makes a rename in the folder last.
func syncFolder(d steps, path string) error {
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return d.sync(folder)
}
