package keyring

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/nearest"
)

// Parse reads the text of a keyring file. It is strict: unknown and repeated
// fields are refused. Errors name the field and the line, never a secret; so
// they are not the errors of the YAML package, which quote what they read.
func Parse(text []byte) (*hashing.Ring, error) {
	d, err := parseDocument(text)
	if err != nil {
		return nil, err
	}
	return d.Ring()
}

// Document is a keyring file in memory; it keeps the comments.
type Document struct {
	root    yaml.Node
	keys    *yaml.Node // the sequence below "keys"
	changed bool
}

func parseDocument(text []byte) (*Document, error) {
	d := &Document{}
	if err := yaml.Unmarshal(text, &d.root); err != nil {
		return nil, syntaxError(err)
	}
	if len(d.root.Content) == 0 {
		return nil, errors.New("keys must be set, got an empty file")
	}
	fields, err := readFields(d.root.Content[0], "keys")
	if err != nil {
		return nil, err
	}
	d.keys = fields["keys"]
	if d.keys == nil || d.keys.Kind != yaml.SequenceNode {
		return nil, errors.New("keys must be a list of keys")
	}
	return d, nil
}

// Ring makes a ring of the document and reports all its faults at once.
func (d *Document) Ring() (*hashing.Ring, error) {
	keys, err := d.readKeys()
	if err != nil {
		return nil, err
	}
	ring, err := hashing.NewRing(keys...)
	if err != nil {
		return nil, fmt.Errorf("keys: %w", err)
	}
	return ring, nil
}

func (d *Document) readKeys() ([]*hashing.Key, error) {
	keys := make([]*hashing.Key, len(d.keys.Content))
	var errs []error
	for i, n := range d.keys.Content {
		var err error
		if keys[i], err = readKey(n); err != nil {
			errs = append(errs, fmt.Errorf("keys::%d (line %d): %w", i, n.Line, err))
		}
	}
	return keys, errors.Join(errs...)
}

func readKey(n *yaml.Node) (*hashing.Key, error) {
	fields, err := readFields(n, "id", "secret", "active_from", "revoked")
	if err != nil {
		return nil, err
	}
	var s hashing.KeySettings
	for _, field := range []struct {
		name     string
		required bool
		read     func(value string) error
	}{
		{"id", true, func(value string) error { s.ID = value; return nil }},
		{"secret", true, func(value string) (err error) { s.Secret, err = readSecret(value); return err }},
		{"active_from", false, func(value string) (err error) { s.ActiveFrom, err = ParseTime(value); return err }},
		{"revoked", false, func(value string) (err error) { s.Revoked, err = readBool(value); return err }},
	} {
		value := fields[field.name]
		switch {
		case value == nil && field.required:
			return nil, fmt.Errorf("%s must be set", field.name)
		case value == nil:
			continue
		case value.Kind != yaml.ScalarNode:
			return nil, fmt.Errorf("%s must be a single value", field.name)
		}
		if err := field.read(value.Value); err != nil {
			return nil, fmt.Errorf("%s %w", field.name, err)
		}
	}
	return hashing.NewKey(s)
}

func readSecret(text string) ([]byte, error) {
	if strings.HasPrefix(text, "${") {
		return nil, errors.New("must be the secret itself: a keyring file is not expanded, ${...} works in the collector's configuration")
	}
	return hashing.ParseSecret(text)
}

func readBool(text string) (bool, error) {
	switch text {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, errors.New("must be true or false")
}

// ParseTime reads a time as keyring files hold it: RFC 3339, or a date, which
// means its first moment in UTC. The error does not quote the text.
func ParseTime(text string) (time.Time, error) {
	for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
		if t, err := time.Parse(layout, text); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf("must be a time such as 2026-01-01T00:00:00Z or a date such as 2026-01-01, got %d characters that are neither", len(text))
}

// readFields returns the fields of a mapping, all of which must be known.
func readFields(n *yaml.Node, known ...string) (map[string]*yaml.Node, error) {
	if n.Kind != yaml.MappingNode {
		return nil, fmt.Errorf("must be a mapping with the fields %s", strings.Join(known, ", "))
	}
	fields := make(map[string]*yaml.Node, len(known))
	for i := 0; i < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		meant := nearest.Hint(name.Value, known)
		switch {
		case meant == "":
			// What stands there may be anything: do not quote it.
			return nil, fmt.Errorf("must have only the fields %s, got another one in line %d", strings.Join(known, ", "), name.Line)
		case !slices.Contains(known, name.Value):
			return nil, fmt.Errorf("must have only the fields %s, got %q in line %d%s", strings.Join(known, ", "), name.Value, name.Line, meant)
		case fields[name.Value] != nil:
			return nil, fmt.Errorf("%s must be set once, got it again in line %d", name.Value, name.Line)
		}
		if value.Tag != "!!null" { // "active_from:" alone is as if it were absent
			fields[name.Value] = value
		}
	}
	return fields, nil
}

var yamlLine = regexp.MustCompile(`line \d+`)

// syntaxError says where the text is not YAML. It drops the rest of the
// message, which may quote the text.
func syntaxError(err error) error {
	if line := yamlLine.FindString(err.Error()); line != "" {
		return fmt.Errorf("must be valid YAML, got a fault near %s", line)
	}
	return errors.New("must be valid YAML")
}
