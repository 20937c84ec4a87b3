package lint

import (
	"regexp"
	"slices"
	"strings"
)

var invalid = Rule{
	ID: "invalid", Severity: Error,
	Title: "the Collector will not start with this configuration",
	Why:   "A Collector that does not start loses telemetry; one that was started with an older file keeps running with the older policy.",
	Mend:  "Correct what the message names.",
	check: func(c *config, report reporter) {
		c.checkSections(report)
		for _, p := range c.pipelines {
			c.checkPipeline(p, report)
		}
		c.checkConnectors(report)
		for _, p := range c.privacy() {
			c.checkPrivacy(p, report)
		}
	},
}

// topLevel are the sections that a configuration may have.
var topLevel = append([]string{"service"}, sections...)

func (c *config) checkSections(report reporter) {
	for _, n := range c.root.children() {
		if n.unknown || slices.Contains(topLevel, n.name) {
			continue
		}
		report(n, Error, "the section must be one of %q, got %q", topLevel, n.name)
	}
	switch service := c.root.at("service"); {
	case c.root.kind != mapping:
		report(c.root, Error, "it must be a mapping with receivers, exporters and service")
	case service == nil:
		report(c.root, Error, "it must have a service section with pipelines")
	case len(c.pipelines) == 0 && !service.at("pipelines").isUnknown() && len(service.at(extensions).children()) == 0:
		report(service, Error, "service must have at least one pipeline")
	}
	for _, ref := range c.root.at("service", extensions).children() {
		if ref.text() != "" && c.components[extensions][ref.text()] == nil {
			report(ref, Error, "no extension %q is configured", ref.text())
		}
	}
}

func (n *node) isUnknown() bool { return n != nil && n.unknown }

var signals = []string{"traces", "metrics", "logs", "profiles"}

func (c *config) checkPipeline(p *pipeline, report reporter) {
	if !slices.Contains(signals, p.signal) {
		report(p.node, Error, "a pipeline must be one of %q, got %q", signals, p.signal)
	}
	for _, part := range []struct {
		section string
		members []*member
	}{{receivers, p.receivers}, {processors, p.processors}, {exporters, p.exporters}} {
		list := p.node.at(part.section)
		if len(part.members) == 0 && part.section != processors && !list.isUnknown() {
			report(p.node, Error, "it must have at least one of its %s", part.section)
		}
		seen := map[string]bool{}
		for _, m := range part.members {
			id := m.ref.text()
			switch {
			case id == "":
			case seen[id]:
				report(m.ref, Error, "%q must stand once in %s", id, part.section)
			case m.component == nil:
				report(m.ref, Error, "%q is not configured in %s", id, part.section)
			}
			seen[id] = true
		}
	}
}

// checkConnectors: a connector must be the exporter of one pipeline and the
// receiver of another.
func (c *config) checkConnectors(report reporter) {
	ends := map[string][2]bool{}
	for _, p := range c.pipelines {
		for _, m := range p.exporters {
			if m.connector {
				ends[m.id] = [2]bool{true, ends[m.id][1]}
			}
		}
		for _, m := range p.receivers {
			if m.connector {
				ends[m.id] = [2]bool{ends[m.id][0], true}
			}
		}
	}
	for _, connector := range c.all(connectors) {
		end, named := ends[connector.id]
		switch {
		case !named || end[0] && end[1]:
		case end[0]:
			report(connector.node, Error, "no pipeline has it as receiver, so its data goes nowhere")
		default:
			report(connector.node, Error, "no pipeline has it as exporter, so it gets no data")
		}
	}
}

// checkPrivacy lets the processor judge its own section. Its errors name the
// path in it, and each is reported at its own line.
func (c *config) checkPrivacy(p *component, report reporter) {
	raw, _ := p.node.raw().(map[string]any)
	err := c.Validate(p.id, raw)
	if err == nil {
		return
	}
	for _, message := range lines(err) {
		at, message := p.node.locate(message)
		// What the server will have there, only the server knows.
		if !at.unknown {
			report(at, Error, "%s", message)
		}
	}
}

// decodePath is how the decoder names a place: 'rules[0].action'.
var decodePath = regexp.MustCompile(`^'([^']*)' (.*)$`)

// locate finds the place that an error speaks of, and what it says of it.
func (n *node) locate(message string) (at *node, rest string) {
	if m := decodePath.FindStringSubmatch(message); m != nil {
		path := strings.FieldsFunc(m[1], func(r rune) bool { return r == '.' || r == '[' || r == ']' })
		n, message = n.nearest(path), m[2]
	}
	// A path may come in pieces: "keyring::keys::0: secret: must be ...".
	for {
		path, rest, ok := strings.Cut(message, ": ")
		if !ok || strings.Contains(path, " ") {
			return n, message
		}
		next := n.nearest(strings.Split(path, "::"))
		if next == n {
			return n, message // what is meant is missing: its name is part of the message
		}
		n, message = next, rest
	}
}

// lines are the single errors of a joined one.
func lines(err error) []string {
	var list []string
	// Not errors.As: what wraps a joined error further in holds its path.
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			list = append(list, lines(e)...)
		}
		return list
	}
	for line := range strings.Lines(err.Error()) {
		// A line that ends in a colon only leads to the next ones.
		if line = strings.TrimSpace(line); line != "" && !strings.HasSuffix(line, ":") {
			list = append(list, line)
		}
	}
	return list
}

var unresolved = Rule{
	ID: "unresolved", Severity: Info,
	Title: "a reference could not be resolved on this machine",
	Why:   "Rules conclude nothing from a value that is not known here, so the check is less complete than where the Collector runs.",
	Mend:  "Set the variable or mount the file for the check, with a harmless value.",
	check: func(c *config, report reporter) {
		c.root.walk(func(n *node) {
			if n.unknown && !secretField(n) {
				report(n, Info, "its value is not known here")
			}
		})
	},
}
