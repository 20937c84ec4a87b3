// Package compare says what a collector changed: it lays traces that went in
// beside the traces that came out. Start with [Traces].
package compare

import (
	"fmt"
	"regexp"
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// An Action is what became of a value, told from the value alone.
type Action string

// The actions, in the order in which they are shown.
const (
	Hashed    Action = "hashed"    // is, or now holds, a pseudonym
	Masked    Action = "masked"    // is, or now holds, a placeholder
	Truncated Action = "truncated" // an IP address became its network
	Stripped  Action = "stripped"  // a query lost its literals
	Rewritten Action = "rewritten" // changed in another way
	Dropped   Action = "dropped"   // is gone
)

// Actions lists every action.
var Actions = []Action{Hashed, Masked, Truncated, Stripped, Rewritten, Dropped}

// SpanAttribute is the place of what is a span's own attribute.
const SpanAttribute = "span attribute"

// A Change is one value that differs.
type Change struct {
	Place         string // SpanAttribute, "event name", ...
	Key           string // the attribute key; empty for a place that has none
	Before, After string // After is empty if the value was dropped
	Actions       []Action
}

// A Span is one span before and after.
type Span struct {
	Before, After ptrace.Span
	Changes       []Change
}

// A Report is the outcome of [Traces].
type Report struct {
	Spans   []Span
	Shared  []Change // of resources and scopes, each counted once
	Missing int      // spans that went in and did not come out
}

// Changes returns every change of the report.
func (r *Report) Changes() []Change {
	all := r.Shared
	for _, s := range r.Spans {
		all = append(all, s.Changes...)
	}
	return all
}

type spanID struct {
	trace pcommon.TraceID
	span  pcommon.SpanID
}

type located struct {
	resource pcommon.Resource
	scope    pcommon.InstrumentationScope
	span     ptrace.Span
}

// Traces compares by trace and span ID, so batches may have been split, joined
// or reordered in between. Resources and scopes are matched by their first span.
func Traces(before, after []ptrace.Traces) *Report {
	out := index(after)
	r := &Report{}
	for _, td := range before {
		for _, rs := range td.ResourceSpans().All() {
			firstOfResource := true
			for _, ss := range rs.ScopeSpans().All() {
				firstOfScope := true
				for _, span := range ss.Spans().All() {
					got, ok := out[spanID{span.TraceID(), span.SpanID()}]
					if !ok {
						r.Missing++
						continue
					}
					if firstOfResource {
						r.Shared = append(r.Shared, attributes("resource attribute", rs.Resource().Attributes(), got.resource.Attributes())...)
						firstOfResource = false
					}
					if firstOfScope {
						r.Shared = append(r.Shared, scopes(ss.Scope(), got.scope)...)
						firstOfScope = false
					}
					r.Spans = append(r.Spans, Span{Before: span, After: got.span, Changes: spans(span, got.span)})
				}
			}
		}
	}
	return r
}

func index(batches []ptrace.Traces) map[spanID]located {
	m := make(map[spanID]located)
	for _, td := range batches {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, span := range ss.Spans().All() {
					m[spanID{span.TraceID(), span.SpanID()}] = located{rs.Resource(), ss.Scope(), span}
				}
			}
		}
	}
	return m
}

func scopes(before, after pcommon.InstrumentationScope) []Change {
	var c []Change
	c = text(c, "scope name", before.Name(), after.Name())
	c = text(c, "scope version", before.Version(), after.Version())
	return append(c, attributes("scope attribute", before.Attributes(), after.Attributes())...)
}

func spans(before, after ptrace.Span) []Change {
	var c []Change
	c = text(c, "span name", before.Name(), after.Name())
	c = text(c, "status message", before.Status().Message(), after.Status().Message())
	c = text(c, "trace state", before.TraceState().AsRaw(), after.TraceState().AsRaw())
	c = append(c, attributes(SpanAttribute, before.Attributes(), after.Attributes())...)
	for i := range min(before.Events().Len(), after.Events().Len()) {
		b, a := before.Events().At(i), after.Events().At(i)
		c = text(c, "event name", b.Name(), a.Name())
		c = append(c, attributes("event attribute", b.Attributes(), a.Attributes())...)
	}
	for i := range min(before.Links().Len(), after.Links().Len()) {
		b, a := before.Links().At(i), after.Links().At(i)
		c = text(c, "link trace state", b.TraceState().AsRaw(), a.TraceState().AsRaw())
		c = append(c, attributes("link attribute", b.Attributes(), a.Attributes())...)
	}
	return c
}

