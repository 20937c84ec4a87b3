package golden

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Case is one folder.
type Case struct {
	Name      string // relative to the folder that was searched
	Dir       string
	Input     string // file
	Expected  string // file, of the same form
	Config    string // its own configuration, or ""
	Forbidden []string
	Allowed   []string
}

// extensions are the forms of input that a case may have.
var extensions = []string{".json", ".jsonl", ".binpb"}

// Find lists the cases under dir, sorted. A folder is a case if it has an
// input file; a case that is not whole is an error.
func Find(dir string) ([]Case, error) {
	var cases []Case
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return err
		}
		c, ok, err := load(dir, path)
		if ok {
			cases = append(cases, c)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	if len(cases) == 0 {
		return nil, fmt.Errorf("%s must hold folders with an input.json, input.jsonl or input.binpb", dir)
	}
	return cases, nil
}

func load(root, dir string) (Case, bool, error) {
	inputs := existing(dir, "input", extensions)
	if len(inputs) == 0 {
		return Case{}, false, nil
	}
	if len(inputs) > 1 {
		return Case{}, false, fmt.Errorf("%s must hold one input, got %q", dir, inputs)
	}
	name, err := filepath.Rel(root, dir)
	if err != nil || name == "." {
		name = filepath.Base(dir)
	}
	c := Case{Name: filepath.ToSlash(name), Dir: dir, Input: inputs[0]}
	c.Expected = filepath.Join(dir, "expected"+filepath.Ext(c.Input))
	configs := existing(dir, "config", []string{".yaml", ".yml"})
	if len(configs) > 0 {
		c.Config = configs[0]
	}
	if c.Forbidden, err = lines(filepath.Join(dir, "forbidden.txt")); err != nil {
		return c, false, err
	}
	c.Allowed, err = lines(filepath.Join(dir, "allowed.txt"))
	return c, true, err
}

func existing(dir, name string, extensions []string) []string {
	var found []string
	for _, ext := range extensions {
		path := filepath.Join(dir, name+ext)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			found = append(found, path)
		}
	}
	return found
}

// lines reads a file of one text a line; # begins a comment. None is no error.
func lines(path string) ([]string, error) {
	data, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var list []string
	for s := bufio.NewScanner(bytes.NewReader(data)); s.Scan(); {
		if text := strings.TrimSpace(s.Text()); text != "" && !strings.HasPrefix(text, "#") {
			list = append(list, text)
		}
	}
	return list, nil
}

// readAll decodes the records of a file.
func readAll(path string) ([]otlpfile.Telemetry, otlpfile.Format, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, otlpfile.Format{}, err
	}
	defer f.Close()
	r, err := otlpfile.NewReader(path, f)
	if err != nil {
		return nil, otlpfile.Format{}, err
	}
	defer r.Close()
	var list []otlpfile.Telemetry
	for {
		rec, err := r.Next(nil)
		if errors.Is(err, io.EOF) {
			return list, r.Format(), nil
		}
		if err != nil {
			return nil, r.Format(), err
		}
		t, err := rec.Decode()
		if err != nil {
			return nil, r.Format(), &otlpfile.CorruptError{File: path, Record: rec.Number, Offset: rec.Offset, Reason: err.Error()}
		}
		list = append(list, t)
	}
}

// writeAll writes records in a format; a lone JSON document is made readable.
func writeAll(path string, format otlpfile.Format, records []otlpfile.Telemetry) error {
	var b bytes.Buffer
	w, err := otlpfile.NewWriter(&b, format)
	if err != nil {
		return err
	}
	for _, t := range records {
		data, err := t.Encode(format.Encoding)
		if err != nil {
			return err
		}
		if filepath.Ext(path) == ".json" {
			if data, err = otlpfile.Indent(data); err != nil {
				return err
			}
			data = bytes.TrimSpace(data)
		}
		if err := w.Write(data); err != nil {
			return err
		}
	}
	if err := w.Close(); err != nil {
		return err
	}
	out, err := otlpfile.CreateBeside(path)
	if err != nil {
		return err
	}
	defer out.Abort()
	if _, err := out.Write(b.Bytes()); err != nil {
		return err
	}
	if err := out.Chmod(0o644); err != nil { // a test file that is committed
		return err
	}
	return out.Commit()
}

// without drops the texts that the case allows.
func without(texts, allowed []string) []string {
	return slices.DeleteFunc(texts, func(t string) bool { return slices.Contains(allowed, t) })
}
