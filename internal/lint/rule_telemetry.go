package lint

import "strings"

var debugVerbosity = Rule{
	ID: "debug_verbosity", Severity: Warning,
	Title: "the debug exporter prints the data",
	Why:   "What it prints goes into the Collector's own log, and with it to wherever logs are collected, beside every access rule of the trace store. Pseudonyms are still personal data.",
	Mend:  "Use verbosity: basic, which prints counts, or take the exporter out of the pipeline.",
	check: func(c *config, report reporter) {
		for _, e := range c.all(exporters) {
			if !e.used || e.typ != "debug" {
				continue
			}
			verbosity := e.node.at("verbosity")
			if v := strings.ToLower(verbosity.text()); v == "detailed" || v == "normal" {
				report(verbosity, Warning, "%s prints attributes into the log", e.id)
			}
			if level := e.node.at("loglevel"); strings.EqualFold(level.text(), "debug") {
				report(level, Warning, "%s prints attributes into the log", e.id)
			}
		}
	},
}

var telemetryDebug = Rule{
	ID: "telemetry_debug", Severity: Warning,
	Title: "the Collector's own log is at debug level",
	Why:   "At that level some components print what they process, statements of the transform processor with whole records among it.",
	Mend:  "Use service::telemetry::logs::level: info.",
	check: func(c *config, report reporter) {
		if level := c.root.at("service", "telemetry", "logs", "level"); strings.EqualFold(level.text(), "debug") {
			report(level, Warning, "components may print data")
		}
	},
}
