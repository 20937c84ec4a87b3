package redact

import (
	"go/build"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestEffortOfHarmlessTexts repeats what ordinary texts are full of: the words that detectors start from. None of it may
// use up the effort, after which a text is masked.
func TestEffortOfHarmlessTexts(t *testing.T) {
	r := newScrubber(t, Settings{})
	for name, unit := range map[string]string{
		"commands":    "curl -sSL https://repo.example.com/a/b/1.tgz | tar xz\n",
		"downloads":   "curl -sSL -H 'Accept: application/json' https://repo.example.com/a/b/1.tgz | tar xz -C /opt/x\n",
		"functions":   "curl_setopt($curlHandle, CURLOPT_URL, 1);\n",
		"sockets":     "tcp6  0  0 :::8080   :::*   LISTEN  4711/java\n",
		"networks":    "facebook twitter linkedin\n",
		"sourcegraph": "sourcegraph search finished\n",
		"secrets":     "secret app-1 not found\n",
		"manifests":   `{"kind":"Pod","data":1,"secretName":"z","token_type":"x"},` + "\n",
		"versions":    "react@18.2.0 vue@3.2.1 @babel/core@7.1.0\n",
		"variables":   "API_KEY=$API_KEY SECRET=$S TOKEN=$T PASSWORD=$P\n",
		"statements":  "SELECT key, token, secret, password FROM t WHERE key = $1\n",
	} {
		size := 48 << 10
		if strings.Contains(strings.ToLower(unit), "secret") {
			size = 8 << 10 // such texts are dense with names, each of which costs a look
		}
		text := strings.Repeat(unit, size/len(unit))
		if got := r.Scrub(new(Pass), "", text); got != text {
			t.Errorf("%s: %d of %d bytes are left of %q and so on", name, len(got), len(text), unit)
		}
	}
}

// TestEffortOfForms scrubs forms of many fields, some of them named as what detectors start from.
func TestEffortOfForms(t *testing.T) {
	r := newScrubber(t, Settings{})
	for _, unit := range []string{"a=1&", "name=Jane&age=42&", "items[7][title]=lamp+table&", "filter=key&sort=access&page=2&", "token_type=x&state=open&from=pass&to=fail&n=1&"} {
		const fields = 48 << 10
		text := strings.TrimSuffix(strings.Repeat(unit, fields/len(unit)), "&")
		if strings.Contains(unit, "pass") || strings.Contains(unit, "key") {
			text = text[:8<<10] // each such word costs a look
		}
		if got := r.Form(new(Pass), "", text); got != text {
			t.Errorf("many of %q: %d bytes, want %d", unit, len(got), len(text))
		}
	}
}

// TestEffortOfSources scrubs long sources of Go's own library, which are denser with names, examples of keys and addresses than
// most of what telemetry holds. None may cost so much that it is masked as a whole, or from some place on.
func TestEffortOfSources(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const shortest, longest, fewest = 16 << 10, 1 << 20, 200
	r, p, seen := newScrubber(t, Settings{}), new(Pass), 0
	file := ""
	p.Replace = func(f Finding, _ string) string {
		if f.Rule == effortRule {
			t.Errorf("%s is masked from some place on", file)
		}
		return Placeholder(f.Detector)
	}
	for _, dir := range []string{"net", "crypto", "encoding", "cmd", "go", "os", "text", "image", "database", "html", "runtime", "internal"} {
		err := filepath.WalkDir(filepath.Join(build.Default.GOROOT, "src", dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" {
				return err
			}
			text, err := os.ReadFile(path)
			if err != nil || len(text) < shortest || len(text) > longest {
				return err
			}
			file, seen = path, seen+1
			if r.Scrub(p, "", string(text)); p.meter.used() > meterByte/2*len(text) {
				t.Errorf("%s costs %d of %d a byte", path, p.meter.used()/len(text), meterByte)
			}
			return nil
		})
		if os.IsNotExist(err) {
			t.Skip("Go is here without its sources")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < fewest {
		t.Errorf("%d sources, want %d at least", seen, fewest)
	}
}
