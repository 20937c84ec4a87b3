package policy

// Domain is a family of identifiers in which equal ones get equal pseudonyms.
type Domain struct {
	Name string // as in the pseudonym: [a-z][a-z0-9]*
	Fold bool   // case does not distinguish identifiers
}

// Source is the part of the policy that a decision comes from.
type Source uint8

// The sources, in the order in which they are asked.
const (
	FromDefault     Source = iota // nothing names the key: it is scanned
	FromRule                      // one of the user's rules
	FromIdentifiers               // one of the user's identifiers
	FromTable                     // the built-in table
	FromSegments                  // the words of the key
	FromLevel                     // the level `stricter` drops what nothing names
)

// Decision is what happens to the value of one attribute key. It is immutable
// and shared: compare and read it, never write it.
type Decision struct {
	Action Action
	Domain *Domain // of Hash, otherwise nil
	Target string  // of Hash: the attribute key that takes the pseudonym, or empty
	Source Source
}

// Learns says whether values under d may be remembered by [Session.Learn]: the
// first walk over a batch can pass over every key for which it is false.
func (d *Decision) Learns() bool { return false }
