package lint

import (
	"slices"
	"strings"
)

var bypass = Rule{
	ID: "bypass", Severity: Error,
	Title: "an exporter gets data that no privacy processor has seen",
	Why:   "Raw user IDs, emails and secrets leave the Collector by this exporter.",
	Mend:  "Put the privacy processor into the pipeline's processors, behind memory_limiter and before everything else.",
	check: func(c *config, report reporter) {
		if len(c.privacy()) == 0 {
			return // noPrivacy says it once
		}
		for _, p := range c.pipelines {
			if !p.leaks() {
				continue
			}
			for _, e := range p.exporters {
				if !e.connector && typeOf(e.ref.text()) != "nop" {
					report(e.ref, p.leakSeverity(), "raw data reaches it: %s", p.way("exporter "+e.ref.text()))
				}
			}
		}
	},
}

var noPrivacy = Rule{
	ID: "no_privacy", Severity: Error,
	Title: "the configuration has no privacy processor",
	Why:   "Whatever this Collector receives, it passes on with raw user IDs, emails and secrets in it.",
	Mend:  "Configure the privacy processor and put it into each pipeline (`privacyctl init` writes an example). If data is sanitized before it comes here, suppress this rule and say so.",
	check: func(c *config, report reporter) {
		if len(c.privacy()) > 0 {
			return
		}
		for _, p := range c.pipelines {
			if p.leaks() {
				report(c.root.at("service", "pipelines"), p.leakSeverity(), "no processor of type privacy is configured")
				return
			}
		}
	},
}

// leakSeverity: identities are the rule in traces and logs, an accident in metrics.
func (p *pipeline) leakSeverity() Severity {
	if p.signal == "metrics" || p.signal == "profiles" {
		return Warning
	}
	return Error
}

var rawConnector = Rule{
	ID: "raw_connector", Severity: Error,
	Title: "a connector makes something new of data that no privacy processor has seen",
	Why:   "What it counts or groups by (span names, dimensions, exemplars) goes into metrics or logs raw, and stays in its memory; a raw ID as a dimension also makes one series for each user.",
	Mend:  "Put the privacy processor before the connector: into the pipeline that names it as exporter. Pseudonyms work as dimensions as well as raw IDs do.",
	check: func(c *config, report reporter) {
		for _, p := range c.pipelines {
			if !p.leaks() {
				continue
			}
			for _, e := range p.exporters {
				if !e.connector || handsOn[e.typ] {
					continue
				}
				if ids := c.identities(e.node); len(ids) > 0 {
					report(e.ref, Error, "it groups by raw identifiers (%s): %s", strings.Join(ids, ", "), p.way("connector "+e.id))
					continue
				}
				severity := Warning
				if slices.ContainsFunc(c.fedBy(e), func(p *pipeline) bool { return !p.sanitizes() }) {
					severity = Error
				}
				report(e.ref, severity, "it sees raw data: %s", p.way("connector "+e.id))
			}
		}
	},
}

var rawSampling = Rule{
	ID: "raw_sampling", Severity: Warning,
	Title: "sampling, filtering or routing decides on a raw identifier",
	Why:   "The raw IDs stand in the configuration, and the choice tells who they are. Once an agent in front sanitizes, the condition silently never matches again.",
	Mend:  "Put the privacy processor first and decide on the pseudonym (`privacyctl pseudonym` prints it), or decide on an attribute that names nobody, such as user.tier.",
	check: func(c *config, report reporter) {
		for _, p := range c.pipelines {
			if p.raw == nil {
				continue
			}
			for _, m := range p.seesRaw() {
				if m.component != nil && decides[m.typ] {
					c.reportIdentities(m.node, report)
				}
			}
			for _, e := range p.exporters {
				if p.leaks() && e.connector && e.typ == "routing" {
					c.reportIdentities(e.node, report)
				}
			}
		}
	},
}

// decides are the processors that keep, drop or group records by what they hold.
var decides = map[string]bool{
	"tailsampling": true, "filter": true, "probabilisticsampler": true, "groupbyattrs": true, "intervalsampler": true, "logdedup": true,
}

func (c *config) reportIdentities(n *node, report reporter) {
	n.walk(func(n *node) {
		if n.kind != scalar {
			return
		}
		for _, key := range c.identifiersIn(n) {
			report(n, Warning, "it decides on the raw value of %s", key)
		}
	})
}

var rawQueue = Rule{
	ID: "raw_queue", Severity: Error,
	Title: "raw data is written to disk by a persistent queue",
	Why:   "A queue with a storage keeps each batch on disk until it is sent, and what was deleted can be recovered from there: raw IDs then lie on a volume and in its backups.",
	Mend:  "Put the privacy processor into the pipeline, so that only sanitized batches are queued, or remove sending_queue::storage.",
	check: func(c *config, report reporter) {
		for _, p := range c.pipelines {
			if !p.leaks() {
				continue
			}
			for _, e := range p.exporters {
				if e.component == nil || e.connector {
					continue
				}
				e.node.walk(func(n *node) {
					if n.name == "storage" && n.kind == scalar && n.value != nil {
						report(n, Error, "raw data is stored: %s", p.way("exporter "+e.id))
					}
				})
			}
		}
	},
}

var dataTap = Rule{
	ID: "data_tap", Severity: Warning,
	Title: "a tap shows passing data to whoever asks",
	Why:   "The remote tap processor serves records as they pass over a web socket without authentication.",
	Mend:  "Remove the tap, or put it behind the privacy processor and on loopback.",
	check: func(c *config, report reporter) {
		for _, p := range c.pipelines {
			for i, m := range p.processors {
				if typeOf(m.ref.text()) != "remotetap" {
					continue
				}
				if p.raw != nil && i < len(p.seesRaw()) {
					report(m.ref, Error, "raw data can be read from it")
				} else {
					report(m.ref, Warning, "records can be read from it")
				}
			}
		}
	},
}
