package redact

import (
	"slices"
	"strings"
)

// rewrite returns the text with its findings replaced.
func (w *work) rewrite() string {
	slices.SortStableFunc(w.found, func(a, b finding) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	var b strings.Builder
	last := 0
	for _, f := range w.found {
		if f.start < last {
			continue
		}
		b.WriteString(w.text[last:f.start])
		b.WriteString(w.pass.replace(Finding{f.detector.name, f.rule, f.detector.domain}, w.text[f.start:f.end]))
		last = f.end
	}
	b.WriteString(w.text[last:])
	return b.String()
}
