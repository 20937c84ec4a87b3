package policy

import (
	"fmt"
	"strings"
)

// Glob matches attribute keys by their parts between dots: `*` is one part or,
// inside a part, any text without a dot; `**` is any number of parts, none
// included. Case counts, as it does in attribute keys.
type Glob struct {
	text  string
	parts []string // nil: text has no wildcard
}

// ParseGlob compiles a pattern.
func ParseGlob(pattern string) (Glob, error) {
	if pattern == "" {
		return Glob{}, errEmptyGlob
	}
	g := Glob{text: pattern}
	if !strings.Contains(pattern, "*") {
		return g, nil
	}
	g.parts = strings.Split(pattern, ".")
	doubles := 0
	for _, part := range g.parts {
		if part == "**" {
			doubles++
		} else if strings.Contains(part, "**") {
			return Glob{}, fmt.Errorf("must have ** as a whole part between dots, got %q", pattern)
		}
	}
	// Each ** multiplies the ways to match; two are enough to say "somewhere inside".
	if doubles > 2 {
		return Glob{}, fmt.Errorf("must have at most two **, got %q", pattern)
	}
	return g, nil
}

// String is the pattern.
func (g Glob) String() string { return g.text }

// Match reports whether key matches as a whole.
func (g Glob) Match(key string) bool {
	if g.parts == nil {
		return g.text == key
	}
	return matchParts(g.parts, key, false)
}

// matchParts matches the parts of a pattern against the rest of a key. done
// means that the key ended with the part before, which "" alone does not tell.
func matchParts(parts []string, rest string, done bool) bool {
	for i, part := range parts {
		if part == "**" {
			return matchAnywhere(parts[i+1:], rest, done)
		}
		if done {
			return false
		}
		head, tail, more := strings.Cut(rest, ".")
		if !matchPart(part, head) {
			return false
		}
		rest, done = tail, !more
	}
	return done
}

// matchAnywhere matches parts after any number of the key's own parts.
func matchAnywhere(parts []string, rest string, done bool) bool {
	for {
		if matchParts(parts, rest, done) {
			return true
		}
		if done {
			return false
		}
		_, tail, more := strings.Cut(rest, ".")
		rest, done = tail, !more
	}
}

// matchPart matches one part, in which `*` stands for any text.
func matchPart(pattern, text string) bool {
	first, pattern, wild := strings.Cut(pattern, "*")
	if !wild {
		return first == text
	}
	text, ok := strings.CutPrefix(text, first)
	for ok {
		piece, rest, more := strings.Cut(pattern, "*")
		if !more {
			return strings.HasSuffix(text, piece)
		}
		// The earliest occurrence leaves the most text for the pieces to come.
		_, text, ok = strings.Cut(text, piece)
		pattern = rest
	}
	return false
}
