package keyring

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// secretText is a secret that looks random, another for each n.
func secretText(n int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "test secret %d", n))
	return "hex:" + hex.EncodeToString(sum[:])
}

// ringText is a keyring file with the keys k1 to kn, all in force from always.
func ringText(n int) string {
	var b strings.Builder
	b.WriteString("keys:\n")
	for i := 1; i <= n; i++ {
		fmt.Fprintf(&b, "  - id: k%d\n    secret: %s\n", i, secretText(i))
	}
	return b.String()
}

// writeRing makes a keyring file in a folder of its own.
func writeRing(tb testing.TB, text string) (path string) {
	tb.Helper()
	path = filepath.Join(tb.TempDir(), "ring.yaml")
	write(tb, path, text)
	return path
}

func write(tb testing.TB, path, text string) {
	tb.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
}

func read(tb testing.TB, path string) string {
	tb.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		tb.Fatal(err)
	}
	return string(text)
}

// ids are the IDs of the ring that the file at path holds.
func ids(tb testing.TB, path string) string {
	tb.Helper()
	ring, err := Load(path)
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for _, k := range ring.Keys() {
		all = append(all, k.ID())
	}
	return strings.Join(all, " ")
}
