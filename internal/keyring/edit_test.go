package keyring

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestCreate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "ring.yaml")
	d := New()
	d.Add("k1", secretText(1), time.Time{})
	if err := Create(path, d); err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(header, "keys: []\n", "keys:\n  - id: k1\n    secret: "+secretText(1)+"\n", 1)
	if got := read(t, path); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := mode(t, path); got != 0o600 && runtime.GOOS != "windows" {
		t.Errorf("mode %v, want 0600", got)
	}
	if err := Create(path, d); !errors.Is(err, ErrExists) {
		t.Errorf("created it again: %v", err)
	}
	if err := Create(filepath.Join(t.TempDir(), "ring.yaml"), New()); err == nil ||
		err.Error() != "write keyring: keys: must hold at least one key that is not revoked, got 0 keys" {
		t.Errorf("created an empty ring: %v", err)
	}
}

func mode(t *testing.T, path string) fs.FileMode {
	t.Helper()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return info.Mode().Perm()
}

func TestNewSecret(t *testing.T) {
	if a, b := NewSecret(), NewSecret(); a == b || len(a) != len("hex:")+64 {
		t.Error("secrets must be new, and of 32 bytes")
	}
}

func TestUpdateKeepsWhatItDoesNotChange(t *testing.T) {
	before := `# The platform team owns this file.
keys:
  # made by Ada
  - id: k1
    secret: "` + secretText(1) + `" # in the vault too
    revoked: false # not yet
  # the next
  - id: k2
    secret: ` + secretText(2) + `
    active_from: 2026-01-01
`
	path := writeRing(t, before)
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	err := Update(path, func(d *Document) error {
		if !d.Revoke("k1") {
			t.Error("k1 must be there")
		}
		d.Add("k3", secretText(3), time.Date(2026, 7, 1, 2, 0, 0, 0, time.FixedZone("CEST", 2*60*60)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Replace(before, "revoked: false", "revoked: true", 1) +
		"  - id: k3\n    secret: " + secretText(3) + "\n    active_from: 2026-07-01T00:00:00Z\n"
	if got := read(t, path); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := mode(t, path); got != 0o640 && runtime.GOOS != "windows" {
		t.Errorf("mode %v, want 0640 as before", got)
	}
	if _, err := os.Stat(path + ".new"); !os.IsNotExist(err) {
		t.Errorf("the new file was left: %v", err)
	}
}

func TestUpdateOfFlowStyle(t *testing.T) {
	path := writeRing(t, "keys: [{id: k1, secret: '"+secretText(1)+"'}]\n")
	err := Update(path, func(d *Document) error {
		d.Add("k2", secretText(2), time.Time{})
		d.Revoke("k1")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "keys:\n  - {id: k1, secret: '" + secretText(1) + "', revoked: true}\n  - id: k2\n    secret: " + secretText(2) + "\n"
	if got := read(t, path); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestUpdateTouchesNothing(t *testing.T) {
	failure := errors.New("changed my mind")
	for name, c := range map[string]struct {
		change func(*Document) error
		want   string
	}{
		"that changes nothing":      {func(*Document) error { return nil }, ""},
		"that revokes again":        {func(d *Document) error { d.Revoke("k1"); return nil }, ""},
		"that finds no such key":    {func(d *Document) error { d.Revoke("k3"); return nil }, ""},
		"that fails":                {func(d *Document) error { d.Revoke("k2"); return failure }, "changed my mind"},
		"that leaves no key":        {func(d *Document) error { d.Revoke("k2"); return nil }, "write keyring: keys: must hold at least one key that is not revoked, got 2 keys"},
		"that adds a key twice":     {func(d *Document) error { d.Add("k1", secretText(3), time.Time{}); return nil }, `write keyring: keys: id must be unique, got "k1" twice`},
		"that adds a poor secret":   {func(d *Document) error { d.Add("k3", "hex:00", time.Time{}); return nil }, "write keyring: keys::2 (line 7): secret must be at least 32 bytes, got 1"},
		"that adds what is no name": {func(d *Document) error { d.Add("K 3", secretText(3), time.Time{}); return nil }, `write keyring: keys::2 (line 7): id must match [a-z0-9][a-z0-9-]*, got "K 3"`},
	} {
		t.Run(name, func(t *testing.T) {
			before := "keys:\n  - id: k1\n    secret: " + secretText(1) + "\n    revoked: true\n  - id: k2\n    secret: " + secretText(2) + "\n"
			path := writeRing(t, before)
			info, err := os.Stat(path)
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			if err := Update(path, c.change); err != nil {
				got = err.Error()
			}
			if got != c.want {
				t.Errorf("error %q, want %q", got, c.want)
			}
			after, err := os.Stat(path)
			if err != nil || !os.SameFile(info, after) || read(t, path) != before {
				t.Errorf("the file was touched: %v", err)
			}
		})
	}
}

func TestUpdateRefusesBadFiles(t *testing.T) {
	keep := func(*Document) error { return nil }
	missing := filepath.Join(t.TempDir(), "ring.yaml")
	if err := Update(missing, keep); err == nil || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("missing file: %v", err)
	}
	for _, text := range []string{"", "keys: []", "keys: {", "keys: [k1]", "keys: [{id: k1, secret: x}]"} {
		if err := Update(writeRing(t, text), keep); err == nil {
			t.Errorf("accepted the file %q", text)
		}
	}
}

// A ring whose keys are all revoked is invalid, and adding a key mends it.
func TestUpdateMends(t *testing.T) {
	path := writeRing(t, "keys: [{id: k1, secret: '"+secretText(1)+"', revoked: true}]")
	addKey(t, path, "k2")
	if got := ids(t, path); got != "k1 k2" {
		t.Errorf("got %q, want k1 k2", got)
	}
}

func TestUpdateFollowsLinks(t *testing.T) {
	target := writeRing(t, ringText(1))
	path := filepath.Join(t.TempDir(), "ring.yaml")
	symlink(t, target, path)
	addKey(t, path, "k2")
	if info, err := os.Lstat(path); err != nil || info.Mode()&fs.ModeSymlink == 0 {
		t.Errorf("the link was replaced: %v", err)
	}
	if got := ids(t, target); got != "k1 k2" {
		t.Errorf("got %q, want k1 k2", got)
	}
}

func TestDocumentKey(t *testing.T) {
	d, err := parseDocument([]byte("keys: [1, {id: k1, secret: '" + secretText(1) + "'}, {id: k2}]"))
	if err != nil {
		t.Fatal(err)
	}
	if k, err := d.Key("k1"); err != nil || k.ID() != "k1" {
		t.Errorf("k1: %v, %v", k, err)
	}
	if k, err := d.Key("k2"); err == nil {
		t.Errorf("k2: %v has no secret", k)
	}
	if k, err := d.Key("k3"); err != nil || k != nil {
		t.Errorf("k3: %v, %v", k, err)
	}
}

// No change is lost when several are made at once.
func TestConcurrentUpdates(t *testing.T) {
	const n = 20
	path := writeRing(t, ringText(1))
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			err := Update(path, func(d *Document) error {
				d.Add(fmt.Sprintf("n%d", i), NewSecret(), time.Time{})
				return nil
			})
			if err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	got := strings.Fields(ids(t, path))
	slices.Sort(got)
	if got = slices.Compact(got); len(got) != n+1 {
		t.Errorf("got %d keys, want %d", len(got), n+1)
	}
}

// Each step may fail: the error says so, the old file stays, nothing is left
// beside it.
func TestStepsFail(t *testing.T) {
	failure := errors.New("no space left on device")
	for name, spoil := range map[string]func(*steps){
		"create": func(s *steps) { s.create = func(string) (*os.File, error) { return nil, failure } },
		"write": func(s *steps) {
			s.write = func(f *os.File, text []byte) error {
				return errors.Join(disk.write(f, text[:len(text)/2]), failure)
			}
		},
		"sync":   func(s *steps) { s.sync = func(*os.File) error { return failure } },
		"rename": func(s *steps) { s.rename = func(string, string) error { return failure } },
	} {
		t.Run(name, func(t *testing.T) {
			path := writeRing(t, ringText(1))
			s := disk
			spoil(&s)
			if err := replace(s, path, []byte(ringText(2)), nil); err == nil || err.Error() != "write keyring: no space left on device" {
				t.Errorf("got %v", err)
			}
			if got := read(t, path); got != ringText(1) {
				t.Errorf("the file was changed to %q", got)
			}
			if _, err := os.Stat(path + ".new"); !os.IsNotExist(err) {
				t.Errorf("the new file was left: %v", err)
			}
		})
	}
}

// The text is on the disk before the name points to it, and the name before
// the command says that it is done.
func TestOrderOfSteps(t *testing.T) {
	var order []string
	s := disk
	s.write = func(f *os.File, text []byte) error { order = append(order, "write"); return disk.write(f, text) }
	s.sync = func(f *os.File) error {
		order = append(order, "sync "+filepath.Base(f.Name()))
		return disk.sync(f)
	}
	s.rename = func(from, to string) error { order = append(order, "rename"); return disk.rename(from, to) }
	path := writeRing(t, ringText(1))
	if err := replace(s, path, []byte(ringText(2)), nil); err != nil {
		t.Fatal(err)
	}
	want := []string{"write", "sync ring.yaml.new", "rename", "sync " + filepath.Base(filepath.Dir(path))}
	if runtime.GOOS != "windows" && !slices.Equal(order, want) {
		t.Errorf("got %q, want %q", order, want)
	}
}
