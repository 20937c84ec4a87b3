package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
)

// The values of most attributes repeat: methods, routes, hosts, agents, statements, names of functions. A Pass remembers
// the latest texts in which nothing was found, so that each is scanned once and then only compared.
//
// Passing such a text over is safe, because it was scanned byte for byte under the same attribute key, and nothing else
// than its own bytes decided: no member was judged, no encoding opened, no pseudonym spared. What may change is which
// identifiers are known; each of them begins with a word that the text does not have.
const (
	cleanSlots  = 1024
	longestText = 2048 // bytes, so that a Pass remembers 2 MiB at most
)

type cleanTexts struct {
	owner *Scrubber
	seed  quickhash.Seed
	slots []cleanText
}

type cleanText struct {
	seen  uint64 // hash of the latest text that was clean, and is remembered if it comes again
	form  textForm
	key   string // the caller's own: keys are few, and stay the same
	text  string
	words Words
}

// textForm is how a text is read; the same one can be clean as text and not as a statement.
type textForm uint8

const (
	asText textForm = iota
	asQuery
	asURL
)

// Decided tells p that the text at hand is passed over for more reasons than its bytes: a judgment that depends on the
// record, or on the time. It must be judged again when it comes again. Member need not call it where it returns ok.
func (p *Pass) Decided() { p.opened++ }

// remember is settle for texts that may be known to be clean.
func (r *Scrubber) remember(p *Pass, form textForm, key, text string, scrub func(*Scrubber, *Pass, string, string) string) string {
	if p == nil || !p.Remember || p.depth > 0 || len(text) < minSensitive || len(text) > longestText {
		return r.settle(p, key, text, scrub)
	}
	e, hash := p.clean.slot(r, text)
	if e.text == text && e.key == key && e.form == form && (!p.Known.MayStandIn(&e.words) || !p.Known.standsIn(text)) {
		return text
	}
	opened := p.opened
	safe := r.settle(p, key, text, scrub)
	switch {
	case safe != text || p.opened != opened:
	case e.seen != hash:
		e.seen = hash // a text that comes only once is not worth a copy
	default:
		*e = cleanText{hash, form, key, strings.Clone(text), WordsOf(text)}
	}
	return safe
}

// slot returns where text is, or belongs, and its hash. Texts with one hash take turns, so it need not read all of a text.
func (c *cleanTexts) slot(r *Scrubber, text string) (*cleanText, uint64) {
	if c.owner != r {
		*c = cleanTexts{owner: r, seed: quickhash.NewSeed(), slots: make([]cleanText, cleanSlots)}
	}
	hash := quickhash.Sample(&c.seed, text)
	return &c.slots[hash%cleanSlots], hash
}
