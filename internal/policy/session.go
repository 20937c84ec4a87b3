package policy

import (
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// Place is where in the telemetry a string sits. The walk owns the list.
type Place uint8

// Reason says why a value was masked that would otherwise be something better.
// It is a word for a metric.
type Reason string

// The reasons that a session itself gives.
const (
	ReasonNoKey Reason = "no_key" // no key of the ring may write the record
)

// Writer is what makes the pseudonyms of a record. It is immutable, and many
// records share one: a session tells writers apart by their addresses.
type Writer struct {
	Key    *hashing.Key // nil: identifiers are masked
	Tenant string       // whose identifiers these are; empty without tenants
	Reason Reason       // not empty: there is no tenant, or no key, and identifiers are masked for it
}

// Record is what a session needs to know of the telemetry record at hand.
type Record struct {
	*Writer          // nil: identifiers are masked
	Trace   [16]byte // the trace whose known identifiers apply; zero is a group of its own
	Server  bool     // span kind server or consumer: the peer is a client
}

// Session applies a policy to the values of one worker. It is not safe for
// concurrent use. Its use is, for each batch:
//
//	s.BeginBatch()
//	for each record { s.BeginLearning(record); s.Inherit(above); s.Learn(d, text) for each value whose d.Learns(); s.Report(above) }
//	for each record { s.Begin(record); text = s.Text(place, d, key, text) for each value; s.Key(place, d, key) for each key }
//
// and then to read [Session.Tally]. Values of other types have methods of their
// own, and so have texts without a key. A [Slot] of the first walk tells the second
// one what was decided about a key, and which keys and values it may pass over.
type Session struct {
	policy *Policy
	record Record
	place  Place
	put    []string // what was put into the text at hand
	pass   redact.Pass
	groups groups
	cache  pseudonymCache
	keys   keyMemo

	batch uint64
	now   time.Time // of the batch: a rule does not end while it is carried out
	tally Tally

	subkeys      []*hashing.Subkey // of the record's key and tenant, by the domain's index
	placeholders map[string]string // by name, made once
	seen         []sighting        // pseudonyms made and not yet told of
}

// NewSession returns a session for one worker at a time. Sessions hold caches:
// keep and reuse them.
func (p *Policy) NewSession() *Session {
	s := &Session{
		policy:       p,
		subkeys:      make([]*hashing.Subkey, len(p.domains)),
		placeholders: make(map[string]string),
		now:          p.now(),
		record:       Record{Writer: &Writer{}},
	}
	s.pass.Replace = s.replace
	s.pass.Member = s.member
	s.pass.Remember = true
	s.cache.init()
	s.keys.init()
	return s
}

// Policy is the policy that s applies.
func (s *Session) Policy() *Policy { return s.policy }

// Tally is what s did since the tally was last reset.
func (s *Session) Tally() *Tally { return &s.tally }

// BeginBatch forgets the identifiers of all traces.
func (s *Session) BeginBatch() {
	s.tellSeen()
	s.groups.reset()
	s.pass.Known = nil
	s.batch++
	s.now = s.policy.now()
}

// Begin says which record the next values belong to.
func (s *Session) Begin(r Record) {
	s.BeginLearning(r)
	s.groups.enter(r.Trace)
	s.pass.Known = s.groups.known()
}

// BeginLearning is Begin for what is only going to be learned.
func (s *Session) BeginLearning(r Record) {
	h := &s.record
	if h.Writer != r.Writer { // to write a pointer has a price while garbage is collected
		s.write(r.Writer)
	}
	h.Trace, h.Server = r.Trace, r.Server
}

// write makes w the writer at hand.
func (s *Session) write(w *Writer) {
	if w == nil {
		w = &Writer{}
	}
	if s.record.Key != w.Key || s.record.Tenant != w.Tenant {
		clear(s.subkeys)
	}
	s.record.Writer = w
}

// Text returns the safe form of text, found at p under key; the same string if
// there is nothing to change. key is the attribute's own key, as context; it may
// be kept, so it should be the Key of a decision and not a part of a batch.
func (s *Session) Text(p Place, d *Decision, key, text string) string {
	s.at(p)
	if text == "" || d.Action == Keep {
		return text
	}
	s.pass.Lane = d.lane
	return s.apply(d, key, text)
}

// at begins a text that stands at p.
func (s *Session) at(p Place) { s.place, s.put = p, s.put[:0] }

// apply is Text at the place that s is at.
func (s *Session) apply(d *Decision, key, text string) string {
	if d.Action == Scan || !s.concerns(d, text) {
		return s.policy.scrubber.Scrub(&s.pass, key, text)
	}
	r := s.policy.scrubber
	switch d.Action {
	case Keep:
		return text
	case Hash:
		return s.hash(d.Domain, text)
	case TruncateIP:
		return s.truncate(key, text)
	case URL:
		return s.url(key, text)
	case SQL:
		safe := r.Query(&s.pass, key, text)
		if safe != text {
			s.count(SQL, "literal", "") // literals come with no finding
		}
		return safe
	case Baggage:
		return s.baggage(d, key, text)
	case TraceState:
		return r.TraceState(&s.pass, key, text)
	case Cookie:
		return r.Cookie(&s.pass, key, text)
	default: // Mask, and Drop where the walk could not: nothing of the text may stay
		if d.Source == FromSegments && isNoSecret(text) {
			return text
		}
		if d.name == "email" {
			if safe, ok := s.asKnown(text); ok {
				return safe
			}
		}
		return s.mask(d.name, text)
	}
}

// concerns tells whether text is a value of the kind that d is meant for.
func (s *Session) concerns(d *Decision, text string) bool {
	if d.server && !s.record.Server {
		return false
	}
	switch d.when {
	case withAt:
		return holdsAt(text)
	case noRemark:
		return !isRemark(text)
	case whereIP:
		return holdsAddress(text)
	default:
		return true
	}
}

// Free returns the safe form of a text that has no key: a span name, a status
// message, an event name.
func (s *Session) Free(p Place, text string) string {
	s.at(p)
	s.pass.Lane = uint8(p)
	return s.policy.scrubber.Scrub(&s.pass, "", text)
}

// TraceState returns the safe form of a W3C trace state.
func (s *Session) TraceState(p Place, text string) string {
	if text == "" {
		return text
	}
	s.at(p)
	return s.policy.scrubber.TraceState(&s.pass, "", text)
}

// URL returns the safe form of a URL that has no key: a schema URL.
func (s *Session) URL(p Place, text string) string {
	if text == "" {
		return text
	}
	s.at(p)
	return s.url("", text)
}

// url sanitizes a URL by its parts. One with characters escaped for HTML falls
// apart at the wrong places: from the first of them on it is text, too.
func (s *Session) url(key, text string) string {
	safe := s.policy.scrubber.URL(&s.pass, key, text)
	plain, _, escaped := strings.Cut(safe, "&#")
	if !escaped {
		return safe
	}
	start := strings.LastIndexAny(plain, "/?&=#") + 1
	return safe[:start] + s.policy.scrubber.Scrub(&s.pass, key, safe[start:])
}

// Key returns the safe form of the attribute key that d is the decision about.
func (s *Session) Key(p Place, d *Decision, key string) string {
	if d.told != nil && !d.told.Load() {
		s.noteUnnamed(d, key)
	}
	return s.Name(p, d, key)
}

// Name is Key for the name of a member inside a value.
func (s *Session) Name(p Place, d *Decision, key string) string {
	if !d.keyUnsafe && !s.HoldsKnown(d) {
		return key
	}
	s.at(p)
	return s.policy.scrubber.Scrub(&s.pass, "", key)
}

// HoldsKnown tells whether the key that d is about may hold an identifier that is
// known to the record at hand.
func (s *Session) HoldsKnown(d *Decision) bool {
	return !d.constant && s.pass.Known.MayStandIn(&d.keyWords)
}

// Opaque counts a value that could not be read, for example one nested too
// deeply, and returns the placeholder that stands in its place.
func (s *Session) Opaque(p Place, reason Reason) string {
	s.at(p)
	s.count(Mask, "opaque", reason)
	return s.placeholder("opaque")
}

// Dropped counts that the walk removed an attribute because of d.
func (s *Session) Dropped(p Place, d *Decision) {
	s.at(p)
	s.count(Drop, d.Source.String(), "")
}

// mask replaces text as a whole; what is masked already stays as it is.
func (s *Session) mask(name, text string) string {
	if text == "" || isPlaceholder(text) || redact.IsMask(text) || isKind(name) && s.policy.protected(text) {
		return text
	}
	s.count(Mask, name, "")
	return s.placeholder(name)
}

// isKind says that what is masked by that name is masked for what it is. It may
// have been an identifier that was known there, and be its pseudonym by now.
func isKind(name string) bool { return name == "email" || name == "ip" }

func (s *Session) placeholder(name string) string {
	text, ok := s.placeholders[name]
	if !ok {
		text = redact.Placeholder(name)
		s.placeholders[name] = text
	}
	return text
}

func (s *Session) count(a Action, name string, reason Reason) {
	s.tally.add(Count{Place: s.place, Action: a, Name: name, Reason: reason})
}

func (s *Session) countHash(d *Domain) { s.tally.addHash(s.place, d, s.record.Key) }
