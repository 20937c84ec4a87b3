// Package summary turns the spans of a trace into what a person wants to know
// of it: when, how long, where it began, and which step failed and why. Start
// with [New]; it takes spans in any order and from any number of batches.
package summary

import (
	"time"
)

// Trace is what is told of one trace.
type Trace struct {
	// ID is 32 lower-case hexadecimal digits.
	ID string
	// Start and End are those of its first and last span.
	Start, End time.Time
	// RootService and RootOperation are those of the span without a parent, or
	// of the earliest one if that span did not arrive.
	RootService, RootOperation string
	// Failed tells whether any span has the status error.
	Failed bool
	// Failure is the step that failed first and deepest; nil if none did.
	Failure *Failure
	// SpanCount is the number of spans that arrived.
	SpanCount int
	// Services are the names of all services that took part, sorted.
	Services []string
	// Pseudonyms are those of the domain that stand anywhere in it, sorted.
	Pseudonyms []string
}

// Failure is the span that a trace failed at.
type Failure struct {
	SpanID    string
	Service   string
	Operation string
	// Exception is the type of the exception, or what stands for it: error.type,
	// an HTTP or gRPC status. It may be empty.
	Exception string
	// Message is the span's status message, shortened.
	Message string
	// Path are the steps from the root down to the failing span.
	Path []Step
}

// Step is one span on the way to a failure.
type Step struct {
	Service   string
	Operation string
	Duration  time.Duration
}

// Duration is the time from the first start to the last end.
func (t *Trace) Duration() time.Duration { return t.End.Sub(t.Start) }
