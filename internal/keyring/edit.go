package keyring

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
	"go.yaml.in/yaml/v3"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// NewSecret makes a random secret in the form of a keyring file.
func NewSecret() string {
	b := make([]byte, hashing.MinSecretSize)
	rand.Read(b) // never fails, see its documentation
	return "hex:" + hex.EncodeToString(b)
}

// newFileMode: the owner alone may read secrets.
const newFileMode fs.FileMode = 0o600

// header stands at the top of a new file.
const header = `# Keyring of the privacy processor. Whoever reads this file can link
# pseudonyms to the identifiers they stand for.
keys: []
`

// New returns a document without keys.
func New() *Document {
	d, err := parseDocument([]byte(header))
	if err != nil {
		panic(err) // the text is a constant
	}
	d.keys.Style = 0 // one key below the other
	return d
}

// ErrExists is returned by [Create] if there is a file at the path.
var ErrExists = errors.New("keyring file exists already")

// Create writes d to a new file at path, mode 0600.
func Create(path string, d *Document) error {
	text, err := d.Text()
	if err != nil {
		return err
	}
	return locked(path, func() error {
		if _, err := os.Lstat(path); err == nil {
			return fmt.Errorf("write keyring %s: %w", path, ErrExists)
		}
		return replace(disk, path, text, nil)
	})
}

// Update changes the keyring file at path. It holds a lock (beside the file,
// with the ending .lock) from reading to writing, so that no change of
// another Update is lost. If change fails, leaves the document as it was, or
// would make it an invalid ring, the file is not touched. Mode and owner of
// the file stay.
func Update(path string, change func(*Document) error) error {
	// The target of a link is replaced, not the link.
	path, err := filepath.EvalSymlinks(path)
	if err != nil {
		return fmt.Errorf("read keyring: %w", err)
	}
	return locked(path, func() error {
		old, err := readFile(path)
		if err != nil {
			return err
		}
		d, err := parseDocument(old.text)
		if err == nil {
			_, err = d.readKeys() // a ring without a usable key may be mended
		}
		if err != nil {
			return fmt.Errorf("read keyring %s: %w", path, err)
		}
		if err := change(d); err != nil {
			return err
		}
		text, err := d.Text()
		if err != nil || !d.changed {
			return err
		}
		return replace(disk, path, text, old.info)
	})
}

func locked(path string, do func() error) error {
	lock := flock.New(path+".lock", flock.SetPermissions(newFileMode))
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("lock keyring: %w", err)
	}
	// Closing the file releases the lock, as does the end of the process. The
	// lock file stays: removing it would let two hold a lock of that name.
	defer func() { _ = lock.Close() }()
	return do()
}

// Key returns the key with that ID, or nil.
func (d *Document) Key(id string) (*hashing.Key, error) {
	entry := d.entry(id)
	if entry == nil {
		return nil, nil
	}
	return readKey(entry)
}

func (d *Document) entry(id string) *yaml.Node {
	for _, entry := range d.keys.Content {
		if got := field(entry, "id"); got != nil && got.Value == id {
			return entry
		}
	}
	return nil
}

// Add appends a key that does not exist yet. A zero activeFrom means always.
func (d *Document) Add(id, secret string, activeFrom time.Time) {
	entry := &yaml.Node{Kind: yaml.MappingNode}
	set(entry, "id", id)
	set(entry, "secret", secret)
	if !activeFrom.IsZero() {
		set(entry, "active_from", activeFrom.UTC().Format(time.RFC3339))
	}
	d.keys.Style &^= yaml.FlowStyle // a list in brackets grows too long
	d.keys.Content = append(d.keys.Content, entry)
	d.changed = true
}

// Revoke marks the key with that ID as revoked and tells whether there is
// one. Revoking again changes nothing.
func (d *Document) Revoke(id string) bool {
	entry := d.entry(id)
	if entry == nil {
		return false
	}
	if revoked := field(entry, "revoked"); revoked == nil || revoked.Value != "true" {
		set(entry, "revoked", "true")
		d.changed = true
	}
	return true
}

// field returns the value of a field of a mapping, or nil.
func field(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}

// set gives a field of a mapping a plain value and keeps the comment beside.
func set(n *yaml.Node, name, value string) {
	plain := yaml.Node{Kind: yaml.ScalarNode, Value: value}
	if old := field(n, name); old != nil {
		plain.LineComment = old.LineComment
		*old = plain
		return
	}
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: name}, &plain)
}

// Text is the file's text. It is an error if it would not be a valid ring.
func (d *Document) Text() ([]byte, error) {
	var b bytes.Buffer
	e := yaml.NewEncoder(&b)
	e.SetIndent(2)
	if err := e.Encode(&d.root); err != nil {
		return nil, errors.New("write keyring: the file cannot be encoded again")
	}
	if err := e.Close(); err != nil {
		return nil, errors.New("write keyring: the file cannot be encoded again")
	}
	if _, err := Parse(b.Bytes()); err != nil {
		return nil, fmt.Errorf("write keyring: %w", err)
	}
	return b.Bytes(), nil
}
