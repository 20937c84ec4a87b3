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
	sets   *[cleanSets]cleanSet
	texts  *[cleanSets * cleanWays]cleanText
	latest [256]cleanPlace // by [Pass.Lane]; it may hold another text by now
}

// cleanPlace is the index of a text: those of a set follow each other.
type cleanPlace uint16

// cleanSet is what is known of the texts of one hash. The oldest one is displaced.
type cleanSet struct {
	tags   [cleanWays]uint32 // the upper half of the hash of each text
	seen   [cleanWays]uint32 // the same of the latest texts that were clean, and are remembered if they come again
	texts  uint8             // that were remembered
	others uint8             // that were seen
}

// cleanText has two lines of the cache; what is read each time is in the first one.
type cleanText struct {
	text  string
	key   string // the caller's own: keys are few, and stay the same
	form  textForm
	words Words
	_     [16]byte
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
	c := &p.clean
	c.of(r)
	latest := &c.latest[p.Lane]
	at, hash := *latest, uint64(0)
	known := c.texts[at].is(form, key, text)
	if !known {
		hash = c.hash(form, key, text)
		at, known = c.find(hash, form, key, text)
	}
	if known {
		if words := &c.texts[at].words; !p.Known.MayStandIn(words) || !p.Known.StandsIn(text) {
			*latest = at
			return text
		}
	}
	opened := p.opened
	safe := r.settle(p, key, text, scrub)
	if !known && safe == text && p.opened == opened {
		c.add(hash, form, key, text)
	}
	return safe
}

// find returns where a text stands.
func (c *cleanTexts) find(hash uint64, form textForm, key, text string) (cleanPlace, bool) {
	set := hash % cleanSets
	for way, tag := range c.sets[set].tags {
		if tag != uint32(hash>>32) {
			continue
		}
		if at := set*cleanWays + uint64(way); c.texts[at].is(form, key, text) {
			return cleanPlace(at), true
		}
	}
	return 0, false
}

// add remembers a text, if it was seen before: one that comes only once is not worth a copy.
func (c *cleanTexts) add(hash uint64, form textForm, key, text string) {
	set := &c.sets[hash%cleanSets]
	if tag := uint32(hash >> 32); !slices.Contains(set.seen[:], tag) {
		set.seen[set.others%cleanWays] = tag
		set.others++
		return
	}
	way := set.texts % cleanWays
	set.texts++
	set.tags[way] = uint32(hash >> 32)
	c.texts[hash%cleanSets*cleanWays+uint64(way)] = cleanText{form: form, key: key, text: strings.Clone(text), words: WordsOf(text)}
}

// of makes c ready for texts that r finds clean.
func (c *cleanTexts) of(r *Scrubber) {
	if c.owner != r {
		*c = cleanTexts{owner: r, seed: quickhash.NewSeed(), sets: new([cleanSets]cleanSet), texts: new([cleanSets * cleanWays]cleanText)}
	}
}

// hash is where a text belongs. Texts with one hash take turns, so it need not read all of a text.
func (c *cleanTexts) hash(form textForm, key, text string) uint64 {
	const odd = 0x9e3779b97f4a7c15
	return quickhash.Sample(&c.seed, text) + uint64(len(key)<<2|int(form))*odd
}