func text(c []Change, place, before, after string) []Change {
	if before == after {
		return c
	}
	return append(c, Change{Place: place, Before: before, After: after, Actions: actions(before, after)})
}

// attributes compares by key; an attribute whose key itself was rewritten counts
// as dropped.
func attributes(place string, before, after pcommon.Map) []Change {
	var c []Change
	for key, v := range before.All() {
		got, ok := after.Get(key)
		switch {
		case !ok:
			c = append(c, Change{Place: place, Key: key, Before: v.AsString(), Actions: []Action{Dropped}})
		case !got.Equal(v):
			c = append(c, Change{
				Place: place, Key: key, Before: v.AsString(), After: got.AsString(),
				Actions: actions(v.AsString(), got.AsString()),
			})
		}
	}
	return c
}

var (
	// Pseudonym is the shape of a pseudonym: domain, key ID and 26 digits of base32.
	Pseudonym = regexp.MustCompile(`\b[a-z][a-z0-9]*_[a-z0-9][a-z0-9-]*_[a-z2-7]{26}\b`)
	// In a URL the marks of a placeholder are percent-encoded.
	placeholder = regexp.MustCompile(`(?:\[|%5B)redacted(?::|%3A)[a-z_]+(?:\]|%5D)`)
	network     = regexp.MustCompile(`\.0\b|::(?:/|$)`)
)

// actions tells what was done from what is newly there.
func actions(before, after string) []Action {
	var a []Action
	gained := func(re *regexp.Regexp) bool {
		return len(re.FindAllString(after, -1)) > len(re.FindAllString(before, -1))
	}
	if gained(Pseudonym) {
		a = append(a, Hashed)
	}
	if gained(placeholder) {
		a = append(a, Masked)
	}
	if len(a) > 0 {
		return a
	}
	switch {
	case strings.Count(after, "?") > strings.Count(before, "?"):
		return []Action{Stripped}
	case gained(network):
		return []Action{Truncated}
	}
	return []Action{Rewritten}
}

// Structure fails if anything changed that a sanitizer has no business with:
// identity, times, kind, status code, the number of events and links, or the
// order of the attributes that are still there.
func Structure(before, after ptrace.Span) error {
	type frame struct {
		ParentID, Start, End, Kind, Code, Flags, Events, Links, Dropped any
	}
	of := func(s ptrace.Span) frame {
		return frame{
			s.ParentSpanID(), s.StartTimestamp(), s.EndTimestamp(), s.Kind(), s.Status().Code(), s.Flags(),
			s.Events().Len(), s.Links().Len(), s.DroppedAttributesCount(),
		}
	}
	if b, a := of(before), of(after); b != a {
		return fmt.Errorf("span %s: was %+v, is %+v", before.SpanID(), b, a)
	}
	if err := order(before.Attributes(), after.Attributes()); err != nil {
		return fmt.Errorf("span %s: %w", before.SpanID(), err)
	}
	for i := range before.Events().Len() {
		b, a := before.Events().At(i), after.Events().At(i)
		if b.Timestamp() != a.Timestamp() {
			return fmt.Errorf("span %s: event %d: time was %v, is %v", before.SpanID(), i, b.Timestamp(), a.Timestamp())
		}
		if err := order(b.Attributes(), a.Attributes()); err != nil {
			return fmt.Errorf("span %s: event %d: %w", before.SpanID(), i, err)
		}
	}
	for i := range before.Links().Len() {
		b, a := before.Links().At(i), after.Links().At(i)
		if b.TraceID() != a.TraceID() || b.SpanID() != a.SpanID() {
			return fmt.Errorf("span %s: link %d points elsewhere", before.SpanID(), i)
		}
	}
	return nil
}

// order fails if the keys that both maps hold stand in another order.
func order(before, after pcommon.Map) error {
	var want []string
	for key := range before.All() {
		if _, ok := after.Get(key); ok {
			want = append(want, key)
		}
	}
	i := 0
	for key := range after.All() {
		if _, ok := before.Get(key); !ok {
			continue
		}
		if key != want[i] {
			return fmt.Errorf("attribute %d is %q, was %q", i, key, want[i])
		}
		i++
	}
	return nil
}
