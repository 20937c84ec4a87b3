package policy

import (
	"bytes"
	"encoding/json"
	"maps"
	"net/url"
	"slices"
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
	if d.Action != Scan || d.after != nil {
		s.pass.Decided()
	}
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
	if safe = s.apply(d, path, value); safe != value {
		s.puts(safe)
	}
	return safe, true
}

// memberDecision is the decision about the member that path leads to, as
// [Policy.DecideNested] makes it where the parent is scanned.
func (s *Session) memberDecision(path string) *Decision {
	if s.keys.isNew(path) && s.policy.namesNoPart(path) {
		return &scanned // it is not worth remembering: a document may have any number of names
	}
	d := s.Decide(path)
	if !d.isUnnamed() {
		return d
	}
	own := d
	if dot := strings.LastIndexByte(path, '.'); dot >= 0 {
		own = s.Decide(path[dot+1:])
	}
	return s.policy.byName(d, own)
}

// namesNoPart tells whether nothing names a member with that path, nor its own name.
func (p *Policy) namesNoPart(path string) bool {
	if d := p.decide(path, p.rules); !d.isUnnamed() {
		return false
	}
	name := path[strings.LastIndexByte(path, '.')+1:]
	if name == path {
		return true
	}
	d := p.decide(name, p.rules)
	return d.isUnnamed()
}

// isNothing tells whether a member's text is no value but a word of its syntax,
// the order of a sort, a type in a schema, or a dash in the place of a value.
func isNothing(value string) bool {
	switch value {
	case "null", "undefined", "true", "false", "None", "nil", "asc", "desc",
		"string", "integer", "number", "keyword", "long", "-", "N/A", "n/a":
		return true
	}
	return false
}

// isNoSecret tells whether a text says that there is a secret, or none: `has_token=true`.
func isNoSecret(value string) bool {
	switch value {
	case "true", "false", "True", "False", "null", "None", "nil", "undefined", "N/A", "n/a":
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

// maxLearnedJSON bounds the documents that are read for identifiers, in bytes:
// to read one costs more than to scan it.
const maxLearnedJSON = 64 << 10

// LearnJSON learns the identifiers among the members of a text that is one JSON
// object, as the body of a log record often is. What is no valid JSON tells
// nothing.
func (s *Session) LearnJSON(text string) {
	text = strings.TrimSpace(text)
	if len(text) > maxLearnedJSON || !strings.HasPrefix(text, "{") || !strings.HasSuffix(text, "}") {
		return
	}
	// Numbers as they are written: an integer above 2^53 is an identifier, too.
	d := json.NewDecoder(bytes.NewReader([]byte(text)))
	d.UseNumber()
	var document map[string]any
	if d.Decode(&document) == nil {
		s.learnMember("", document)
	}
}

// learnMember learns what stands at path of a document, and below it.
func (s *Session) learnMember(path string, v any) {
	switch v := v.(type) {
	case map[string]any:
		// In order: of two domains that claim one identifier the first is taken.
		for _, name := range slices.Sorted(maps.Keys(v)) {
			e := v[name]
			if path != "" {
				name = path + "." + name
			}
			s.learnMember(name, e)
		}
	case []any:
		for _, e := range v {
			s.learnMember(path, e)
		}
	case json.Number:
		s.learnMember(path, v.String())
	case string:
		if d := s.memberDecision(path); d.learns && d.Action == Hash && s.concerns(d, v) {
			s.learn(d.Domain, v)
		}
	}
}
