package redact

import (
	stdflag "flag" // flag is a function of this package
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = stdflag.Bool("update", false, "rewrite the wanted parts of testdata")

// pseudonym has the shape of our own pseudonyms.
var pseudonym = regexp.MustCompile(`^[a-z]+_k1_[a-z2-7]{26}$`)

// testPass replaces as a policy would: some names are secrets, some are identifiers.
func testPass() *Pass {
	return &Pass{
		Replace: func(f Finding, _ string) string {
			if f.Detector == knownDetector.name {
				return f.Domain + "_k1_lhfin5bga4by6bin2xpgu7mzp4"
			}
			if f.Domain != "" {
				return Placeholder(f.Domain)
			}
			return Placeholder(f.Detector)
		},
		Member: func(path, _ string) (string, bool) {
			switch path[strings.LastIndexByte(path, '.')+1:] {
			case "password":
				return Placeholder("secret"), true
			case "user_id", "userId", "recipient_id", "senderId", "person-id", "distinct_id":
				return "user_k1_lhfin5bga4by6bin2xpgu7mzp4", true
			}
			if strings.HasSuffix(path, "user.id") {
				return "user_k1_lhfin5bga4by6bin2xpgu7mzp4", true
			}
			return "", false
		},
	}
}

// scrubAs runs the method that the name of a test file stands for.
func scrubAs(r *Scrubber, file string, p *Pass, key, text string) string {
	switch file {
	case "url", "urlquery":
		return r.URL(p, key, text)
	case "query":
		return r.Query(p, key, text)
	case "baggage":
		return r.Baggage(p, key, text)
	case "tracestate":
		return r.TraceState(p, key, text)
	case "cookie":
		return r.Cookie(p, key, text)
	case "form":
		return r.Form(p, key, text)
	}
	return r.Scrub(p, key, text)
}

// TestData runs every testdata/*.txtar: NAME.in is scrubbed, NAME.want is what must come out; without a NAME.want the
// text must come out as it went in.
func TestData(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatalf("no test data: %v", err)
	}
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	for _, path := range files {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) { runData(t, r, path) })
	}
}

func runData(t *testing.T, r *Scrubber, path string) {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	file := strings.TrimSuffix(filepath.Base(path), ".txtar")
	key := ""
	for line := range strings.Lines(string(archive.Comment)) {
		if k, ok := strings.CutPrefix(line, "key: "); ok {
			key = strings.TrimSpace(k)
		}
	}
	p := testPass()
	if file == "known" {
		p.Known = new(Known)
		for _, id := range []string{"alice", "u-4711", "100234", "bob@example.com"} {
			p.Known.Add(id, "user")
		}
	}
	wants := map[string]string{}
	for _, f := range archive.Files {
		if name, ok := strings.CutSuffix(f.Name, ".want"); ok {
			wants[name] = strings.TrimSuffix(string(f.Data), "\n")
		}
	}
	var out []txtar.File
	for _, f := range archive.Files {
		name, ok := strings.CutSuffix(f.Name, ".in")
		if !ok {
			continue
		}
		in := strings.TrimSuffix(string(f.Data), "\n")
		got := scrubAs(r, file, p, key, in)
		want, changes := wants[name]
		if !changes {
			want = in
		}
		if got != want && !*update {
			t.Errorf("%s: %q = %q, want %q", name, in, got, want)
		}
		if again := scrubAs(r, file, p, key, got); again != got {
			t.Errorf("%s: twice %q, once %q", name, again, got)
		}
		out = append(out, f)
		if got != in {
			out = append(out, txtar.File{Name: name + ".want", Data: []byte(got + "\n")})
		}
	}
	if *update {
		archive.Files = out
		if err := os.WriteFile(path, txtar.Format(archive), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
