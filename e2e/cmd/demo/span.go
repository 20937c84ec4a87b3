package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/e2e/compare"
)

const (
	keyColumn   = 20
	valueColumn = (width - 2 - keyColumn - 2*2) / 2
	// cellLines and spanRows keep the span on one screen.
	cellLines = 3
	spanRows  = 14
)

// telling picks the span in which the most different things happened, and of
// those the one with the least else in it.
func telling(r *compare.Report) (best compare.Span, ok bool) {
	score := func(s compare.Span) (kinds, size int) {
		seen := make(map[string]bool)
		for _, c := range s.Changes {
			for _, a := range c.Actions {
				seen[string(a)] = true
				seen[c.Place] = true
				seen[string(a)+c.Key] = true
			}
			size += len(c.Before)
		}
		return min(len(seen), spanRows), size
	}
	bestKinds, bestSize := 0, 0
	for _, s := range r.Spans {
		kinds, size := score(s)
		if kinds > bestKinds || kinds == bestKinds && kinds > 0 && size < bestSize {
			best, ok, bestKinds, bestSize = s, true, kinds, size
		}
	}
	return best, ok
}

// span prints one span's changes side by side.
func (s *show) span(span compare.Span) {
	s.title("One span, before and after: " + clip(oneLine(span.After.Name()), 48))
	s.line("  %s  %s  %s", s.paint(dim, pad("", keyColumn)),
		s.paint(dim, pad("before", valueColumn)), s.paint(dim, "after"))
	kept := span.Before.Attributes().Len()
	for i, c := range span.Changes {
		if c.Place == compare.SpanAttribute {
			kept--
		}
		if i >= spanRows {
			continue
		}
		name := c.Key
		if name == "" {
			name = c.Place
		}
		after := c.After
		if slices.Contains(c.Actions, compare.Dropped) {
			after = "(dropped)"
		}
		before, after := excerpt(c.Before, after)
		s.beside(name, before, after)
	}
	if more := len(span.Changes) - spanRows; more > 0 {
		s.line("  %s", s.paint(dim, "... and "+count(more)+" more"))
	}
	s.line("\n  %s", s.paint(dim, fmt.Sprintf("Unchanged: IDs, times, order, and %d of the span's %d attributes.",
		kept, span.Before.Attributes().Len())))
}

// lead is how much is shown before the first difference of two long texts.
const lead = 24

// excerpt leaves out what two long texts have in common at their start.
func excerpt(before, after string) (b, a string) {
	x, y := []rune(before), []rune(after)
	if len(x) <= cellLines*valueColumn && len(y) <= cellLines*valueColumn {
		return before, after
	}
	same := 0
	for same < min(len(x), len(y)) && x[same] == y[same] {
		same++
	}
	if same <= lead {
		return before, after
	}
	return "…" + string(x[same-lead:]), "…" + string(y[same-lead:])
}

// beside prints one row: a name, and two cells of as many lines as they need.
func (s *show) beside(name, before, after string) {
	names, b, a := cell(name, keyColumn), cell(before, valueColumn), cell(after, valueColumn)
	for i := range max(len(names), len(b), len(a)) {
		s.line("  %s  %s  %s", pad(at(names, i), keyColumn),
			s.paint(red, pad(at(b, i), valueColumn)), s.paint(green, at(a, i)))
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

// cell breaks text into at most cellLines lines of n columns.
func cell(text string, n int) []string {
	runes := []rune(clip(oneLine(text), cellLines*n))
	var lines []string
	for part := range slices.Chunk(runes, n) {
		lines = append(lines, string(part))
	}
	return lines
}

// clip shortens text to n columns.
func clip(text string, n int) string {
	if r := []rune(text); len(r) > n {
		return string(r[:n-1]) + "…"
	}
	return text
}

// oneLine keeps control characters of recorded text off the terminal.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, text)
}
