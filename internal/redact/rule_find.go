package redact

import "strings"

// superseded are rules of gitleaks that a detector of ours does the whole work of, and more.
var superseded = map[string]bool{"private-key": true}

// names of the detectors under which some rules report; the others report as secrets.
var gitleaksNames = map[string]string{
	"jwt":              "jwt",
	"jwt-base64":       "jwt",
	"private-key":      "private_key",
	"pkcs-private-key": "private_key",
}

func (r *rule) detector(g *gate, number int) *detector {
	name := gitleaksNames[r.id]
	if name == "" {
		name = "secret"
	}
	d := &detector{name: name, literals: g.literals}
	if len(g.literals) == 0 {
		// Nothing but two bytes to start from. Secrets of these rules mix capitals, small letters and digits.
		d.classes, d.ranged = classUpper3|classDigit, true
		d.find = func(w *work, _ int) { r.findShort(w, g, number) }
		return d
	}
	if g.op.most > 0 {
		d.follows = g.op.at
	}
	d.find = func(w *work, at int) { r.find(w, g, number, at) }
	return d
}

// find tries the rule around a literal at position at.
func (r *rule) find(w *work, g *gate, number, at int) {
	s := &w.secrets
	if at < s.until || !g.prior.standsBefore(w.text, at) {
		return
	}
	t := s.tally(number)
	if !w.spend(at, costLook+len(g.spelled.texts)) {
		return
	}
	from, to, clean, may := g.window(w.text, at, t.clean)
	w.pass.charge(max(0, clean-max(at, t.clean)) / 2) // for the bytes without a run
	t.clean = clean
	if !may || !w.mayMatch(g, t, at, from, to) {
		return
	}
	if r.id == genericRule {
		if !w.spend(at, costName) || harmlessKey(w.text, at) || inARN(w.text, at) {
			return
		}
		if value, end := g.valueAt(w.text, at); value > 0 {
			if !w.spend(at, end-value) || !holdsClass(w.text[value:end], classDigit) || afterComma(w.text, at, value) {
				return // what the rule would find it would not believe, or we do not
			}
			const most = 4 // bytes that end a value
			to = min(to, end+most)
		}
	}
	start, end, ok := 0, 0, false
	switch {
	case t.found >= maxFound || t.looked >= maxLooked:
		start, end, ok = g.coarse(w.text, at, to)
	case r.id == genericRule:
		start, end, ok = w.assigned(g, at)
		fallthrough
	default:
		if !ok && w.spend(at, to-from) {
			start, end, ok = r.match(&w.pass.scratch, w.text, from, to)
			w.spend(at, costStep*w.pass.scratch.Work()+costRead*max(0, end-to))
			if ok && !g.fixed { // one that is fixed ends where the match does
				t.looked += to - from
			}
			ok = ok && (r.id != genericRule || !harmlessValue(w.text, at, start, end))
			ok = ok && (r.spoken || w.spokenOf(r, t))
		}
	}
	w.followed(at, end)
	if !ok {
		return
	}
	t.found++
	if w.spend(at, costAdd) {
		s.until = max(s.until, end)
		w.add(start, end, r.id)
	}
}

// genericRule takes any random value beside a word like "key". Its allowlist knows some names that are no secrets, we
// know more: partition keys, idempotency keys.
const genericRule = "generic-api-key"

// assigned is the secret that the generic rule would find behind the literal at at, if the detector of assignments takes
// exactly that value, too: it says so in a hundredth of the time of the pattern and its allowlist.
func (w *work) assigned(g *gate, at int) (start, end int, ok bool) {
	start, end = g.valueAt(w.text, at)
	if start == 0 {
		return 0, 0, false
	}
	s := &w.secrets
	named, trust := s.named, s.namedTrust
	for i := start - 1; i >= at; i-- { // the keyword nearest to the value tells most
		if c := w.text[i] | 0x20; c != 'k' && c != 't' && c != 's' {
			continue
		}
		if v, ok := assignedAt(w, i, otherWords); ok && v.start == start && v.end == end {
			return start, end, true
		}
		s.named, s.namedTrust = named, trust
	}
	return 0, 0, false
}

// afterComma reports whether a sentence goes on behind a comma with what is taken for the value: "the key is invalid, getKey2
// fails". Arguments of a call are quoted.
func afterComma(text string, at, value int) bool {
	i := strings.LastIndexByte(text[at:value], ',')
	return i >= 0 && strings.TrimSpace(text[at+i+1:value]) == "" && strings.IndexByte(text[at:at+i], ' ') >= 0 && !strings.ContainsAny(text[at:value], "\"'`=:")
}

// valueAt returns the bounds of the value behind the literal at at, zeros if the pattern does not tell.
func (g *gate) valueAt(text string, at int) (start, end int) {
	name := at + g.literalAt(text[at:])
	operator := g.op.find(text[name:])
	if operator < 0 || g.op.value.min == 0 {
		return 0, 0
	}
	value := g.op.valueIn(text[name:], operator)
	if value < 0 {
		return 0, 0
	}
	const longest = 512
	start = name + value
	limit := min(len(text), start+longest)
	for end = start; end < limit && g.op.value.has(text[end]); {
		end++
	}
	return start, end
}

