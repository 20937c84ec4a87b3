package lookup

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/audit"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Impact returns who was affected by what the request describes. With known
// IDs it also tells which of them they are, which takes the role resolve. An
// error is a [*Refusal].
func (s *Service) Impact(ctx context.Context, a Actor, req ImpactRequest) (*ImpactAnswer, error) {
	action, needed := ActionImpact, []Role{RoleImpact}
	if len(req.IDs) > 0 {
		action, needed = ActionResolve, append(needed, RoleResolve)
	}
	defer s.measure(ctx, action, time.Now())
	entry := audit.Entry{
		Actor: a.Name, Client: a.Client, Role: string(needed[len(needed)-1]), Action: string(action),
	}
	bad := s.admit(a, needed...)
	if bad == nil {
		bad = s.checkImpact(&req)
	}
	if bad != nil {
		return nil, s.recorder.refuse(ctx, entry, bad)
	}
	entry.Domain, entry.Tenant, entry.From, entry.To = req.Domain, req.Tenant, req.From.UTC(), req.To.UTC()
	entry.Reason, entry.Backends = s.cleanReason(req.Reason, req.IDs...), s.backendNames()

	found := s.ask(ctx, backend.Query{
		Domain: req.Domain, Attributes: s.identifiers[req.Domain].Attributes,
		From: req.From, To: req.To, Status: req.Status, Service: req.Service,
		MinDuration: time.Duration(req.MinDurationMS) * time.Millisecond, Limit: req.Limit,
	})
	if found.failed() {
		return nil, s.recorder.refuse(ctx, entry, noBackend())
	}
	answer := &ImpactAnswer{Warnings: found.warnings}
	answer.Affected, answer.Traces = tally(found.raw)
	if len(req.IDs) > 0 {
		entry.Pseudonyms = s.resolve(req, answer)
	}
	entry.Results = len(answer.Affected)
	if bad := s.recorder.allow(ctx, entry); bad != nil {
		return nil, bad
	}
	return answer, nil
}

// tally counts traces by pseudonym, the most often affected first, and returns
// the number of traces that name anybody.
func tally(traces []summary.Trace) (affected []Affected, named int) {
	by := map[string]*Affected{}
	for _, t := range traces {
		if len(t.Pseudonyms) > 0 {
			named++
		}
		for _, p := range t.Pseudonyms {
			c := by[p]
			if c == nil {
				c = &Affected{Pseudonym: p, First: t.Start.UTC(), Last: t.Start.UTC()}
				by[p] = c
			}
			c.Traces++
			if t.Failed {
				c.Errors++
			}
			if t.Start.Before(c.First) {
				c.First = t.Start.UTC()
			}
			if t.Start.After(c.Last) {
				c.Last = t.Start.UTC()
			}
		}
	}
	affected = make([]Affected, 0, len(by))
	for _, c := range by {
		affected = append(affected, *c)
	}
	slices.SortFunc(affected, func(a, b Affected) int {
		return cmp.Or(b.Traces-a.Traces, b.Errors-a.Errors, strings.Compare(a.Pseudonym, b.Pseudonym))
	})
	return affected, named
}

// resolve makes the pseudonyms of all given IDs and names those that were
// affected. It returns the pseudonyms it resolved, for the audit log.
func (s *Service) resolve(req ImpactRequest, answer *ImpactAnswer) []string {
	at := make(map[string]int, len(answer.Affected))
	for i, a := range answer.Affected {
		at[a.Pseudonym] = i
	}
	var resolved []string
	keys := keysFor(s.ring(), req.From, req.To)
	for _, id := range req.IDs {
		canonical := hashing.Canonical(string(id), s.identifiers[req.Domain].Fold)
		if canonical == "" {
			continue
		}
		for _, k := range keys {
			p := k.Subkey(req.Tenant, req.Domain).Pseudonym(canonical)
			if i, ok := at[p]; ok && answer.Affected[i].ID == "" {
				answer.Affected[i].ID = canonical
				resolved = append(resolved, p)
			}
		}
	}
	answer.Resolved = len(resolved)
	return resolved
}
