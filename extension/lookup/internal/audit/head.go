package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Head is the end of the chain.
type Head struct {
	// Seq is the number of records, from 1 and over all rotated files.
	Seq uint64 `json:"seq"`
	// Hash is that of the last record.
	Hash string `json:"hash"`
	// Size is the length in bytes of the file in use.
	Size int64 `json:"size"`
	// Rotated is the number of files that were set aside.
	Rotated int `json:"rotated"`
}

// String is the form in which a head is logged and compared: "SEQ:HASH".
func (h Head) String() string { return fmt.Sprintf("%d:%s", h.Seq, h.Hash) }

func headPath(path string) string { return path + ".head" }

// readHead returns the head beside the log at path, and whether there is one.
func readHead(path string) (Head, bool, error) {
	text, err := os.ReadFile(headPath(path))
	if errors.Is(err, fs.ErrNotExist) {
		return Head{Hash: genesis}, false, nil
	}
	if err != nil {
		return Head{}, false, fmt.Errorf("read audit head: %w", err)
	}
	var h Head
	if err := json.Unmarshal(text, &h); err != nil || len(h.Hash) != len(genesis) {
		return Head{}, false, fmt.Errorf("%w: %s cannot be read", ErrTampered, filepath.Base(headPath(path)))
	}
	return h, true, nil
}

// writeHead replaces the head as a whole: a crash leaves the old or the new one.
func writeHead(path string, h Head) error {
	text, err := json.Marshal(h)
	if err != nil {
		return fmt.Errorf("encode audit head: %w", err)
	}
	beside := headPath(path) + ".new"
	if err := writeSynced(beside, append(text, '\n')); err != nil {
		return fmt.Errorf("write audit head: %w", err)
	}
	if err := os.Rename(beside, headPath(path)); err != nil {
		return fmt.Errorf("write audit head: %w", err)
	}
	return nil
}

func writeSynced(path string, text []byte) (err error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if _, err := f.Write(text); err != nil {
		return err
	}
	return f.Sync()
}

// rotatedPath is the name of the nth file set aside: log-000001.jsonl.
func rotatedPath(path string, n int) string {
	ext := filepath.Ext(path)
	return fmt.Sprintf("%s-%06d%s", strings.TrimSuffix(path, ext), n, ext)
}
