package lookup

import (
	"fmt"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

// maxTicketTraces bounds the text for a ticket; failed traces come first.
const maxTicketTraces = 10

// viewOf makes what the page shows of an answer.
func viewOf(a *Answer, from, to time.Time, zone *time.Location, reason string) *page.LookupAnswer {
	out := &page.LookupAnswer{
		Window: between(from, to, zone), Pseudonyms: a.Pseudonyms,
		TraceQL: a.Queries.TraceQL, Jaeger: a.Queries.Jaeger,
	}
	for _, w := range a.Warnings {
		if w != a.hint { // the page says that in its own words, in the customer's time
			out.Warnings = append(out.Warnings, w)
		}
	}
	for _, t := range a.Traces {
		row := page.Row{
			TraceID: t.TraceID, At: t.Start.In(zone), Duration: duration(t.DurationMS),
			Service: t.RootService, Operation: t.RootOperation, Spans: t.SpanCount, Backend: t.Backend, Link: t.Link,
		}
		if e := t.ErrorSpan; e != nil {
			out.Failed++
			row.Failure = &page.Failure{Service: e.Service, Operation: e.Operation, Exception: e.ExceptionType, Message: e.Message}
			for _, s := range e.Path {
				row.Failure.Path = append(row.Failure.Path, page.Step{Service: s.Service, Operation: s.Operation, Duration: duration(s.DurationMS)})
			}
		}
		out.Rows = append(out.Rows, row)
	}
	if !a.Newest.IsZero() {
		out.Newest = a.Newest.In(zone).Format("2006-01-02 15:04 MST")
	}
	out.Timeline = page.NewTimeline(out.Rows)
	out.Ticket = ticket(out, reason)
	return out
}

func duration(ms float64) time.Duration { return time.Duration(ms * float64(time.Millisecond)) }

// ticket is the answer as plain text, without the raw ID.
func ticket(a *page.LookupAnswer, reason string) string {
	var b strings.Builder
	if reason != "" {
		fmt.Fprintf(&b, "%s\n", reason)
	}
	fmt.Fprintf(&b, "Customer %s\n%d traces %s, %d failed\n", strings.Join(a.Pseudonyms, ", "), len(a.Rows), a.Window, a.Failed)
	shown := 0
	for _, failed := range []bool{true, false} {
		for _, r := range a.Rows {
			if (r.Failure != nil) != failed || shown == maxTicketTraces {
				continue
			}
			shown++
			fmt.Fprintf(&b, "\n%s  %s  %s in %s\n", r.At.Format("2006-01-02 15:04:05 MST"), page.Duration(r.Duration), r.Operation, r.Service)
			if f := r.Failure; f != nil {
				fmt.Fprintf(&b, "  failed at %s in %s", f.Operation, f.Service)
				if f.Exception != "" {
					fmt.Fprintf(&b, ": %s", f.Exception)
				}
				b.WriteByte('\n')
			}
			where := r.Link
			if where == "" {
				where = "trace " + r.TraceID + " in " + r.Backend
			}
			fmt.Fprintf(&b, "  %s\n", where)
		}
	}
	if left := len(a.Rows) - shown; left > 0 {
		fmt.Fprintf(&b, "\nand %d more\n", left)
	}
	return b.String()
}
