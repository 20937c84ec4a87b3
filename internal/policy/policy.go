// Package policy decides what happens to an attribute, by its key, and carries
// the decision out on one value at a time.
//
// A [Policy] is compiled once with [New] from the built-in table, the segments
// of keys and the user's rules; it is immutable and safe for concurrent use.
// [Policy.Decide] gives the [Decision] about one attribute key. A [Session] is
// one worker's scratch: it applies decisions to texts, numbers and bytes and
// keeps count in its [Tally]. The package knows neither YAML nor the shape of
// telemetry.
package policy

// Settings is what a policy is compiled from. The zero value is the built-in
// policy at level default.
type Settings struct {
	Level Level
}

// Policy is a compiled policy. It is safe for concurrent use.
type Policy struct{}

// New compiles a policy.
func New(s Settings) (*Policy, error) { return &Policy{}, nil }

// Decide returns the decision about the attribute key. It is never nil. Once a
// key was seen, asking again neither locks nor allocates.
func (p *Policy) Decide(key string) *Decision { return &Decision{} }

// DecideNested returns the decision about a member of a map: path is its whole
// dotted path with the attribute key first, name its own name and so the last
// part of path, parent the decision about what holds it. What was decided for
// the parent goes for its members, unless the parent is merely scanned; then
// the path is asked first, and the name if nothing is known of the path.
func (p *Policy) DecideNested(parent *Decision, path []byte, name string) *Decision {
	return &Decision{}
}
