package lookup

import (
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

// Answer is the answer to a [Request]. It does not hold the raw ID.
type Answer struct {
	// Pseudonyms are those that were looked for, one for each key that may have
	// been in force.
	Pseudonyms []string `json:"pseudonyms"`
	// Traces are sorted, newest first.
	Traces []Trace `json:"traces"`
	// Queries ask the same on the backends' own pages.
	Queries Queries `json:"queries"`
	// Warnings say in plain words what is missing or doubtful.
	Warnings []string `json:"warnings"`
	// Newest is, where no trace was found, the start of the newest one of the
	// last month; zero if there is none.
	Newest time.Time `json:"newest,omitzero"`

	hint string // the one of the warnings that says when the newest was
}

// Trace is one trace of the customer.
type Trace struct {
	TraceID       string     `json:"trace_id"`
	Start         time.Time  `json:"start"`
	DurationMS    float64    `json:"duration_ms"`
	RootService   string     `json:"root_service"`
	RootOperation string     `json:"root_operation"`
	Error         bool       `json:"error"`
	ErrorSpan     *ErrorSpan `json:"error_span,omitempty"`
	SpanCount     int        `json:"span_count"`
	Link          string     `json:"link,omitempty"`
	Backend       string     `json:"backend"`
}

// ErrorSpan is the step at which a trace failed.
type ErrorSpan struct {
	SpanID        string `json:"span_id"`
	Service       string `json:"service"`
	Operation     string `json:"operation"`
	ExceptionType string `json:"exception_type,omitempty"`
	Message       string `json:"message,omitempty"`
	// Path are the steps from the root to this one.
	Path []Step `json:"path,omitempty"`
}

// Step is one span on the way to a failure.
type Step struct {
	Service    string  `json:"service"`
	Operation  string  `json:"operation"`
	DurationMS float64 `json:"duration_ms"`
}

// Queries are ready to be pasted.
type Queries struct {
	// TraceQL is for Tempo.
	TraceQL string `json:"traceql"`
	// Jaeger are tags, one search each.
	Jaeger []string `json:"jaeger"`
}

func queriesOf(q backend.Query) Queries {
	return Queries{TraceQL: backend.TraceQL(q), Jaeger: backend.JaegerQuery(q)}
}

func newTrace(t summary.Trace, from source) Trace {
	out := Trace{
		TraceID: t.ID, Start: t.Start.UTC(), DurationMS: milliseconds(t.Duration()),
		RootService: t.RootService, RootOperation: t.RootOperation,
		Error: t.Failed, SpanCount: t.SpanCount, Backend: from.Name(),
	}
	if from.link != "" {
		out.Link = backend.Link(from.link, t.ID)
	}
	if f := t.Failure; f != nil {
		out.ErrorSpan = &ErrorSpan{
			SpanID: f.SpanID, Service: f.Service, Operation: f.Operation,
			ExceptionType: f.Exception, Message: f.Message,
		}
		for _, s := range f.Path {
			out.ErrorSpan.Path = append(out.ErrorSpan.Path, Step{s.Service, s.Operation, milliseconds(s.Duration)})
		}
	}
	return out
}

// milliseconds keeps microseconds and drops the noise behind them.
func milliseconds(d time.Duration) float64 {
	return float64(d.Round(time.Microsecond)) / float64(time.Millisecond)
}

// ImpactAnswer is the answer to an [ImpactRequest].
type ImpactAnswer struct {
	// Affected are sorted, the most often affected first.
	Affected []Affected `json:"affected"`
	// Traces is the number of traces that fit and name anybody.
	Traces int `json:"traces"`
	// Resolved is the number of pseudonyms found among the given IDs.
	Resolved int      `json:"resolved"`
	Warnings []string `json:"warnings"`
}

// Affected is one pseudonym and how often it was affected.
type Affected struct {
	Pseudonym string    `json:"pseudonym"`
	Traces    int       `json:"traces"`
	Errors    int       `json:"errors"`
	First     time.Time `json:"first"`
	Last      time.Time `json:"last"`
	// ID is the raw one, if it is among those that were given.
	ID string `json:"id,omitempty"`
}
