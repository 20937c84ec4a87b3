package redact

import (
	"regexp/syntax"
	"slices"
	"strings"
	"sync"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
)

// Parts that most gitleaks rules share. The first only lets a match begin earlier, which changes nothing about
// the secret that it finds, and makes the pattern slow. The second ends a secret as source code does; in
// telemetry one also ends at the separators of queries, paths, lists, markup and sentences.
const (
	gitleaksPrefix = `[\w.-]{0,50}?`
	gitleaksEnd    = "(?:[\\x60'\"\\s;]|\\\\[nr]|$)"
	telemetryEnd   = "(?:[\\x60'\"\\s;,&)\\]}<>|#?!:/\\\\]|[.](?:\\s|$)|%[0-9A-Fa-f]{2}|$)"
)

// maxAssignment is the window of a rule that wants `name = value`: a longer value is followed to its end.
const maxAssignment = 320

// A rule is one pattern of gitleaks, or of ours, with the checks that gitleaks applies to its matches. Its regular
// expression compiles when the first window passes a gate; most rules of most processes never do.
type rule struct {
	id       string
	source   string // the pattern as it is written
	pattern  string // and as it runs in a window
	group    int    // of the secret; 0: the first group that matched, or all
	entropy  float64
	keywords []string
	allow    allowlists
	global   allowlists

	gates   []gate
	spoken  bool // the pattern spells a keyword itself, so the text need not be searched for it
	context bool // the pattern wants `name = value`
	compile func() *backtrack.Regexp
}

// prepare parses the rule and compiles its gates.
func (r *rule) prepare() error {
	r.pattern = r.source
	if !r.allow.lookAt("match") {
		r.pattern = strings.ReplaceAll(r.pattern, gitleaksPrefix, "")
	}
	r.context = strings.Contains(r.source, gitleaksPrefix)
	r.pattern = strings.ReplaceAll(r.pattern, gitleaksEnd, telemetryEnd)
	tree, err := syntax.Parse(r.pattern, syntax.Perl)
	if err != nil {
		return err
	}
	if err := slices.Concat(r.allow, r.global).parse(); err != nil {
		return err
	}
	r.gates = gatesOf(tree)
	r.spoken = true
	for i := range r.gates {
		g := &r.gates[i]
		g.settle(r.keywords)
		if r.context {
			g.after = min(g.after, maxAssignment)
		}
		r.spoken = r.spoken && len(g.literals) > 0 && (g.run.min >= longRun || r.context || spells(g.literals, r.keywords))
	}
	if r.anchored() {
		r.pattern = `^(?:` + r.pattern + `)`
	}
	r.compile = sync.OnceValue(func() *backtrack.Regexp { return backtrack.MustCompile(r.pattern) })
	return nil
}

// anchored reports whether every match begins where a window does.
func (r *rule) anchored() bool {
	for i := range r.gates {
		if !r.gates[i].fixed {
			return false
		}
	}
	return true
}

// longRun is a run of characters that needs no keyword elsewhere in the text to be taken for a secret.
const longRun = 20

func spells(literals, keywords []string) bool {
	for _, l := range literals {
		for _, k := range keywords {
			if strings.Contains(l, k) || strings.Contains(k, l) {
				return true
			}
		}
	}
	return len(keywords) == 0
}

// match runs the rule on text[from:to] and returns the bounds of the secret, and how far it followed what is none.
func (r *rule) match(q *backtrack.Scratch, text string, from, to int) (start, end int, ok bool) {
	m := r.compile().Find(q, text[from:to])
	if m == nil {
		return 0, 0, false
	}
	start, end = r.secret(m)
	start, end = start+from, end+from
	first, last := m[0]+from, m[1]+from // the allowlists search, too
	if last == to {                     // the window may have cut it
		end = tokenEnd(text, end)
	}
	// An allowlist of a thousand words is looked for in the first bytes of what has no end.
	secret, match := text[start:min(end, start+maxLine)], text[first:last]
	if r.entropy > 0 && shannonEntropy(secret) <= r.entropy {
		return 0, end, false
	}
	if strings.HasPrefix(r.id, "generic") && !hasDigit(secret) {
		return 0, end, false
	}
	if r.context && (singleWord(secret) || harmlessNeighbor(text, start, end)) {
		return 0, end, false
	}
	if isDigest(secret) && strings.HasSuffix(text[:start], "..") || strings.HasPrefix(r.id, "artifactory") && inBase64(text, start, end) {
		return 0, 0, false // a range of commits, a line of a certificate
	}
	line := lineAround(text, start, end)
	if r.allow.allowed(q, secret, match, line) || r.global.allowed(q, secret, match, line) {
		return 0, end, false
	}
	return start, end, true
}

// inBase64 reports whether a token lies in a line of base64: behind a mark of that alphabet it goes on as randomly.
func inBase64(text string, start, end int) bool {
	const enough, longest = 20, 48
	isMark := func(c byte) bool { return c == '+' || c == '/' }
	from, to := start, end
	if start > 0 && isMark(text[start-1]) {
		for from--; from > 0 && start-from < longest && isWord(text[from-1]); {
			from--
		}
	}
	if end < len(text) && isMark(text[end]) {
		for to++; to < len(text) && to-end < longest && isWord(text[to]); {
			to++
		}
	}
	return start-from > enough && randomLooking(text[from:start]) || to-end > enough && randomLooking(text[end:to])
}

// harmlessNeighbor reports whether the value behind a name is the name of an algorithm, the UUID of an object, the next member of
// an object or of a list of words.
func harmlessNeighbor(text string, start, end int) bool {
	s := strings.Trim(text[start:end], `"'`)
	return isAlgorithm(s) || isUUID(s) && idWords.has(lastSegment(nameBefore(text, start))) ||
		text[start] == '"' && isMember(text[end:]) || isBehindComma(text[:start]) && isLabel(s)
}

// isBehindComma reports whether a comma stands before a value and its quotes.
func isBehindComma(before string) bool {
	const most = 64 // blanks and quotes between
	before = strings.TrimRight(before[max(0, len(before)-most):], ` "'`)
	return strings.HasSuffix(before, ",")
}

// secret picks the group that holds the secret, as gitleaks does.
func (r *rule) secret(m []int) (start, end int) {
	if r.group > 0 && 2*r.group+1 < len(m) && m[2*r.group] >= 0 {
		return m[2*r.group], m[2*r.group+1]
	}
	for i := 2; i+1 < len(m); i += 2 {
		if m[i] >= 0 && m[i+1] > m[i] {
			return m[i], m[i+1]
		}
	}
	return m[0], m[1]
}

// spokenOf reports whether a keyword of the rule stands in text or in the attribute key.
func (r *rule) spokenOf(text, key string) bool {
	for _, k := range r.keywords {
		if containsFold(text, k) || containsFold(key, k) {
			return true
		}
	}
	return len(r.keywords) == 0
}
