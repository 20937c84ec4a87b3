package policy

import (
	"maps"
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// This file is for programs that list and explain a policy; nothing of it runs
// while telemetry is processed.

// Keys lists the attribute keys that the built-in table names, sorted. Those
// that end in ".**" are templates: they name every key below them.
func Keys() []string {
	t := builtinTable()
	keys := slices.Collect(maps.Keys(t.exact))
	for prefix := range t.templates {
		keys = append(keys, prefix+".**")
	}
	slices.Sort(keys)
	return keys
}

// Detectors lists the names of the detectors that run, sorted. What undoes
// quoted-printable starts like a detector, but finds nothing itself.
func (p *Policy) Detectors() []string {
	return slices.DeleteFunc(p.scrubber.Detectors(), func(name string) bool { return name == "quoted_printable" })
}

// Level is how strict the policy is.
func (p *Policy) Level() Level { return p.level }

// Findings tells what the detectors find in the value of an attribute that is
// scanned, and the text without it.
func (p *Policy) Findings(key, text string) (found []redact.Finding, clean string) {
	pass := redact.Pass{Replace: func(f redact.Finding, _ string) string {
		found = append(found, f)
		return redact.Placeholder(f.Detector)
	}}
	clean = p.scrubber.Scrub(&pass, key, text)
	return found, clean
}

// Placeholder is what stands instead of a value that d masks, or empty.
func (d *Decision) Placeholder() string {
	if d.Action != Mask {
		return ""
	}
	return redact.Placeholder(d.name)
}

// Condition says in words for which values d holds, others being scanned; it is
// empty if d holds for all.
func (d *Decision) Condition() string {
	switch {
	case d.when == withAt:
		return "values with an @"
	case d.when == whereIP:
		return "values that are addresses"
	case d.when == noRemark:
		return "values that are no sentence of a validator"
	case d.server:
		return "spans of kind server and consumer"
	case d.leaf:
		return "plain values; members of a map are judged by their own keys"
	}
	return ""
}

// Inherited says that d also goes for everything inside of a map or list.
func (d *Decision) Inherited() bool { return d.inherited() }

// Headers lists the names of the headers that the built-in table names, sorted.
func Headers() []string { return slices.Sorted(maps.Keys(builtinTable().headers)) }
