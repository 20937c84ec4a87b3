// Package audit keeps the record of who looked up whom: append-only JSON lines
// in which each line carries the hash of the one before. Start with [Open];
// [Verify] finds lines that were removed, changed, reordered or cut off.
//
// A chain without a key shows tampering only to one who knows where it ended.
// So the end is also kept in a file beside the log (NAME.head), and its hash is
// meant to be written where the log's owner cannot reach: see [Log.Head].
package audit

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Entry is what is recorded of one request. It never holds a raw ID.
type Entry struct {
	// Time is when the request was decided, in UTC.
	Time time.Time `json:"time"`
	// Actor is who asked: a name from the authenticator, or "local".
	Actor string `json:"actor"`
	// Role is the role that the request needed.
	Role string `json:"role"`
	// Action is what was asked for: lookup, impact, resolve, audit.
	Action string `json:"action"`
	// Decision is allowed, denied, limited, invalid or failed.
	Decision string `json:"decision"`
	// Cause says in a word or two why a request was not allowed.
	Cause string `json:"cause,omitempty"`
	// Domain and Tenant are those of the pseudonyms.
	Domain string `json:"domain,omitempty"`
	Tenant string `json:"tenant,omitempty"`
	// Pseudonyms are those that were looked for.
	Pseudonyms []string `json:"pseudonyms,omitempty"`
	// From and To are the window; both zero if there was none.
	From time.Time `json:"from,omitzero"`
	To   time.Time `json:"to,omitzero"`
	// Reason is why the actor asked, in the actor's words.
	Reason string `json:"reason,omitempty"`
	// Backends are the names of those that were asked.
	Backends []string `json:"backends,omitempty"`
	// Results is the number of traces, or of pseudonyms resolved, answered.
	Results int `json:"results"`
	// Newest is the time of a trace outside the window that was told of because
	// there was none inside.
	Newest time.Time `json:"newest,omitzero"`
	// Client is the address the request came from.
	Client string `json:"client,omitempty"`
	// Suppressed counts refusals of the same kind since the last recorded one:
	// a flood of them must not fill the disk.
	Suppressed int `json:"suppressed,omitempty"`
}

// link is where a record stands in the chain; its fields come first in a line.
type link struct {
	Seq  uint64 `json:"seq"`
	Prev string `json:"prev"`
}

// genesis is what the first record names as its predecessor.
var genesis = hex.EncodeToString(make([]byte, sha256.Size))

// hashField starts the last member of each line, which covers all before it.
const hashField = `,"hash":"`

// encode returns the line of e without its end and the hash that closes it.
func encode(at link, e Entry) (line []byte, hash string, err error) {
	text, err := json.Marshal(struct {
		link
		Entry
	}{at, e})
	if err != nil {
		return nil, "", fmt.Errorf("encode audit record: %w", err)
	}
	text = text[:len(text)-1] // the hash goes before the closing brace
	hash = sum(text)
	return append(text, hashField+hash+`"}`...), hash, nil
}

func sum(text []byte) string {
	s := sha256.Sum256(text)
	return hex.EncodeToString(s[:])
}

var (
	errShape = errors.New("is not an audit record")
	errHash  = errors.New("was changed: its hash does not fit its text")
)

// decode checks that a line is whole and returns its place and its hash.
func decode(line []byte) (link, string, error) {
	text, tail, found := cutLast(line, hashField)
	if !found || len(tail) != 2*sha256.Size+2 || !bytes.HasSuffix(tail, []byte(`"}`)) {
		return link{}, "", errShape
	}
	hash := string(tail[:2*sha256.Size])
	if hash != sum(text) {
		return link{}, "", errHash
	}
	var at link
	if err := json.Unmarshal(line, &at); err != nil {
		return link{}, "", errShape
	}
	return at, hash, nil
}

func cutLast(line []byte, sep string) (before, after []byte, found bool) {
	i := bytes.LastIndex(line, []byte(sep))
	if i < 0 {
		return line, nil, false
	}
	return line[:i], line[i+len(sep):], true
}
