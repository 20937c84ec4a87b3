package report

import (
	"fmt"
	"io"
	"strings"
	"time"
)

const day = 24 * time.Hour

// Markdown writes the figures as a page for the privacy officer.
func (f *Figures) Markdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Privacy report\n\nMade %s from %s, ", f.Made.UTC().Format(time.RFC3339), f.Source)
	if f.Period > 0 {
		fmt.Fprintf(&b, "over the last %s.\n", span(f.Period))
	} else {
		b.WriteString("since the start of the collector.\n")
	}
	f.verdict(&b)
	f.coverage(&b)
	table(&b, "Values by action", "action", "values", f.Actions)
	table(&b, "Findings by detector", "detector", "values", f.Findings)
	table(&b, "Identifiers made pseudonyms", "domain", "values", f.Domains)
	table(&b, "Fail-closed events", "reason", "events", f.Failed)
	table(&b, "Attribute keys that no rule names", "key", "times first seen", f.Unnamed)
	f.keys(&b)
	f.residuals(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// verdict is what a reader in a hurry wants to know.
func (f *Figures) verdict(b *strings.Builder) {
	fmt.Fprintf(b, "\n%.0f records passed, %.0f values were replaced, masked or removed.\n", total(f.Records), total(f.Actions))
	if f.Bare > 0 {
		fmt.Fprintf(b, "\n**%.0f processors only report and change nothing.**\n", f.Bare)
	}
	if n := total(f.Residual); n > 0 {
		fmt.Fprintf(b, "\n**%.0f residual findings left the collector.**\n", n)
	}
}

func (f *Figures) coverage(b *strings.Builder) {
	if len(f.Services) == 0 {
		return
	}
	b.WriteString("\n## Coverage\n\n| service | records | values replaced | for each record |\n|---|---:|---:|---:|\n")
	for _, s := range f.Services {
		share := 0.0
		if s.Records > 0 {
			share = s.Values / s.Records
		}
		fmt.Fprintf(b, "| %s | %.0f | %.0f | %.2f |\n", cell(s.Service), s.Records, s.Values, share)
	}
}

func (f *Figures) keys(b *strings.Builder) {
	b.WriteString("\n## Keys\n\n| key | fingerprint | age |\n|---|---|---:|\n")
	if len(f.Keys) == 0 {
		b.WriteString("| none | | |\n")
	}
	for _, k := range f.Keys {
		fmt.Fprintf(b, "| %s | %s | %d days |\n", cell(k.ID), cell(k.Fingerprint), time.Duration(k.Age)/day)
	}
}

func (f *Figures) residuals(b *strings.Builder) {
	b.WriteString("\n## Residual findings\n\n")
	if found := total(f.Residual); f.Sampled == 0 && found == 0 {
		b.WriteString("**Nothing was scanned a second time, so nothing can be said of what is left in the output.** Raise `residual_sample`.\n")
	} else {
		fmt.Fprintf(b, "%.0f records of the output were scanned a second time; %.0f findings.\n", f.Sampled, found)
	}
	for _, e := range f.Remediation {
		state := ""
		if e.Open {
			state = ", not over"
		}
		fmt.Fprintf(b, "- %s to %s (%s%s)\n", e.From.Format(time.RFC3339), e.To.Format(time.RFC3339), e.To.Sub(e.From), state)
	}
	if mean := f.MeanTimeToRemediate(); mean > 0 {
		fmt.Fprintf(b, "\nMean time to remediate: %s.\n", mean.Round(time.Second))
	}
}

// span is a length of time as one says it: whole days in days.
func span(s Seconds) string {
	if d := time.Duration(s); d%day != 0 {
		return d.String()
	}
	return fmt.Sprintf("%d days", time.Duration(s)/day)
}

func table(b *strings.Builder, title, what, unit string, rows []Count) {
	fmt.Fprintf(b, "\n## %s\n\n", title)
	if len(rows) == 0 {
		b.WriteString("None.\n")
		return
	}
	fmt.Fprintf(b, "| %s | %s |\n|---|---:|\n", what, unit)
	for _, c := range rows {
		fmt.Fprintf(b, "| %s | %.0f |\n", cell(c.Name), c.N)
	}
}

func total(list []Count) (sum float64) {
	for _, c := range list {
		sum += c.N
	}
	return sum
}

// cell keeps a label from ending its cell of the table.
func cell(s string) string {
	if s == "" {
		return "-"
	}
	return strings.NewReplacer("|", `\|`, "\n", " ").Replace(s)
}
