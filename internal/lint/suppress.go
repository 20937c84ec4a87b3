package lint

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Suppression accepts the findings of one rule at one path until a day. It has
// a reason, so that the next reader need not guess, and an end, so that there
// is a next reader.
type Suppression struct {
	Rule   string `yaml:"rule"`
	Path   string `yaml:"path"` // and everything under it; empty: everywhere
	Until  string `yaml:"until"`
	Reason string `yaml:"reason"`
}

// ParseSuppressions reads a file of suppressions: a YAML list.
func ParseSuppressions(data []byte) ([]Suppression, error) {
	var list []Suppression
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&list); err != nil {
		return nil, plainYAML(err)
	}
	for i, s := range list {
		if err := s.validate(); err != nil {
			return nil, fmt.Errorf("%d: %w", i, err)
		}
	}
	return list, nil
}

func (s Suppression) validate() error {
	if _, ok := RuleByID(s.Rule); !ok {
		return fmt.Errorf("rule must be the ID of a rule, got %q", s.Rule)
	}
	if strings.TrimSpace(s.Reason) == "" {
		return errors.New("reason must be given")
	}
	if _, err := time.Parse(time.DateOnly, s.Until); err != nil {
		return fmt.Errorf("until must be a day such as 2027-01-31, got %q", s.Until)
	}
	return nil
}

// SuppressionRule is the rule of findings about suppressions.
var SuppressionRule = Rule{
	ID: "suppression", Severity: Error,
	Title: "a suppression cannot be taken as it is",
	Why:   "A suppression without a reason or an end hides a fault forever; one that is past its end hides nothing.",
	Mend:  "Write: # privacyctl:ignore RULE until YYYY-MM-DD: why this is acceptable",
	check: func(*config, reporter) {},
}

// suppression is one as it is applied: at a line of a file, or at a path.
type suppression struct {
	Suppression
	file    string
	line    int // of the comment; 0: by path
	covers  int // the line that a comment speaks of
	fault   string
	expires time.Time
	used    bool
}

func given(list []Suppression) []*suppression {
	var out []*suppression
	for _, s := range list {
		until, _ := time.Parse(time.DateOnly, s.Until)
		out = append(out, &suppression{Suppression: s, expires: until.AddDate(0, 0, 1)})
	}
	return out
}

var markedComment = regexp.MustCompile(`#\s*privacyctl:ignore`)

var ignoreComment = regexp.MustCompile(`^\s*([a-z_]+)\s+until\s+(\S+?):\s*(.*)$`)

// comments finds the suppressions in a file. One at the end of a line covers
// that line and what is nested in it, one on a line of its own the next line.
func comments(src Source) []*suppression {
	var list []*suppression
	lines := strings.Split(string(src.Data), "\n")
	for i, line := range lines {
		at := markedComment.FindStringIndex(line)
		if at == nil {
			continue
		}
		s := parseComment(line[at[1]:])
		s.file, s.line, s.covers = src.Name, i+1, i+1
		if strings.TrimSpace(line[:at[0]]) == "" {
			s.covers = nextLine(lines, i)
		}
		list = append(list, s)
	}
	return list
}

// nextLine is the number of the next line that is not a comment.
func nextLine(lines []string, i int) int {
	for i++; i < len(lines); i++ {
		if t := strings.TrimSpace(lines[i]); t != "" && t[0] != '#' {
			return i + 1
		}
	}
	return i
}

func parseComment(text string) *suppression {
	m := ignoreComment.FindStringSubmatch(text)
	if m == nil {
		return &suppression{fault: "it must read: RULE until YYYY-MM-DD: reason"}
	}
	s := &suppression{Suppression: Suppression{Rule: m[1], Until: m[2], Reason: strings.TrimSpace(m[3])}}
	if err := s.validate(); err != nil {
		s.fault = err.Error()
		return s
	}
	until, _ := time.Parse(time.DateOnly, s.Until)
	s.expires = until.AddDate(0, 0, 1)
	return s
}

// suppress marks the findings that are covered, and adds what is wrong with
// the suppressions themselves.
func suppress(findings []Finding, list []*suppression, now time.Time) []Finding {
	for i := range findings {
		for _, s := range list {
			if s.fault == "" && s.applies(&findings[i]) {
				s.used = true
				if now.Before(s.expires) && findings[i].Suppressed == "" {
					findings[i].Suppressed = s.Reason
				}
			}
		}
	}
	for _, s := range list {
		at := &node{file: s.file, line: s.line, column: 1, path: s.Path}
		switch {
		case s.fault != "":
			findings = append(findings, newFinding(SuppressionRule.ID, at, Error, s.fault))
		case s.used && !now.Before(s.expires):
			findings = append(findings, newFinding(SuppressionRule.ID, at, Error, fmt.Sprintf("the suppression of %s ended on %s", s.Rule, s.Until)))
		case !s.used:
			findings = append(findings, newFinding(SuppressionRule.ID, at, Info, fmt.Sprintf("nothing of %s is found here any more", s.Rule)))
		}
	}
	return findings
}

func (s *suppression) applies(f *Finding) bool {
	if f.Rule != s.Rule {
		return false
	}
	if s.line == 0 {
		return s.Path == "" || f.Path == s.Path || strings.HasPrefix(f.Path, s.Path+"::")
	}
	for n := f.node; n != nil; n = n.parent {
		if n.file == s.file && n.line == s.covers && n.path != "" {
			return true
		}
	}
	return false
}
