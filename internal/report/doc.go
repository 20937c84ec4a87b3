// Package report turns the processor's own metrics into the compliance figures
// of a period: coverage, findings, unclassified attribute keys, key ages,
// fail-closed events, and how long a residual finding lasted. Start with
// [FromPage] or [FromPrometheus], and write the result with [Figures.Markdown]
// or [Figures.JSON].
//
// It reads metrics only: they hold no telemetry, so neither does a report.
package report

// The metrics that a report is made of, as the Collector exports them by
// default. A reader that appends suffixes is understood too.
const (
	prefix       = "otelcol_processor_privacy_"
	records      = prefix + "records"
	values       = prefix + "values"
	batches      = prefix + "batches"
	failedClosed = prefix + "failed_closed"
	unclassified = prefix + "unclassified_keys"
	keyAge       = prefix + "key_age"
	residual     = prefix + "residual_findings"
	sampled      = prefix + "residual_samples"
	reportOnly   = prefix + "report_only"
	svcRecords   = prefix + "service_records"
	svcValues    = prefix + "service_values"
)

// suffixes are what such a reader appends: the kind of a counter, a unit.
var suffixes = []string{"_total", "_seconds", "_ratio"}
