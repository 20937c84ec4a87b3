// Package lint checks a Collector's configuration for the ways in which raw
// identifiers and secrets get past the privacy processor.
//
// Start with [Check]. A finding names a rule by a stable word, so that a
// suppression or a dashboard that names it keeps working between releases:
// rules are added, but their IDs do not change their meaning.
//
// The configuration is read with its references (${env:...}, ${file:...})
// resolved as the Collector resolves them. What cannot be resolved on this
// machine is unknown, and no rule concludes anything from it. No finding holds
// a value that may be a secret.
package lint

import (
	"cmp"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"
)

// Severity says how bad a finding is.
type Severity string

// The severities, from the worst.
const (
	// Error: raw data leaves, or the processor does not do what was meant.
	Error Severity = "error"
	// Warning: a protection is missing that a careful operator would want.
	Warning Severity = "warning"
	// Info: worth knowing.
	Info Severity = "info"
)

// Severities lists them from the worst.
var Severities = []Severity{Error, Warning, Info}

// AtLeast says that s is as bad as other, or worse.
func (s Severity) AtLeast(other Severity) bool {
	return slices.Index(Severities, s) <= slices.Index(Severities, other)
}

// Finding is one fault at one place.
type Finding struct {
	Rule     string   `json:"rule"`
	Severity Severity `json:"severity"`
	Path     string   `json:"path"` // as the Collector writes it: exporters::otlp::endpoint
	File     string   `json:"file"`
	Line     int      `json:"line"`
	Column   int      `json:"column"`
	Message  string   `json:"message"`
	// Suppressed holds the reason of the suppression that covers the finding.
	Suppressed string `json:"suppressed,omitempty"`

	node *node
}

// Source is one file of the configuration.
type Source struct {
	Name string
	Data []byte
}

// Settings are what a check depends on beside the configuration itself. The
// zero value of each field but Identifies is usable.
type Settings struct {
	// Now decides what is old or expired; zero means the clock.
	Now time.Time
	// ReadFile reads the files that the configuration names; nil: [os.ReadFile].
	ReadFile func(name string) ([]byte, error)
	// Identifies says whether the policy takes the attribute for an identifier.
	Identifies func(attributeKey string) bool
	// Secret says whether a text holds a secret that its form gives away.
	Secret func(text string) bool
	// Validate checks the configuration of one privacy processor as the
	// Collector would at start. Its errors may begin with the path in it.
	Validate func(id string, raw map[string]any) error
	// Suppressions hold beside those that the configuration has in comments.
	Suppressions []Suppression
}

// Check reads the sources, later ones over earlier ones as the Collector does,
// and returns what it found, in the order of the files, suppressed findings
// included. An error means that there was nothing to check: a file is not YAML.
func Check(sources []Source, s Settings) ([]Finding, error) {
	s = s.withDefaults()
	root, suppressions, err := read(sources, s)
	if err != nil {
		return nil, err
	}
	c := newConfig(root, s)
	var findings []Finding
	for i := range rules {
		r := &rules[i]
		r.check(c, func(n *node, severity Severity, format string, args ...any) {
			findings = append(findings, newFinding(r.ID, n, severity, fmt.Sprintf(format, args...)))
		})
	}
	findings = suppress(findings, suppressions, s.Now)
	order := map[string]int{}
	for i, src := range sources {
		order[src.Name] = i
	}
	slices.SortStableFunc(findings, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(order[a.File], order[b.File]), cmp.Compare(a.Line, b.Line),
			cmp.Compare(a.Column, b.Column), cmp.Compare(a.Rule, b.Rule), cmp.Compare(a.Message, b.Message))
	})
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.Rule == b.Rule && a.Path == b.Path && a.Message == b.Message
	}), nil
}

func (s Settings) withDefaults() Settings {
	if s.Now.IsZero() {
		s.Now = time.Now()
	}
	if s.ReadFile == nil {
		s.ReadFile = os.ReadFile
	}
	if s.Identifies == nil {
		s.Identifies = func(string) bool { return false }
	}
	if s.Secret == nil {
		s.Secret = func(string) bool { return false }
	}
	if s.Validate == nil {
		s.Validate = func(string, map[string]any) error { return nil }
	}
	return s
}

func read(sources []Source, s Settings) (*node, []*suppression, error) {
	if len(sources) == 0 {
		return nil, nil, errors.New("a configuration must be given")
	}
	var root *node
	suppressions := given(s.Suppressions)
	e := newExpander()
	for _, src := range sources {
		n, err := parse(src.Name, src.Data, e)
		if err != nil {
			return nil, nil, fmt.Errorf("read %s: %w", src.Name, plainYAML(err))
		}
		root = merge(root, n)
		suppressions = append(suppressions, comments(src)...)
	}
	return root, suppressions, nil
}

// plainYAML takes the package name off an error of the YAML reader.
func plainYAML(err error) error {
	return errors.New(strings.TrimPrefix(err.Error(), "yaml: "))
}

func newFinding(rule string, n *node, severity Severity, message string) Finding {
	return Finding{
		Rule: rule, Severity: severity, Message: message,
		Path: n.path, File: n.file, Line: n.line, Column: n.column, node: n,
	}
}
