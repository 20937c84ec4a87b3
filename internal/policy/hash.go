package policy

import (
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// hash returns the pseudonym of text in domain d, and counts it. What is a
// pseudonym or a placeholder already stays as it is, so that an agent and a
// gateway may both run the policy.
func (s *Session) hash(d *Domain, text string) string {
	slot := s.cache.slot(text)
	switch {
	case slot.raw != text || text == "":
	case slot.already == s.batch:
		s.isAlready(d, text)
		return text
	case slot.sub != nil && slot.sub == s.subkey(d) && s.record.Reason == "" && !d.follows:
		s.countHash(d)
		return slot.pseudonym
	}
	if isPlaceholder(text) {
		return text
	}
	if s.policy.protected(strings.TrimSpace(text)) {
		s.isAlready(d, text)
		slot.setAlready(s.batch, text)
		return text
	}
	if d.follows {
		if safe, ok := s.follow(text); ok {
			return safe
		}
	}
	pseudonym, reason := s.pseudonym(d, text)
	if reason != "" {
		s.count(Mask, d.Name, reason)
		return s.placeholder(d.Name)
	}
	if pseudonym == "" {
		return "" // of white space: an empty value stays empty
	}
	s.countHash(d)
	return pseudonym
}

// follow looks for the domain that an identifier of unknown kind belongs to: it
// is known in the trace, or its form says so.
func (s *Session) follow(text string) (safe string, ok bool) {
	if safe, ok := s.asKnown(text); ok {
		return safe, true
	}
	safe = s.policy.scrubber.Scrub(&s.pass, "", text)
	return safe, safe != text && (isPlaceholder(safe) || s.policy.protected(safe))
}

// asKnown returns what stands for text if it is an identifier of the trace, so
// that it has one pseudonym there whatever the attribute is called.
func (s *Session) asKnown(text string) (safe string, ok bool) {
	raw, domain, ok := s.pass.Known.Lookup(hashing.Canonical(text, false))
	if !ok {
		return "", false
	}
	return s.known(domain, raw), true
}

// known returns what stands for an identifier of the trace in the record at
// hand, and counts it: its pseudonym, or a placeholder where there is none.
func (s *Session) known(domain, canonical string) string {
	d := s.policy.domains[domain]
	pseudonym, reason := s.pseudonym(d, canonical)
	if reason != "" {
		s.count(Mask, domain, reason)
		return s.placeholder(domain)
	}
	s.countHash(d)
	return pseudonym
}

// pseudonym is the pseudonym of text in domain d for the record at hand, or the
// reason why there is none.
func (s *Session) pseudonym(d *Domain, text string) (pseudonym string, reason Reason) {
	if s.record.Reason != "" {
		return "", s.record.Reason
	}
	sub := s.subkey(d)
	if sub == nil {
		return "", ReasonNoKey
	}
	slot := s.cache.slot(text)
	if slot.sub == sub && slot.raw == text {
		return slot.pseudonym, ""
	}
	canonical := hashing.Canonical(text, d.Fold)
	pseudonym = sub.Pseudonym(canonical)
	slot.set(sub, text, pseudonym)
	s.sight(d, canonical, pseudonym)
	return pseudonym, ""
}

// sight notes that a pseudonym was made. The cache forgets, so an identifier may
// be noted again; the estimate does not mind.
func (s *Session) sight(d *Domain, canonical, pseudonym string) {
	if pseudonym == "" {
		return
	}
	s.seen = append(s.seen, s.policy.distinct.sighting(d, canonical, pseudonym))
	if len(s.seen) == maxSightings {
		s.tellSeen()
	}
}

func (s *Session) tellSeen() {
	if len(s.seen) > 0 {
		s.policy.distinct.add(s.seen)
		s.seen = s.seen[:0]
	}
}

// subkey is the record's subkey for d; nil if the record has no key.
func (s *Session) subkey(d *Domain) *hashing.Subkey {
	sub := s.subkeys[d.index]
	if sub == nil && s.record.Key != nil {
		sub = s.record.Key.Subkey(s.record.Tenant, d.Name)
		s.subkeys[d.index] = sub
	}
	return sub
}

// isAlready counts a value that came as a pseudonym. One that stands in the text
// because we put it there, before the text was read once more, did not come so.
func (s *Session) isAlready(d *Domain, pseudonym string) {
	if !slices.Contains(s.put, pseudonym) {
		s.tally.isAlready(d.Name, 1)
	}
}

// maxPut bounds how many pseudonyms of one text are told from those that came.
const maxPut = 64

// puts notes that safe is put into the text at hand, and returns it.
func (s *Session) puts(safe string) string {
	if len(s.put) < maxPut {
		s.put = append(s.put, safe)
	}
	return safe
}

// replace is what a pass calls with each finding in a text.
func (s *Session) replace(f redact.Finding, text string) string {
	return s.puts(s.replacement(f, text))
}

func (s *Session) replacement(f redact.Finding, text string) string {
	name := f.Domain
	if f.Detector == "known" {
		return s.known(name, text)
	}
	if f.Detector == "email" && s.policy.email == ModeHash {
		name = "email"
	}
	if d := s.policy.domains[name]; d != nil {
		return s.hash(d, text)
	}
	s.count(Mask, f.Detector, "")
	return s.placeholder(f.Detector)
}

// isPlaceholder tells whether text is one of our placeholders and nothing else.
func isPlaceholder(text string) bool {
	const start, end = "[redacted:", "]"
	if len(text) <= len(start)+len(end) || !strings.HasPrefix(text, start) || !strings.HasSuffix(text, end) {
		return false
	}
	for _, c := range []byte(text[len(start) : len(text)-len(end)]) {
		if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
			return false
		}
	}
	return true
}
