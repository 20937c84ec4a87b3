package redact

import "strings"

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
		d.classes = classUpper3 | classDigit
		d.find = func(w *work, _ int) { r.findShort(w, g, number) }
		return d
	}
	d.find = func(w *work, at int) { r.find(w, g, number, at) }
	return d
}

// find tries the rule around a literal at position at.
func (r *rule) find(w *work, g *gate, number, at int) {
	s := &w.secrets
	if at < s.until {
		return
	}
	t := s.tally(number)
	if t.tries >= maxTries {
		return
	}
	from, to, clean, ok := g.window(w.text, at, t.clean)
	t.clean = clean
	if !ok {
		return
	}
	start, end, ok := r.match(w.text, w.key, from, to)
	if !ok {
		t.tries++
		return
	}
	s.until = max(s.until, end)
	w.add(start, end, r.id)
}

// findShort looks for the two-byte literals of a gate, in the case in which the pattern spells them.
func (r *rule) findShort(w *work, g *gate, number int) {
	for _, lit := range g.short {
		for at := 0; ; at++ {
			i := strings.Index(w.text[at:], lit)
			if i < 0 {
				break
			}
			at += i
			r.find(w, g, number, at)
		}
	}
}

// tally is what a gate has done in the text at hand.
type tally struct {
	tries int // windows in which the pattern found nothing
	clean int // no run ends before this offset
}

// keyedRules gives the rules that want `name = value` the attribute key as the name, for texts that may be a value.
func keyedRules(rules []*rule) *detector {
	var keyed []*rule
	for _, r := range rules {
		if r.context && r.id != "generic-api-key" {
			keyed = append(keyed, r)
		}
	}
	return &detector{
		name:    "secret",
		classes: classDigit | classLetter,
		find: func(w *work, _ int) {
			if !tokenLike(w.text) || w.key == "" || len(w.key) > maxBefore {
				return
			}
			for _, r := range keyed {
				if r.findKeyed(w) {
					return
				}
			}
		},
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

// findKeyed tries the rule on the assignment of the text to the attribute key.
func (r *rule) findKeyed(w *work) bool {
	for i := range r.gates {
		g := &r.gates[i]
		for _, lit := range g.literals {
			at := indexFold(w.key, lit)
			if at < 0 {
				continue
			}
			name := w.key[at:]
			text := name + ` = "` + w.text + `"`
			from, to, _, ok := g.window(text, 0, 0)
			if !ok {
				continue
			}
			shift := len(text) - len(w.text) - 1
			if start, end, ok := r.match(text, "", from, to); ok && start >= shift && end <= shift+len(w.text) {
				w.add(start-shift, end-shift, r.id)
				return true
			}
		}
	}
	return false
}
