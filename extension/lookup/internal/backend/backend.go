// Package backend asks trace stores for the traces that hold a pseudonym. Each
// store is one [Backend]; [Ask] is how to call it, since no store is trusted to
// have applied the filter it was given.
package backend

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

// Status is a filter on the outcome of a trace.
type Status string

// The outcomes that can be asked for.
const (
	StatusAny   Status = ""
	StatusError Status = "error" // some span has the status error
	StatusOK    Status = "ok"    // none has
)

// Query is what a store is asked. Nothing in it is a raw ID.
type Query struct {
	// Domain is that of all pseudonyms.
	Domain string
	// Pseudonyms are looked for; a trace must hold one of them. Without any, all
	// traces are meant that the other fields describe.
	Pseudonyms []string
	// Attributes are the attribute keys under which pseudonyms of the domain stand.
	Attributes []string
	// From and To bound the time; a trace counts if any of it lies between them.
	From, To time.Time
	// Status, Service and MinDuration narrow the answer; zero values do not.
	Status      Status
	Service     string
	MinDuration time.Duration
	// Limit is the greatest number of traces to answer, the newest ones.
	Limit int
}

// Answer is what one store had.
type Answer struct {
	// Traces are sorted, newest first.
	Traces []summary.Trace
	// Foreign is the number of traces that came although they do not hold any of
	// the pseudonyms. They are not among Traces.
	Foreign int
	// Truncated says that there may be more than Limit.
	Truncated bool
	// Warnings are for the person who asked, in plain words.
	Warnings []string
}

// Backend is one trace store. It is safe for concurrent use.
type Backend interface {
	// Name is the configured name.
	Name() string
	// Find returns the traces that the store takes to fit the query. The caller
	// checks them again. It returns an [*Error] if there is no answer.
	Find(ctx context.Context, q Query) (Answer, error)
}

// Ask calls b and checks again that every trace is one that was asked for: some
// versions of Jaeger ignore the attribute filter and return other people's.
func Ask(ctx context.Context, b Backend, q Query) (Answer, error) {
	a, err := b.Find(ctx, q)
	if err != nil {
		return Answer{}, err
	}
	kept := make([]summary.Trace, 0, len(a.Traces))
	for _, t := range a.Traces {
		switch {
		case !q.Holds(t):
			a.Foreign++
		case q.fits(t):
			kept = append(kept, t)
		}
	}
	slices.SortFunc(kept, summary.Newest)
	if q.Limit > 0 && len(kept) > q.Limit {
		kept, a.Truncated = kept[:q.Limit], true
	}
	a.Traces = kept
	return a, nil
}

// Holds reports whether t holds one of the pseudonyms asked for.
func (q Query) Holds(t summary.Trace) bool {
	if len(q.Pseudonyms) == 0 {
		return true
	}
	return slices.ContainsFunc(t.Pseudonyms, func(p string) bool { return slices.Contains(q.Pseudonyms, p) })
}

// fits reports whether t passes the filters that stores apply in different ways.
func (q Query) fits(t summary.Trace) bool {
	switch {
	case !q.overlaps(t):
		return false
	case q.Status == StatusError && !t.Failed, q.Status == StatusOK && t.Failed:
		return false
	case q.Service != "" && !slices.Contains(t.Services, q.Service):
		return false
	}
	return t.Duration() >= q.MinDuration
}

func (q Query) overlaps(t summary.Trace) bool {
	return !t.End.Before(q.From) && !t.Start.After(q.To)
}

// widened is q with a window longer by slack at both ends.
func (q Query) widened(slack time.Duration) Query {
	q.From, q.To = q.From.Add(-slack), q.To.Add(slack)
	return q
}

// Fault is why a store did not answer.
type Fault string

// The faults; they are also the values of the metric's attribute.
const (
	FaultTimeout     Fault = "timeout"
	FaultUnreachable Fault = "unreachable"
	FaultRefused     Fault = "refused"
	FaultGarbage     Fault = "garbage"
)

// Error is why a store did not answer, in words that may be shown: no URL, no
// pseudonym and nothing that the store said.
type Error struct {
	Fault  Fault
	Detail string
}

func (e *Error) Error() string {
	words := map[Fault]string{
		FaultTimeout:     "did not answer in time",
		FaultUnreachable: "cannot be reached",
		FaultRefused:     "refused the request",
		FaultGarbage:     "answered with something that cannot be read",
	}[e.Fault]
	if e.Detail != "" {
		return words + " (" + e.Detail + ")"
	}
	return words
}

// faultOf turns a transport's error into ours. Errors of net/http quote the
// whole URL, so their text is not taken over.
func faultOf(err error) *Error {
	var own *Error
	var timeout interface{ Timeout() bool }
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return &Error{Fault: FaultTimeout}
	case errors.As(err, &timeout) && timeout.Timeout():
		return &Error{Fault: FaultTimeout}
	}
	return &Error{Fault: FaultUnreachable}
}

// Link fills a template of the backend's own page. The trace ID comes from the
// store, but it is one of ours by then: 32 hexadecimal digits.
func Link(template, traceID string) string {
	return strings.ReplaceAll(template, "{trace_id}", url.PathEscape(traceID))
}
