package lint

import (
	"slices"
	"strings"
	"time"
)

var unusedPrivacy = Rule{
	ID: "unused_privacy", Severity: Error,
	Title: "a privacy processor is configured and in no pipeline",
	Why:   "It does nothing: a configured processor runs only where a pipeline names it.",
	Mend:  "Add it to the processors of each pipeline, or remove it.",
	check: func(c *config, report reporter) {
		for _, p := range c.privacy() {
			if !p.used {
				report(p.node, Error, "no pipeline names %s", p.id)
			}
		}
	},
}

var reportOnly = Rule{
	ID: "report_only", Severity: Error,
	Title: "the processor only counts and changes nothing",
	Why:   "With report_only the raw data goes on to every exporter. It is meant for a trial, next to data that is raw anyway.",
	Mend:  "Remove report_only, or suppress the rule with the day on which the trial ends.",
	check: func(c *config, report reporter) {
		for _, p := range c.privacy() {
			if n := p.node.at("report_only"); n.isTrue() {
				report(n, Error, "%s changes nothing", p.id)
			}
		}
	},
}

var broadKeep = Rule{
	ID: "broad_keep", Severity: Error,
	Title: "a keep rule exempts far more than one attribute",
	Why:   "A kept attribute is not even scanned: emails and secrets in it pass. A pattern that begins with a wildcard also covers attributes that nobody has thought of yet.",
	Mend:  "Name the attributes, or use the action scan, which keeps harmless text and removes what is found in it.",
	check: func(c *config, report reporter) {
		c.keepRules(func(rule *node) {
			for _, a := range rule.at("attributes").children() {
				pattern := a.text()
				switch {
				case pattern == "*" || strings.HasPrefix(pattern, "**"):
					report(a, Error, "the pattern %q keeps every attribute that it meets raw", pattern)
				case strings.HasPrefix(pattern, "*"):
					report(a, Warning, "the pattern %q keeps attributes of any family raw", pattern)
				case c.Identifies(pattern):
					report(a, Warning, "it keeps the identifier %s raw", pattern)
				}
			}
		})
	},
}

// keepNotice is how long before its end a keep rule is reported: time enough
// for a ticket and a release.
const keepNotice = 30 * 24 * time.Hour

var keepExpiring = Rule{
	ID: "keep_expiring", Severity: Error,
	Title: "a keep rule is close to its until, or past it",
	Why:   "After that day the Collector refuses to start with it, at the next restart and on every host.",
	Mend:  "Remove the rule, or have it approved again with a new reason and a new until.",
	check: func(c *config, report reporter) {
		c.keepRules(func(rule *node) {
			n := rule.at("until")
			until, ok := day(n)
			switch left := until.Sub(c.Now); {
			case !ok && n == nil:
				report(rule, Info, "it has no until, so nobody will look at it again")
			case !ok:
			case left < 0:
				report(n, Error, "it ended on %s", until.Format(time.DateOnly))
			case left < keepNotice:
				report(n, Warning, "it ends on %s, in %d days", until.Format(time.DateOnly), int(left.Hours()/24))
			}
		})
	},
}

// keepRules visits the rules with the action keep.
func (c *config) keepRules(visit func(rule *node)) {
	for _, p := range c.privacy() {
		for _, rule := range p.node.at("rules").children() {
			if rule.at("action").text() == "keep" {
				visit(rule)
			}
		}
	}
}

// day reads a date, which YAML may have read already.
func day(n *node) (time.Time, bool) {
	if n == nil || n.unknown {
		return time.Time{}, false
	}
	if t, ok := n.value.(time.Time); ok {
		return t, true
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if t, err := time.Parse(layout, n.text()); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

var detectorOff = Rule{
	ID: "detector_off", Severity: Warning,
	Title: "a detector that matters everywhere is off",
	Why:   "What it would have found passes raw, in every attribute, name and message.",
	Mend:  "Take the line out; where it hits harmless text, add a keep or mask rule for that attribute, or report the look-alike.",
	check: func(c *config, report reporter) {
		for _, p := range c.privacy() {
			for _, d := range p.node.at("detectors").children() {
				off := d.text() == "off" || d.text() == "false" // YAML 1.1 reads off as false
				if off && slices.Contains(vitalDetectors, d.name) {
					report(d, Warning, "the detector %s is off", d.name)
				}
			}
		}
	},
}

var vitalDetectors = []string{"email", "secret", "jwt", "private_key", "password", "url_credentials", "card", "cookie"}

var lateAttribute = Rule{
	ID: "late_attribute", Severity: Warning,
	Title: "a processor behind the privacy processor brings request metadata in",
	Why:   "Headers and baggage of the request, copied into attributes after sanitizing, are exported as they came.",
	Mend:  "Move the processor before the privacy processor.",
	check: func(c *config, report reporter) {
		for _, p := range c.pipelines {
			for _, m := range p.afterPrivacy() {
				if m.component == nil || slices.ContainsFunc(p.afterPrivacy(), isPrivacyBehind(m, p)) {
					continue
				}
				m.node.walk(func(n *node) {
					if n.kind == scalar && readsMetadata(n) {
						report(n, Warning, "%s copies request metadata into the data after it was sanitized", m.id)
					}
				})
			}
		}
	},
}

// isPrivacyBehind finds a second privacy processor behind m.
func isPrivacyBehind(m *member, p *pipeline) func(*member) bool {
	at := slices.Index(p.processors, m)
	return func(other *member) bool {
		return typeOf(other.ref.text()) == privacyType && slices.Index(p.processors, other) > at
	}
}

func readsMetadata(n *node) bool {
	text := n.text()
	if n.name == "from_context" {
		return strings.HasPrefix(text, "metadata.") || strings.HasPrefix(text, "auth.")
	}
	return strings.Contains(text, "otelcol.client.metadata") || strings.Contains(text, "otelcol.grpc.metadata") ||
		strings.Contains(text, "otelcol.client.auth")
}
