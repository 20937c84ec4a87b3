package policy

import (
	"sync/atomic"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// Source is the part of the policy that a decision comes from.
type Source uint8

// The sources.
const (
	FromDefault     Source = iota // nothing names the key: it is scanned
	FromRule                      // one of the user's rules
	FromIdentifiers               // one of the user's identifiers
	FromTable                     // the built-in table
	FromSegments                  // the words of the key
	FromLevel                     // level stricter drops what nothing names
)

var sourceNames = [...]string{
	FromDefault: "default", FromRule: "rule", FromIdentifiers: "identifiers",
	FromTable: "table", FromSegments: "segments", FromLevel: "level",
}

// String names the source for people.
func (s Source) String() string {
	if int(s) < len(sourceNames) {
		return sourceNames[s]
	}
	return "unknown"
}

// condition restricts a decision to values that look like what it is for; all
// others are scanned.
type condition uint8

const (
	always   condition = iota
	withAt             // the key is named for emails: an `@` must be in the value
	whereIP            // the key is named for addresses: the value must be one
	noRemark           // the key tells of what is wrong with a secret: the value must be no sentence about it
)

// Decision is what happens to the value of one attribute key. It is immutable
// and shared: read it, never write it.
type Decision struct {
	// What every value needs comes first, in one line of the cache.
	Key    string // the attribute key that it is about; empty if it is about none
	Action Action
	Source Source

	when      condition // on the value
	server    bool      // of TruncateIP: only where the peer is a client
	leaf      bool      // for plain values only: the members of a map are judged by their own keys
	learns    bool      // see Learns
	constant  bool      // the key is a name of the conventions
	keyUnsafe bool      // the key itself has findings
	ofThing   bool      // nothing names the key, and it ends in the ID of a thing: metadata.uid
	lane      uint8     // a number that few keys share; see [redact.Pass.Lane]

	Domain *Domain      // of Hash, otherwise nil
	Target string       // of Hash: the attribute key that takes the pseudonym, or empty
	after  *Decision    // what holds when the rule behind d has ended, or nil
	told   *atomic.Bool // of a key that nothing names: it was told of, see [Policy.Unnamed]

	name     string       // of Mask: the name in the placeholder
	until    time.Time    // when the rule behind d ends, or zero
	keyWords redact.Words // that the key has, or may have; see wordsOfKey
}

// isUnnamed says that nothing in the policy names the key.
func (d *Decision) isUnnamed() bool { return d.Source == FromDefault || d.Source == FromLevel }

// Learns says whether values under d may be remembered by [Session.Learn]: the
// first walk over a batch can pass over every key for which it is false.
func (d *Decision) Learns() bool { return d.learns }

// Passes says that d lets a value pass unread, and all that is inside it.
func (d *Decision) Passes() bool { return d.Action == Keep && d.inherited() }

// KeepsKey says that d leaves an attribute where it is, unless its key holds an
// identifier that is known by then; see [Session.HoldsKnown].
func (d *Decision) KeepsKey() bool {
	return d.Action != Drop && d.Target == "" && !d.keyUnsafe && (d.told == nil || d.told.Load())
}

// Constant says that the key is a name of the semantic conventions, in which no
// identifier can stand, whatever is called like one of its words.
func (d *Decision) Constant() bool { return d.constant }

// SparesInt says that d lets the integer v stay, whatever is known.
func (d *Decision) SparesInt(v int64) bool {
	switch d.Action {
	case Keep:
		return true
	case Hash, Mask, Drop:
		return false
	default:
		return isShort(v)
	}
}

// inherited says whether d also goes for everything inside a map.
func (d *Decision) inherited() bool {
	switch d.Action {
	case Keep, Hash, Mask, Drop:
		return !d.leaf && d.when == always
	default:
		return false
	}
}
