package lookup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// pseudonyms returns those of the ID under every key that may have been in
// force. IDs that are pseudonyms of the domain already, as someone who saw a
// trace has them, stand for themselves.
func (s *Service) pseudonyms(req Request) []string {
	ring := s.ring()
	if domain, own := ownPseudonyms(ring, string(req.ID)); domain == req.Domain {
		return own
	}
	canonical := hashing.Canonical(string(req.ID), s.identifiers[req.Domain].Fold)
	var out []string
	for _, k := range keysFor(ring, req.From, req.To) {
		out = append(out, k.Subkey(req.Tenant, req.Domain).Pseudonym(canonical))
	}
	return out
}

// ownPseudonyms returns the words of text and their domain if all of them are
// pseudonyms of one domain that keys of the ring may have made, otherwise nothing.
func ownPseudonyms(ring *hashing.Ring, text string) (domain string, words []string) {
	words = strings.Fields(text)
	for i, w := range words {
		d, key, ok := hashing.Parse(w)
		if !ok || ring.Key(key) == nil || i > 0 && d != domain {
			return "", nil
		}
		domain = d
	}
	return domain, words
}

// takeDomain gives a request for a pseudonym the domain of that: somebody who
// pastes one need not know what kind it is. It returns what to tell of it.
func (s *Service) takeDomain(req *Request) (warnings []string) {
	domain, _ := ownPseudonyms(s.ring(), string(req.ID))
	if domain == req.Domain || s.identifiers[domain].Domain == "" {
		return nil
	}
	req.Domain = domain
	return []string{fmt.Sprintf("this is a pseudonym of kind %s, and was looked for as such", domain)}
}

// found is what all backends had together.
type found struct {
	traces   []Trace
	raw      []summary.Trace // the same, in the same order
	warnings []string
	asked    int
	silent   int // backends that did not answer
}

func (f found) failed() bool { return f.asked > 0 && f.silent == f.asked }

// ask asks all backends at the same time and joins what they answer in time.
func (s *Service) ask(ctx context.Context, q backend.Query) found {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.Timeout)
	defer cancel()
	answers := make([]backend.Answer, len(s.sources))
	faults := make([]error, len(s.sources))
	var wg sync.WaitGroup
	for i, b := range s.sources {
		wg.Go(func() { answers[i], faults[i] = askOne(ctx, b, q) })
	}
	wg.Wait()

	out := found{asked: len(s.sources), warnings: []string{}}
	best := map[string]int{} // by trace ID: index into out.traces
	for i, b := range s.sources {
		if err := faults[i]; err != nil {
			out.silent++
			out.warnings = append(out.warnings, fmt.Sprintf("%s %v; its traces are missing here", b.Name(), err))
			s.countFault(ctx, b.Name(), err)
			continue
		}
		out.warnings = append(out.warnings, s.warningsOf(ctx, b.Name(), answers[i], q)...)
		for _, t := range answers[i].Traces {
			// The same trace may be in two stores, in one of them in part.
			if at, ok := best[t.ID]; ok {
				if out.raw[at].SpanCount < t.SpanCount {
					out.raw[at], out.traces[at] = t, newTrace(t, b)
				}
				continue
			}
			best[t.ID] = len(out.raw)
			out.raw, out.traces = append(out.raw, t), append(out.traces, newTrace(t, b))
		}
	}
	slices.SortFunc(out.raw, summary.Newest)
	slices.SortFunc(out.traces, func(a, b Trace) int {
		if c := b.Start.Compare(a.Start); c != 0 {
			return c
		}
		return strings.Compare(a.TraceID, b.TraceID)
	})
	if len(out.traces) > q.Limit {
		out.raw, out.traces = out.raw[:q.Limit], out.traces[:q.Limit]
	}
	if out.traces == nil {
		out.traces = []Trace{}
	}
	return out
}

// askOne turns a panic, on an answer that nobody expected, into a fault.
func askOne(ctx context.Context, b backend.Backend, q backend.Query) (a backend.Answer, err error) {
	defer func() {
		if recover() != nil {
			// The panic's text may hold what was being read: it is not kept.
			err = &backend.Error{Fault: backend.FaultGarbage}
		}
	}()
	return backend.Ask(ctx, b, q)
}

func (s *Service) warningsOf(ctx context.Context, name string, a backend.Answer, q backend.Query) []string {
	var out []string
	for _, w := range a.Warnings {
		out = append(out, name+": "+w)
	}
	if a.Foreign > 0 {
		s.telemetry.PrivacyLookupForeignTraces.Add(ctx, int64(a.Foreign), metric.WithAttributes(attribute.String("backend", name)))
		out = append(out, fmt.Sprintf("%s: returned %d traces of others, which are not shown", name, a.Foreign))
	}
	if a.Truncated {
		out = append(out, fmt.Sprintf("%s: there may be more than the %d traces shown: narrow the window", name, q.Limit))
	}
	return out
}

func (s *Service) countFault(ctx context.Context, name string, err error) {
	fault := backend.FaultUnreachable
	if e, ok := errors.AsType[*backend.Error](err); ok {
		fault = e.Fault
	}
	s.telemetry.PrivacyLookupBackendFailures.Add(context.WithoutCancel(ctx), 1, metric.WithAttributes(
		attribute.String("backend", name), attribute.String("reason", string(fault)),
	))
}