const digits = "0123456789"

func harmlessKey(text string, at int) bool {
	n := name{upper: strings.HasPrefix(text[at:], "KEY")}
	return hasPrefixFold(text[at:], "key") && !n.judgeKey(text, at) || hasPrefixFold(text[at:], "token") && countsTokens(text, at)
}

// harmlessValue reports whether what the generic rule took for a secret is a checksum, the name of an algorithm, a version,
// or the UUID of an object with any key.
func harmlessValue(text string, at, start, end int) bool {
	s := text[start:end]
	n := name{upper: strings.HasPrefix(text[at:], "KEY")}
	weak := hasPrefixFold(text[at:], "key") && n.judgeKey(text, at) && n.trust < secretName && !n.upper
	if i := strings.IndexByte(s, '='); assigns(s) && !randomLooking(s[i+1:]) {
		return true // "Tokenizer loaded: vocab_size=151936"
	}
	return isDigestReference(text[:start]) || isDigest(s) && idWords.has(lastSegment(nameBefore(text, start))) || isDigestName(s) || isAlgorithm(s) || isRelease(s) || isHostPath(s) || weak && isUUID(s)
}

// maxFound is how many secrets of one text a rule finds with its pattern. A text of so many is made to cost time: what
// follows is masked by the gate alone, a little more than necessary.
const maxFound = 32

// maxLooked is the same in bytes of the windows in which it found them.
const maxLooked = 8 << 10

// coarse is what may be the secret after a literal at position at: the first long enough run, or the rest of the token.
func (g *gate) coarse(text string, at, to int) (start, end int, ok bool) {
	start = at
	for n, i := 0, at; i < to && g.run.min > 0; i++ {
		if n++; !g.run.has(text[i]) {
			n = 0
		} else if n == g.run.min {
			start = i - n + 1
			break
		}
	}
	end = tokenEnd(text, start)
	return start, end, end > start
}

// findShort looks for the two-byte literals of a gate, in the case in which the pattern spells them.
func (r *rule) findShort(w *work, g *gate, number int) {
	for _, lit := range g.short {
		w.secrets.until = 0 // that of the literals
		for at := w.from; at < w.to; at++ {
			i := strings.Index(w.text[at:w.to], lit)
			if i < 0 {
				break
			}
			at += i
			r.find(w, g, number, at)
		}
	}
}

// keyedRules gives the rules that want `name = value` the attribute key as the name, for texts that may be a value.
func keyedRules(rules []*rule) *detector {
	var names []*detector
	for _, r := range rules {
		if !r.context || r.id == genericRule {
			continue
		}
		for i := range r.gates {
			g := &r.gates[i]
			names = append(names, &detector{literals: g.literals, find: func(w *work, at int) { r.findKeyed(w, g, at) }})
		}
	}
	names = append(names, keyedAssignment())
	index := newIndex(names)
	return &detector{
		name:    "secret",
		classes: classDigit | classLetter,
		keys:    &index,
		find: func(w *work, _ int) {
			if w.key != "" && len(w.key) <= maxBefore && w.pass.keyed.holds(&index, w.key) && tokenLike(w.text) && !isDigestName(w.text) && !strings.HasPrefix(w.text, "arn:") {
				index.each(w.key, func(d *detector, at int) { d.find(w, at) })
			}
		},
	}
}

// each calls visit for every literal in text.
func (x *index) each(text string, visit func(d *detector, at int)) {
	gram := uint32(0)
	for i := 0; i < len(text); i++ {
		i, gram, _, _ = sweep(text, i, gram, &x.bits, 0, 0)
		if i == len(text) {
			return
		}
		for _, l := range x.ending(text, i+1) {
			if at := l.start(i + 1); at >= 0 && hasPrefixFold(text[at:], l.text) {
				for _, d := range l.tells {
					visit(d, at)
				}
			}
		}
	}
}

// Lengths of the values that a rule with context asks for.
const (
	shortestToken = 14
	longestToken  = 256
)

// tokenLike reports whether all of s may be one token.
func tokenLike(s string) bool {
	if len(s) < shortestToken || len(s) > longestToken {
		return false
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f || c == '/' && i == 0 {
			return false
		}
	}
	return true
}

// findKeyed tries the rule on the assignment of the text to the attribute key, which holds a literal at at.
func (r *rule) findKeyed(w *work, g *gate, at int) {
	if len(w.found) > 0 {
		return
	}
	text := w.key[at:] + ` = "` + w.text + `"`
	if !g.op.at(text[g.literalAt(text):]) {
		return
	}
	from, to, _, ok := g.window(text, 0, 0)
	if !ok {
		return
	}
	shift := len(text) - len(w.text) - 1
	start, end, ok := r.match(&w.pass.scratch, text, from, to)
	w.pass.charge(costStep * w.pass.scratch.Work())
	if ok && (r.spoken || r.spokenOf(text, "")) && start >= shift && end <= shift+len(w.text) {
		w.add(start-shift, end-shift, r.id)
	}
}
