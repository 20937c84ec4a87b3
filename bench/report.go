package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/otel-privacy/privacyprocessor/bench/workload"
)

// writeReport writes the table with what it takes to read it: machine, versions, date.
func writeReport(w io.Writer, results []result) {
	fmt.Fprintf(w, "# Cost of a span\n\nNanoseconds a span and ratio to OTLP protobuf decode + encode of the same spans. A round of a contender is sixteen batches in a\nrow, each of 512 spans, 8 resources and about 20 attributes a span, all with other orders, sessions and secrets; all in one process,\ninterleaved, least of many rounds. What takes milliseconds for a span gets one smaller batch. Made by `make bench`.\n\n")
	fmt.Fprintf(w, "- date: %s\n- machine: %s, %d cores, %s/%s, %s\n", time.Now().UTC().Format(time.DateOnly), cpu(), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, runtime.Version())
	for _, m := range versions() {
		fmt.Fprintf(w, "- %s\n", m)
	}
	fmt.Fprintln(w)
	writeTable(w, results)
}

// writeTable writes one row for each contender, in Markdown.
func writeTable(w io.Writer, results []result) {
	tw := tabwriter.NewWriter(w, 0, 0, 1, ' ', 0)
	fmt.Fprint(tw, "| what")
	for _, v := range workload.Variants {
		fmt.Fprintf(tw, "\t| %s, ns\t| ratio", v)
	}
	fmt.Fprintf(tw, "\t|\n|---%s\t|\n", strings.Repeat("\t|---:\t|---:", len(workload.Variants)))
	perVariant := len(results) / len(workload.Variants)
	for i := range perVariant {
		fmt.Fprintf(tw, "| %s", results[i].name)
		for v := range workload.Variants {
			r := results[v*perVariant+i]
			fmt.Fprintf(tw, "\t| %s\t| %s", thousands(r.perSpan.Nanoseconds()), ratio(r.ratio))
		}
		fmt.Fprint(tw, "\t|\n")
	}
	tw.Flush()
}

func ratio(f float64) string {
	if f >= 100 {
		return thousands(int64(f))
	}
	return fmt.Sprintf("%.2f", f)
}

// thousands writes n with a comma between groups of three digits.
func thousands(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// cpu is the model name that Linux tells, or the architecture elsewhere.
func cpu() string {
	info, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return runtime.GOARCH
	}
	for line := range strings.Lines(string(info)) {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimLeft(name, "\t :"))
		}
	}
	return runtime.GOARCH
}

// versions lists the modules whose speed is compared.
func versions() []string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return nil
	}
	var out []string
	for _, m := range info.Deps {
		if strings.Contains(m.Path, "contrib/processor/") || strings.HasSuffix(m.Path, "collector/pdata") || strings.Contains(m.Path, "gitleaks") {
			out = append(out, m.Path+" "+m.Version)
		}
	}
	return out
}
