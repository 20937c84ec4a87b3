package redact

import (
	"slices"
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
	cleanSets   = 256
	cleanWays   = 4
	longestText = 2048 // bytes, so that a Pass remembers 2 MiB at most
)

type cleanTexts struct {
	owner  *Scrubber
	seed   quickhash.Seed
	sets   []cleanSet
	latest [latestKeys]*cleanText // by a few bytes of the key; it may hold another text by now
}

const latestKeys = 64

// cleanSet is where texts of one hash stand. The oldest one is displaced.
type cleanSet struct {
	tags   [cleanWays]uint32 // the upper half of the hash of each text
	seen   [cleanWays]uint32 // the same of the latest texts that were clean, and are remembered if they come again
	texts  uint8             // that were remembered
	others uint8             // that were seen
	ways   [cleanWays]cleanText
}

type cleanText struct {
	form  textForm
	key   string // the caller's own: keys are few, and stay the same
	text  string
	words Words
}

func (e *cleanText) is(form textForm, key, text string) bool {
	return e.text == text && e.key == key && e.form == form
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
	latest := p.clean.latestOf(r, key)
	e := *latest
	var set *cleanSet
	var hash uint64
	if e == nil || !e.is(form, key, text) {
		set, hash = p.clean.set(form, key, text)
		e = set.find(hash, form, key, text)
	}
	if e != nil && (!p.Known.MayStandIn(&e.words) || !p.Known.standsIn(text)) {
		*latest = e
		return text
	}
	opened := p.opened
	safe := r.settle(p, key, text, scrub)
	switch {
	case safe != text || p.opened != opened || e != nil:
	case !slices.Contains(set.seen[:], uint32(hash>>32)):
		set.seen[set.others%cleanWays] = uint32(hash >> 32) // a text that comes only once is not worth a copy
		set.others++
	default:
		at := set.texts % cleanWays
		set.texts++
		set.tags[at] = uint32(hash >> 32)
		set.ways[at] = cleanText{form, key, strings.Clone(text), WordsOf(text)}
	}
	return safe
}

// find returns the entry of a text, or nil.
func (s *cleanSet) find(hash uint64, form textForm, key, text string) *cleanText {
	for i, tag := range s.tags {
		if tag != uint32(hash>>32) {
			continue
		}
		if e := &s.ways[i]; e.is(form, key, text) {
			return e
		}
	}
	return nil
}

// latestOf is where the latest clean text of an attribute stands: it is most often the next one, too.
func (c *cleanTexts) latestOf(r *Scrubber, key string) **cleanText {
	if c.owner != r {
		*c = cleanTexts{owner: r, seed: quickhash.NewSeed(), sets: make([]cleanSet, cleanSets)}
	}
	at := len(key)
	if at > 0 {
		at += int(key[0])*3 + int(key[at-1])*5
	}
	return &c.latest[at%latestKeys]
}

// set returns where a text is, or belongs, and its hash. Texts with one hash take turns, so it need not read all of a text.
func (c *cleanTexts) set(form textForm, key, text string) (*cleanSet, uint64) {
	const odd = 0x9e3779b97f4a7c15
	hash := quickhash.Sample(&c.seed, text) + uint64(len(key)<<2|int(form))*odd
	return &c.sets[hash%cleanSets], hash
}
