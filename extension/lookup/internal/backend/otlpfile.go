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

// partSlack is how far a part of a trace that holds a pseudonym may lie from a
// part that lies in the window.
const partSlack = 10 * time.Minute

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
	seen    map[pcommon.TraceID]sighting
}

// sighting is what the first reading knows of a trace.
type sighting struct {
	at     time.Time // when the latest part of it started
	inside bool      // whether a part lies in the window
}

func newSpotter(q Query) *spotter {
	s := &spotter{query: q, seen: map[pcommon.TraceID]sighting{}}
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

// note takes the traces of td that hold a pseudonym: of a message all spans
// were decoded, and words were not told from parts of words so far.
func (s *spotter) note(td ptrace.Traces) {
	set := summary.New(s.query.Domain)
	set.Add(td, nil)
	s.mu.Lock()
	defer s.mu.Unlock()
	for id, t := range set.All() {
		if len(t.Pseudonyms) == 0 || !s.query.Holds(t) {
			continue
		}
		if near := s.query.widened(partSlack); near.overlaps(t) {
			was := s.seen[id]
			s.seen[id] = sighting{
				at:     later(was.at, t.Start),
				inside: was.inside || s.query.overlaps(t),
			}
		}
	}
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// newest returns the latest traces: up to n that lie in the window, and up to n
// near it, which may reach into it. more says that there are more of the first.
func (s *spotter) newest(n int) (ids map[pcommon.TraceID]struct{}, more bool) {
	all := slices.SortedFunc(maps.Keys(s.seen), func(a, b pcommon.TraceID) int {
		return cmp.Or(s.seen[b].at.Compare(s.seen[a].at), bytes.Compare(a[:], b[:]))
	})
	ids = map[pcommon.TraceID]struct{}{}
	taken := map[bool]int{}
	for _, id := range all {
		inside := s.seen[id].inside
		if taken[inside]++; taken[inside] <= n {
			ids[id] = struct{}{}
		}
	}
	return ids, taken[true] > n
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
