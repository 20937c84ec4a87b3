package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"privacyctl": main})
}

// TestScripts runs testdata/*.txtar: what a user types, and what comes back.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		UpdateScripts:       os.Getenv("UPDATE_SCRIPTS") != "",
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"noleak": noLeak,
			"mode":   fileMode,
		},
	})
}

// noLeak fails if one of the files (or stdout, stderr) holds a secret of the
// keyring: noleak ring.yaml file...
func noLeak(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: noleak ring.yaml file...")
	}
	secrets := 0
	lines := bufio.NewScanner(strings.NewReader(ts.ReadFile(args[0])))
	for lines.Scan() {
		_, secret, found := strings.Cut(lines.Text(), "secret: hex:")
		if !found {
			continue
		}
		secrets++
		for _, name := range args[1:] {
			if strings.Contains(ts.ReadFile(name), secret) {
				ts.Fatalf("%s holds a secret", name)
			}
		}
	}
	if secrets == 0 {
		ts.Fatalf("%s holds no secret to look for", args[0])
	}
}

// fileMode fails if the file has another mode: mode 600 file.
func fileMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode 600 file")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has mode %s, want %s", args[1], got, args[0])
	}
}

// TestVectors passes the frozen vectors through the command line.
func TestVectors(t *testing.T) {
	text, err := os.ReadFile("../../internal/hashing/testdata/vectors.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		SecretHex string `json:"secret_hex"`
		KeyID     string `json:"key_id"`
		Tenant    string
		Domain    string
		Type      string
		Value     json.RawMessage
		Fold      bool
		Pseudonym string
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, v := range vectors {
		ring := t.TempDir() + "/ring.yaml"
		file := fmt.Sprintf("keys: [{id: %s, secret: 'hex:%s'}]\n", v.KeyID, v.SecretHex)
		if err := os.WriteFile(ring, []byte(file), 0o600); err != nil {
			t.Fatal(err)
		}
		value := string(v.Value) // an integer: what a user types
		switch v.Type {
		case "string":
			if err := json.Unmarshal(v.Value, &value); err != nil {
				t.Fatal(err)
			}
		case "double":
			value = strings.TrimSuffix(value, ".0") // a text "42.0" is not the number 42
		}
		var stdout, stderr strings.Builder
		args := []string{"pseudonym", "--keyring", ring, "--domain", v.Domain, "--tenant", v.Tenant, fmt.Sprintf("--fold=%v", v.Fold)}
		if code := run(args, strings.NewReader(value), &stdout, &stderr); code != 0 || stdout.String() != v.Pseudonym+"\n" {
			t.Errorf("%q: exit %d, got %q, want %q\n%s", value, code, stdout.String(), v.Pseudonym, stderr.String())
		}
	}
}

func TestExitCodes(t *testing.T) {
	t.Chdir(t.TempDir())
	const config = `
processors: {privacy: {keyring: {file: missing.yaml}}}
extensions:
  privacy_lookup:
    keyring: {keys: [{id: k1, secret: "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"}]}
    backends: [{name: files, type: otlp_file, path: collector.yaml}]
    audit: {path: audit.jsonl}
`
	if err := os.WriteFile("collector.yaml", []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		args string
		want int
	}{
		{"", 0},
		{"--help", 0},
		{"keys list --help", 0},
		{"keygen", exitMisused},
		{"keygen --id k1 extra", exitMisused},
		{"keygen --nonsense", exitMisused},
		{"keygen --id K1", exitMisused},
		{"nonsense", exitMisused},
		{"keys nonsense", exitMisused},
		{"keys list", exitMisused},
		{"pseudonym --keyring ring.yaml --domain user usr_k8x9m2", exitMisused},
		{"pseudonym --config collector.yaml --domain usr", exitMisused},
		{"resolve --config collector.yaml --domain usr --ids ids.csv", exitMisused},
		{"lookup --config collector.yaml", exitMisused},
		{"lookup --config collector.yaml --domain usr --reason SHOP-14", exitMisused},
		{"keys list --keyring /does/not/exist", exitFailed},
	} {
		var stdout, stderr strings.Builder
		if got := run(strings.Fields(c.args), strings.NewReader("bob"), &stdout, &stderr); got != c.want {
			t.Errorf("privacyctl %s: exit %d, want %d\n%s", c.args, got, c.want, stderr.String())
		}
		if (c.want != 0) != strings.HasPrefix(stderr.String(), "privacyctl: ") {
			t.Errorf("privacyctl %s: printed %q", c.args, stderr.String())
		}
		if strings.Contains(stderr.String(), "usr_k8x9m2") {
			t.Errorf("privacyctl %s: printed the identifier", c.args)
		}
	}
}
