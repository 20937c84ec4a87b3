package redact

import (
	"regexp/syntax"
	"strings"
	"sync"
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

// fewTries is how many windows of one text a rule may try in vain at a low price.
const fewTries = 4

// A rule is one pattern of gitleaks, with the checks that gitleaks applies to its matches.
// Its regular expression compiles when the first window passes a gate; most rules of most processes never do.
type rule struct {
	id       string
	source   string
	group    int // of the secret; 0: the first group that matched, or all
	entropy  float64
	keywords []string
	allow    allowlists
	global   *allowlists

	gates   []gate
	spoken  bool // the pattern spells a keyword itself, so the text need not be searched for it
	context bool // the pattern wants `name = value`
	compile func() *machine
}

// prepare parses the rule and compiles its gates.
func (r *rule) prepare() error {
	source := r.source
	if !r.allow.lookAt("match") {
		source = strings.ReplaceAll(source, gitleaksPrefix, "")
	}
	r.context = len(source) < len(r.source) || strings.Contains(source, gitleaksPrefix)
	source = strings.ReplaceAll(source, gitleaksEnd, telemetryEnd)
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return err
	}
	for _, lists := range []allowlists{r.allow, *r.global} {
		for _, a := range lists {
			for _, p := range a.patterns {
				if _, err := syntax.Parse(p, syntax.Perl); err != nil {
					return err
				}
			}
		}
	}
	r.gates = gatesOf(tree)
	for i := range r.gates {
		r.gates[i].settle(r.keywords)
		if r.context {
			r.gates[i].after = min(r.gates[i].after, maxAssignment)
		}
	}
	r.spoken = true
	for _, g := range r.gates {
		r.spoken = r.spoken && len(g.literals) > 0 && (g.run.min >= longRun || r.context || spells(g.literals, r.keywords))
	}
	if r.anchored() {
		source = `^(?:` + source + `)`
	}
	r.compile = sync.OnceValue(func() *machine { return newMachine(source) })
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

func (l allowlists) lookAt(target string) bool {
	for _, a := range l {
		if a.target == target {
			return true
		}
	}
	return false
}

// window is the part of text in which gate g lets the pattern run, for a literal at position at behind which the operator may
// follow. Up to clean
// the text is known to hold no run that the gate asks for; window returns how far that is known now.
func (g *gate) window(text string, at, clean int) (from, to, known int, ok bool) {
	from, to = at-g.before, min(len(text), at+g.after+1)
	if from < 0 {
		if g.fixed {
			return 0, 0, clean, false
		}
		from = 0
	}
	if g.word && g.fixed && from > 0 && wordByte(text[from]) && wordByte(text[from-1]) {
		return 0, 0, clean, false
	}
	if g.exact && !g.spelled.begin(text[at:]) {
		return 0, 0, clean, false
	}
	if g.run.min == 0 {
		return from, to, clean, true
	}
	if clean >= to || !g.run.in(text[max(at, clean-g.run.min+1):to]) {
		return 0, 0, max(clean, to), false
	}
	return from, to, clean, true
}

// literalAt is the length of the longest literal with which s begins; it begins with one.
func (g *gate) literalAt(s string) (n int) {
	if len(g.literals) == 1 {
		return len(g.literals[0])
	}
	for _, l := range g.literals {
		if len(l) > n && len(l) <= len(s) && (l[0]^s[0])&^0x20 == 0 && equalFold(s[:len(l)], l) {
			n = len(l)
		}
	}
	return n
}

// match runs the rule on text[from:to] and returns the bounds of the secret, and how far it followed what is none.
func (r *rule) match(q *search, text string, from, to int) (start, end int, ok bool) {
	m := r.compile().find(q, text[from:to])
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
	if strings.HasPrefix(r.id, "generic") && !strings.ContainsAny(secret, digits) {
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
	return isAlgorithm(s) || isUUID(s) && idWords.has(lastSegment(nameBefore(text, start))) || text[start] == '"' && isMember(text[end:]) || isLabel(s) && strings.HasSuffix(strings.TrimRight(text[:start], ` "'`), ",")
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
