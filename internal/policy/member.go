package policy

import (
	"net/url"
	"strings"
)

// member is what a pass calls with each named member of a structured text, a
// JSON document, baggage or a query: it is judged as an attribute of that name,
// by its whole path first. ok is false where a scan is all it needs.
func (s *Session) member(path, value string) (safe string, ok bool) {
	if value == "" {
		return value, true
	}
	d := s.memberDecision(path)
	switch d.Action {
	case Scan:
		return "", false
	case Keep:
		return value, true
	case Hash:
		if isNothing(value) {
			return value, true
		}
	default:
	}
	if !s.concerns(d, value) {
		return "", false
	}
	return s.apply(d, path, value), true
}

// memberDecision is the decision about the member that path leads to.
func (s *Session) memberDecision(path string) *Decision {
	s.path = append(s.path[:0], path...)
	return s.policy.DecideNested(&scanned, s.path, path[strings.LastIndexByte(path, '.')+1:])
}

// isNothing tells whether a member's text is no value but a word of its syntax.
func isNothing(value string) bool {
	switch value {
	case "null", "undefined", "true", "false", "None", "nil":
		return true
	}
	return false
}

// learnBaggage learns the identifiers among the members of W3C baggage. It only
// has to read what is valid: the rest is nobody's identifier elsewhere.
func (s *Session) learnBaggage(text string) {
	for member := range strings.SplitSeq(text, ",") {
		member, _, _ = strings.Cut(member, ";")
		name, value, ok := strings.Cut(member, "=")
		if !ok {
			continue
		}
		d := s.memberDecision(strings.TrimSpace(name))
		if !d.learns || d.Action != Hash {
			continue
		}
		if decoded, err := url.PathUnescape(strings.TrimSpace(value)); err == nil && s.concerns(d, decoded) {
			s.learn(d.Domain, decoded)
		}
	}
}
