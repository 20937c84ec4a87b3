package policy

import "github.com/otel-privacy/privacyprocessor/internal/hashing"

// Place is where in the telemetry a string sits. The walk owns the list.
type Place uint8

// Reason says why an identifier could not be turned into a pseudonym.
type Reason string

// Record is what a session needs to know of the telemetry record at hand.
type Record struct {
	Key    *hashing.Key // that writes this record's pseudonyms; nil: identifiers are masked
	Tenant string       // whose identifiers these are; empty without tenants
	Reason Reason       // set if there is no key or no tenant: identifiers are masked, and counted by it
	Trace  [16]byte     // the trace whose known identifiers apply; zero is a group of its own
	Server bool         // span kind server or consumer: the peer is a client
}

// Session applies a policy to the values of one worker. It is not safe for
// concurrent use. Its use is, for each batch:
//
//	s.BeginBatch()
//	for each record { s.Begin(record); s.Learn(d, text) for each attribute whose d.Learns() }
//	for each record { s.Begin(record); text = s.Text(place, d, key, text) ... }
//
// and then to read [Session.Tally].
type Session struct {
	policy *Policy
	tally  Tally
}

// NewSession returns a session for one worker at a time. Sessions hold caches:
// keep and reuse them.
func (p *Policy) NewSession() *Session { return &Session{policy: p} }

// BeginBatch forgets the identifiers of all traces.
func (s *Session) BeginBatch() {}

// Begin says which record the next values belong to.
func (s *Session) Begin(r Record) {}

// Learn remembers text as an identifier of the record's trace, if d learns, so
// that it is replaced wherever else it stands in that trace.
func (s *Session) Learn(d *Decision, text string) {}

// LearnInt is [Session.Learn] for an integer.
func (s *Session) LearnInt(d *Decision, v int64) {}

// Text returns the safe form of text, found at p under key; the same string if
// there is nothing to change. key is the attribute's own key, as context.
func (s *Session) Text(p Place, d *Decision, key, text string) string { return text }

// Free returns the safe form of a text that has no key: a span name, a status
// message, an event name.
func (s *Session) Free(p Place, text string) string { return text }

// TraceState returns the safe form of a W3C trace state.
func (s *Session) TraceState(p Place, text string) string { return text }

// URL returns the safe form of a URL that has no key: a schema URL.
func (s *Session) URL(p Place, text string) string { return text }

// Key returns the safe form of the attribute key that d is the decision about.
func (s *Session) Key(p Place, d *Decision, key string) string { return key }

// Int returns the text that takes the place of v; ok is false if v may stay.
func (s *Session) Int(p Place, d *Decision, key string, v int64) (text string, ok bool) {
	return "", false
}

// Double returns the text that takes the place of v; ok is false if v may stay.
func (s *Session) Double(p Place, d *Decision, key string, v float64) (text string, ok bool) {
	return "", false
}

// Bytes returns what takes the place of b; ok is false if b may stay. The
// result is never b itself.
func (s *Session) Bytes(p Place, d *Decision, key string, b []byte) (safe []byte, ok bool) {
	return nil, false
}

// Opaque counts a value that could not be read, for example one nested too
// deeply, and returns the placeholder that stands in its place.
func (s *Session) Opaque(p Place, reason Reason) string { return "" }

// Dropped counts that the walk removed an attribute because of d.
func (s *Session) Dropped(p Place, d *Decision) {}

// Tally is what the session did since it was last reset.
func (s *Session) Tally() *Tally { return &s.tally }
