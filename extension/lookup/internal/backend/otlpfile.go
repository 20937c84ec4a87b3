package backend

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/summary"
)

// maxCandidates bounds the traces that are gathered before the newest are taken.
const maxCandidates = 20_000

// otlpFile reads what the file exporter writes, rotated and compressed files
// too. It reads twice: first for the spans that hold a pseudonym, then for the
// other spans of their traces, which may stand in any line of any file.
type otlpFile struct {
	name    string
	pattern string
}

// NewOTLPFile returns the backend for the files that match pattern. A pattern
// without a wildcard stands for the file and its rotated siblings.
func NewOTLPFile(name, pattern string) Backend {
	return &otlpFile{name: name, pattern: pattern}
}

func (o *otlpFile) Name() string { return o.name }

func (o *otlpFile) Find(ctx context.Context, q Query) (Answer, error) {
	files, err := o.files()
	if err != nil {
		return Answer{}, err
	}
	var out Answer
	if len(files) == 0 {
		out.Warnings = append(out.Warnings, "no file matches the path of this backend")
		return out, nil
	}
	first := newSpotter(q)
	bad, err := scan(ctx, files, first.inBlock)
	if err != nil {
		return Answer{}, err
	}
	ids, more := first.newest(candidates(q))
	if len(ids) == 0 {
		return withUnread(out, bad), nil
	}
	second := &collector{ids: ids, set: summary.New(q.Domain)}
	if _, err := scan(ctx, files, second.inBlock); err != nil {
		return Answer{}, err
	}
	out.Traces, out.Truncated = second.set.Traces(), more
	return withUnread(out, bad), nil
}

func withUnread(a Answer, bad int) Answer {
	if bad > 0 {
		a.Warnings = append(a.Warnings, fmt.Sprintf("%d parts of the files could not be read", bad))
	}
	return a
}

// candidates is how many traces to gather: filters on whole traces come later.
func candidates(q Query) int {
	if q.Status == StatusAny && q.Service == "" && q.MinDuration == 0 {
		return min(q.Limit+1, maxCandidates)
	}
	return maxCandidates
}

// files returns the files to read, each once.
func (o *otlpFile) files() ([]string, error) {
	patterns := []string{o.pattern}
	if !strings.ContainsAny(o.pattern, `*?[`) {
		ext := filepath.Ext(o.pattern)
		patterns = append(patterns, strings.TrimSuffix(o.pattern, ext)+"-*"+ext+"*")
	}
	found := map[string]struct{}{}
	for _, p := range patterns {
		names, err := filepath.Glob(p)
		if err != nil {
			return nil, &Error{Fault: FaultUnreachable, Detail: "the path is not a pattern"}
		}
		for _, n := range names {
			if info, err := os.Stat(n); err == nil && info.Mode().IsRegular() {
				found[n] = struct{}{}
			}
		}
	}
	return slices.Sorted(maps.Keys(found)), nil
}

// spotter is the first reading: it notes which traces hold a pseudonym, and when.
type spotter struct {
	query   Query
	needles [][]byte
	mu      sync.Mutex
	seen    map[pcommon.TraceID]time.Time // the latest start of a span that fits
}

func newSpotter(q Query) *spotter {
	s := &spotter{query: q, seen: map[pcommon.TraceID]time.Time{}}
	for _, p := range q.Pseudonyms {
		s.needles = append(s.needles, []byte(p))
	}
	if len(s.needles) == 0 {
		s.needles = append(s.needles, []byte(q.Domain+"_"))
	}
	return s
}

func (s *spotter) holds(text []byte) bool {
	return slices.ContainsFunc(s.needles, func(n []byte) bool { return bytes.Contains(text, n) })
}

func (s *spotter) inBlock(b block) (bad int) {
	return b.each(s.holds, func(r record) bool {
		td, err := r.traces(s.holds)
		if err != nil {
			return false
		}
		s.note(td)
		return true
	})
}

// note takes every span of td: a pseudonym may stand on the resource.
func (s *spotter) note(td ptrace.Traces) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, sp := range ss.Spans().All() {
				start, end := sp.StartTimestamp().AsTime(), sp.EndTimestamp().AsTime()
				if start.After(s.query.To) || (end.Before(s.query.From) && start.Before(s.query.From)) {
					continue
				}
				if seen, ok := s.seen[sp.TraceID()]; !ok || seen.Before(start) {
					s.seen[sp.TraceID()] = start
				}
			}
		}
	}
}

// newest returns up to n traces, the latest, and whether there are more.
func (s *spotter) newest(n int) (ids map[pcommon.TraceID]struct{}, more bool) {
	all := slices.SortedFunc(maps.Keys(s.seen), func(a, b pcommon.TraceID) int {
		return cmp.Or(s.seen[b].Compare(s.seen[a]), bytes.Compare(a[:], b[:]))
	})
	if len(all) > n {
		all, more = all[:n], true
	}
	ids = make(map[pcommon.TraceID]struct{}, len(all))
	for _, id := range all {
		ids[id] = struct{}{}
	}
	return ids, more
}

// collector is the second reading: it takes all spans of the traces noted.
type collector struct {
	ids map[pcommon.TraceID]struct{}
	mu  sync.Mutex
	set *summary.Set
}

func (c *collector) inBlock(b block) (bad int) {
	wanted := func(text []byte) bool { return holdsTraceID(text, b.format, c.ids) }
	return b.each(wanted, func(r record) bool {
		td, err := r.traces(wanted)
		if err != nil {
			return false
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		c.set.Add(td, func(sp ptrace.Span) bool {
			_, ok := c.ids[sp.TraceID()]
			return ok
		})
		return true
	})
}
