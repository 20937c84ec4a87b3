package redact

import (
	"slices"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// rewrite returns w.text with its findings replaced.
func (w *work) rewrite() string {
	w.merge()
	var b strings.Builder
	b.Grow(len(w.text) + len(placeholderStart))
	last := 0
	w.replaced = w.replaced[:0]
	for i := range w.found {
		f := &w.found[i]
		b.WriteString(w.text[last:f.start])
		with := w.replacement(f)
		if w.encode != nil {
			with = w.encode(with)
		}
		w.replaced = append(w.replaced, span{b.Len(), b.Len() + len(with)})
		b.WriteString(with)
		last = f.end
	}
	b.WriteString(w.text[last:])
	return b.String()
}

func (w *work) replacement(f *finding) string {
	switch {
	case f.known != nil:
		return w.pass.replace(Finding{Detector: knownDetector.name, Domain: f.known.domain}, f.known.raw)
	case f.fixed:
		return f.with
	}
	value := f.value
	if value == "" {
		value = w.text[f.start:f.end]
	}
	return w.pass.replace(Finding{Detector: f.detector.name, Rule: f.rule, Domain: f.detector.domain}, value)
}

// merge sorts the findings and joins those that overlap, so that nothing of any of them survives. The longer one names
// the whole; of two equal ones the first detector does.
func (w *work) merge() {
	if len(w.found) == 1 {
		return
	}
	slices.SortStableFunc(w.found, func(a, b finding) int {
		if a.start != b.start {
			return a.start - b.start
		}
		return b.end - a.end
	})
	out := w.found[:1]
	for _, f := range w.found[1:] {
		last := &out[len(out)-1]
		if f.start >= last.end {
			out = append(out, f)
			continue
		}
		*last = join(*last, f)
	}
	w.found = out
}

// join returns the union of two overlapping findings; a does not start after b.
func join(a, b finding) finding {
	best, end := a, max(a.end, b.end)
	switch la, lb := a.end-a.start, b.end-b.start; {
	case lb > la, lb == la && before(&b, &a):
		best = b
	}
	if best.start != a.start || best.end != end {
		// What stands for a part cannot stand for the union, and an identifier's value is not the union's.
		mask := best
		if mask.detector.domain != "" || mask.fixed {
			mask = a
			if sameRange(a, best) {
				mask = b
			}
		}
		best = finding{detector: mask.detector, rule: mask.rule}
		if mask.fixed || mask.detector.domain != "" {
			best.detector = mixedDetector
		}
	}
	best.start, best.end = a.start, end
	return best
}

// mixedDetector names a range in which several findings overlap, none of which can stand for the others.
var mixedDetector = &detector{name: "secret"}

// before tells which of two findings of one range names it: a known identifier first, else the order of detectors.
func before(a, b *finding) bool {
	if a.fixed != b.fixed {
		return a.fixed
	}
	return a.detector.order < b.detector.order
}

// drop forgets findings that are our own work: placeholders and pseudonyms, so that scrubbing twice is scrubbing once.
func (w *work) drop() {
	if len(w.found) == 0 {
		return
	}
	keep := w.found[:0]
	placeholders := strings.Contains(w.text, placeholderStart)
	encoded := strings.Contains(w.text, "%5Bredacted")
	for _, f := range w.found {
		if placeholders && w.isPlaceholder(&f) || w.isPseudonym(&f) ||
			encoded && isWhole(codec.Unescape(w.text[f.start:f.end], false)) {
			continue
		}
		keep = append(keep, f)
	}
	w.found = keep
}

// foreignChars is how many letters and digits a finding must hold outside of placeholders to be news.
const foreignChars = 4

// isPlaceholder reports whether a finding is a placeholder, a part of one, or placeholders with little else.
func (w *work) isPlaceholder(f *finding) bool {
	const longestName = 40
	from := max(0, f.start-len(placeholderStart)-longestName)
	foreign, at, touched := 0, f.start, false
	for from < f.end {
		i := strings.Index(w.text[from:min(len(w.text), f.end+len(placeholderStart))], placeholderStart)
		if i < 0 || from+i >= f.end {
			break
		}
		start := from + i
		end := placeholderEnd(w.text, start)
		if end > f.start && end > start {
			touched = true
			foreign += alphanumerics(w.text[at:max(at, start)])
			at = min(end, f.end)
		}
		from = max(end, start+1)
	}
	if !touched {
		return false
	}
	return foreign+alphanumerics(w.text[at:f.end]) < foreignChars
}

// placeholderEnd returns the end of the placeholder that starts at start, or start if none does.
func placeholderEnd(text string, start int) int {
	for i := start + len(placeholderStart); i < len(text); i++ {
		switch c := text[i]; {
		case c == ']':
			return i + 1
		case c == '_' || 'a' <= c && c <= 'z' || isDigit(c):
		default:
			return start
		}
	}
	return start
}

// isPseudonym reports whether a finding lies inside one of our own pseudonyms.
func (w *work) isPseudonym(f *finding) bool {
	const longest = 128
	start, end := f.start, f.start
	for start > 0 && f.start-start < longest && isTokenByte(w.text[start-1]) {
		start--
	}
	for end < len(w.text) && end-f.start < longest && isTokenByte(w.text[end]) {
		end++
	}
	return f.end <= end && w.ours(w.text[start:end])
}

// ours reports whether a token is one of our own pseudonyms. Which keys are ours changes with the time.
func (w *work) ours(token string) bool {
	if w.r == nil || !w.r.protected(token) {
		return false
	}
	w.pass.opened++
	return true
}

func sameRange(a, b finding) bool {
	return a.start == b.start && a.end == b.end && a.detector == b.detector
}
