package redact

import (
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
	"github.com/otel-privacy/privacyprocessor/internal/redact/gitleaks"
)

// An allowlist names matches of a rule that are no secrets. Its patterns compile when the first match asks.
type allowlist struct {
	gitleaks.Allowlist
	compile func() *allowTexts
}

type allowlists []*allowlist

func newAllowlists(lists []gitleaks.Allowlist) (out allowlists) {
	for _, l := range lists {
		out = append(out, &allowlist{l, sync.OnceValue(func() *allowTexts { return newAllowTexts(l.Patterns, lowered(l.StopWords)) })})
	}
	return out
}

// parse returns why a pattern of the lists would not compile.
func (l allowlists) parse() error {
	for _, a := range l {
		for _, p := range a.Patterns {
			if _, err := syntax.Parse(p, syntax.Perl); err != nil {
				return err
			}
		}
	}
	return nil
}

// lookAt reports whether the patterns of one of the lists look at this target.
func (l allowlists) lookAt(target string) bool {
	return slices.ContainsFunc(l, func(a *allowlist) bool { return a.Target == target })
}

// allowed reports whether one of the lists names this match as harmless.
func (l allowlists) allowed(q *backtrack.Scratch, secret, match, line string) bool {
	for _, a := range l {
		if a.names(q, secret, match, line) {
			return true
		}
	}
	return false
}

func (a *allowlist) names(q *backtrack.Scratch, secret, match, line string) bool {
	target := secret
	switch a.Target {
	case "match":
		target = match
	case "line":
		target = line
	}
	texts := a.compile()
	byPattern := texts.match(q, target)
	if !a.All {
		return byPattern || texts.standsIn(secret)
	}
	return (byPattern || len(a.Patterns) == 0) && (len(a.StopWords) == 0 || texts.standsIn(secret))
}

// maxLine bounds the line that an allowlist may look at.
const maxLine = 512

// lineAround is the line that holds text[start:end], or a long part of it.
func lineAround(text string, start, end int) string {
	from, to := max(0, start-maxLine), min(len(text), end+maxLine)
	if i := strings.LastIndexByte(text[from:start], '\n'); i >= 0 {
		from += i + 1
	}
	if i := strings.IndexByte(text[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return text[from:to]
}
