//go:build unix

package keyring

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// killEnv makes the test binary a process that adds a key and kills itself:
// "path step bytes".
const killEnv = "KEYRING_TEST_KILL"

func TestMain(m *testing.M) {
	if order, ok := os.LookupEnv(killEnv); ok {
		var path string
		var step, bytes int
		if _, err := fmt.Sscan(order, &path, &step, &bytes); err != nil {
			panic(err)
		}
		dieAt(step, bytes)
		if err := Update(path, func(d *Document) error { d.Add("k3", secretText(3), time.Time{}); return nil }); err != nil {
			panic(err)
		}
		return
	}
	m.Run()
}

// mortalSteps is how many steps there are to be killed before: create, write,
// two times sync, rename, and none.
const mortalSteps = 6

// dieAt replaces the disk by one that kills the process before its step with
// that number, or, if that is the write, after some bytes of it.
func dieAt(step, bytes int) {
	whole := disk
	count := 0
	reached := func() bool {
		count++
		return count-1 == step
	}
	mortal := func() {
		if reached() {
			die()
		}
	}
	disk = steps{
		create: func(path string) (*os.File, error) { mortal(); return whole.create(path) },
		write: func(f *os.File, text []byte) error {
			if reached() {
				_ = whole.write(f, text[:min(bytes, len(text))])
				die()
			}
			return whole.write(f, text)
		},
		sync:   func(f *os.File) error { mortal(); return whole.sync(f) },
		rename: func(from, to string) error { mortal(); return whole.rename(from, to) },
	}
}

// die is what the kernel does to a process that must go: nothing of it runs
// any more.
func die() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// Killed at any point, adding a key leaves the old ring or the new one, and
// whoever comes next can change it.
func TestKilledAnywhere(t *testing.T) {
	points := 1000
	if testing.Short() {
		points = 50
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	length := len(ringText(3))
	random := rand.New(rand.NewPCG(1, 2))
	type point struct{ step, bytes int }
	todo := make(chan point)
	var before, after, finished atomic.Int64
	var workers sync.WaitGroup
	for range 4 {
		folder := t.TempDir()
		workers.Go(func() {
			for p := range todo {
				path := filepath.Join(folder, "ring.yaml")
				write(t, path, ringText(2))
				child := exec.Command(self)
				child.Env = append(os.Environ(), fmt.Sprintf("%s=%s %d %d", killEnv, path, p.step, p.bytes))
				out, err := child.CombinedOutput()
				if exit := (*exec.ExitError)(nil); err == nil {
					finished.Add(1)
				} else if !errors.As(err, &exit) || !exit.Sys().(syscall.WaitStatus).Signaled() {
					t.Errorf("killed at %+v: %v\n%s", p, err, out)
					continue
				}
				switch got := read(t, path); got {
				case ringText(2):
					before.Add(1)
				case ringText(3):
					after.Add(1)
				default:
					t.Errorf("killed at %+v: the file is %q", p, got)
				}
				addKey(t, path, "k4")
				if got := ids(t, path); !strings.HasPrefix(got, "k1 k2 ") || !strings.HasSuffix(got, " k4") {
					t.Errorf("killed at %+v, then added k4: got %q", p, got)
				}
			}
		})
	}
	for range points {
		todo <- point{random.IntN(mortalSteps), random.IntN(length + 1)}
	}
	close(todo)
	workers.Wait()
	t.Logf("%d times the old ring, %d times the new one, %d of them not killed", before.Load(), after.Load(), finished.Load())
	if before.Load() == 0 || after.Load() == 0 || finished.Load() == int64(points) {
		t.Error("the points do not cover both sides of the change")
	}
}
