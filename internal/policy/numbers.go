package policy

import (
	"math"
	"strconv"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Int returns the text that takes the place of v; ok is false if v may stay.
func (s *Session) Int(p Place, d *Decision, key string, v int64) (text string, ok bool) {
	s.at(p)
	switch d.Action {
	case Keep:
		return "", false
	case Hash:
		if d.when == always {
			return s.hash(d.Domain, hashing.CanonicalInt(v)), true
		}
	case Mask, Drop:
		if d.when == always || d.when == noRemark {
			return s.mask(d.name, "0"), true
		}
	default:
	}
	return s.number(key, v)
}

// Double returns the text that takes the place of v; ok is false if v may stay.
func (s *Session) Double(p Place, d *Decision, key string, v float64) (text string, ok bool) {
	s.at(p)
	switch {
	case d.Action == Keep:
		return "", false
	case d.Action == Hash && d.when == always && !d.leaf:
		return s.hash(d.Domain, hashing.CanonicalDouble(v)), true
	case (d.Action == Mask || d.Action == Drop) && (d.when == always || d.when == noRemark):
		return s.mask(d.name, "0"), true
	case v == math.Trunc(v) && math.Abs(v) < 1<<53:
		return s.number(key, int64(v))
	default:
		return "", false
	}
}

// The lengths of decimal numbers that can be something else than a number.
const (
	minKnownInt = 100_000                // a known identifier: six digits
	minCard     = 100_000_000_000        // a card: 12 digits
	maxCard     = 10_000_000_000_000_000 // and up to 19, but longer than 16 only as text: those are times
)

// isShort tells whether v has too few digits to be looked for as an identifier.
func isShort(v int64) bool { return -minKnownInt < v && v < minKnownInt }

// number looks for known identifiers and card numbers among integers. Most are
// neither, by their size.
func (s *Session) number(key string, v int64) (text string, ok bool) {
	if isShort(v) || s.pass.Known.Empty() && (v < minCard || v >= maxCard) {
		return "", false
	}
	var digits [20]byte
	text = string(strconv.AppendInt(digits[:0], v, 10))
	if v < 0 && !s.pass.Known.StandsIn(text) {
		return "", false // a card has no sign
	}
	safe := s.policy.scrubber.Scrub(&s.pass, key, text)
	return safe, safe != text
}

// Bytes returns what takes the place of b; ok is false if b may stay. The
// result is never b itself.
func (s *Session) Bytes(p Place, d *Decision, key string, b []byte) (safe []byte, ok bool) {
	if len(b) == 0 || d.Action == Keep {
		return nil, false
	}
	text := string(b)
	if got := s.Text(p, d, key, text); got != text {
		return []byte(got), true
	}
	return nil, false
}
