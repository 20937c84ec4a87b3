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
	cleanSets      = 256
	cleanWays      = 4
	cleanTextsKept = cleanSets * cleanWays
	longestText    = 2048 // bytes, so that a Pass remembers 2 MiB at most
)

type cleanTexts struct {
	owner  *Scrubber
	seed   quickhash.Seed
	sets   *[cleanSets]cleanSet
	texts  *[cleanTextsKept]cleanText
	latest [256]cleanPlace // by [Pass.Lane]; it may hold another text by now
	added  CleanText       // how many texts ever were, in front of the bits for a place
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
	id    CleanText
	form  Form
	words Words
	_     [8]byte
}

func (e *cleanText) is(form Form, key, text string) bool {
	return e.text == text && e.key == key && e.form == form
}

// Form is how a text is read; the same one can be clean as text and not as a statement.
type Form uint8

// The forms of the texts that are remembered.
const (
	AsText  Form = iota // by [Scrubber.Scrub]
	AsQuery             // by [Scrubber.Query]
	AsURL               // by [Scrubber.URL]
)

// CleanText stands for a text, read in one form beside one key, of which a Pass remembers that nothing was found in it. The
// zero value stands for none.
type CleanText uint64

// Clean returns what stands for text, if p remembers that it is clean. It does not scan. Texts too short for a finding are
// not remembered; see [TooShort].
func (r *Scrubber) Clean(p *Pass, form Form, key, text string) CleanText {
	c := &p.clean
	if c.owner != r || len(text) > longestText {
		return 0
	}
	at, known := c.find(c.hash(form, key, text), form, key, text)
	if !known {
		return 0
	}
	return c.texts[at].id
}

// TooShort tells whether text is too short for a finding, or for an identifier that is known.
func TooShort(text string) bool { return len(text) < minSensitive }

// IsClean tells whether c stands for text.
func (p *Pass) IsClean(c CleanText, text string) bool {
	e := p.clean.at(c)
	return e != nil && e.text == text
}

// StaysClean tells whether nothing is to be found in the text that c stands for, whatever is known by now. It is false if
// the text is forgotten.
func (p *Pass) StaysClean(c CleanText) bool {
	e := p.clean.at(c)
	return e != nil && (!p.Known.MayStandIn(&e.words) || !p.Known.StandsIn(e.text))
}

// at returns what c stands for; nil if it is forgotten.
func (c *cleanTexts) at(id CleanText) *cleanText {
	if id == 0 || c.texts == nil {
		return nil
	}
	if e := &c.texts[id%cleanTextsKept]; e.id == id {
		return e
	}
	return nil
}

// Decided tells p that the text at hand is passed over for more reasons than its bytes: a judgment that depends on the
// record, or on the time. It must be judged again when it comes again. Member need not call it where it returns ok.
func (p *Pass) Decided() { p.opened++ }

// remember is settle for texts that may be known to be clean. Most are the one that was clean last in their lane.
func (r *Scrubber) remember(p *Pass, form Form, key, text string, scrub scrubbing) string {
	if p == nil || p.clean.owner != r || p.depth > 0 {
		return r.recall(p, form, key, text, scrub)
	}
	e := &p.clean.texts[p.clean.latest[p.Lane]%cleanTextsKept]
	if e.is(form, key, text) && (!p.Known.MayStandIn(&e.words) || !p.Known.StandsIn(text)) {
		return text
	}
	return r.recall(p, form, key, text, scrub)
}

// recall looks for a text among all that are known to be clean. If it is not one of them it is settled, and remembered if
// nothing was found.
func (r *Scrubber) recall(p *Pass, form Form, key, text string, scrub scrubbing) string {
	if p == nil || !p.Remember || p.depth > 0 || len(text) < minSensitive || len(text) > longestText {
		return r.settle(p, key, text, scrub)
	}
	c := &p.clean
	c.of(r)
	hash := c.hash(form, key, text)
	at, known := c.find(hash, form, key, text)
	if known && (!p.Known.MayStandIn(&c.texts[at].words) || !p.Known.StandsIn(text)) {
		c.latest[p.Lane] = at
		return text
	}
	opened := p.opened
	safe := r.settle(p, key, text, scrub)
	if !known && safe == text && p.opened == opened {
		c.add(hash, form, key, text)
	}
	return safe
}

// find returns where a text stands.
func (c *cleanTexts) find(hash uint64, form Form, key, text string) (cleanPlace, bool) {
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
func (c *cleanTexts) add(hash uint64, form Form, key, text string) {
	set := &c.sets[hash%cleanSets]
	if tag := uint32(hash >> 32); !slices.Contains(set.seen[:], tag) {
		set.seen[set.others%cleanWays] = tag
		set.others++
		return
	}
	way := set.texts % cleanWays
	set.texts++
	set.tags[way] = uint32(hash >> 32)
	at := hash%cleanSets*cleanWays + uint64(way)
	c.added += cleanTextsKept
	c.texts[at] = cleanText{id: c.added + CleanText(at), form: form, key: key, text: strings.Clone(text), words: WordsOf(text)}
}

// of makes c ready for texts that r finds clean.
func (c *cleanTexts) of(r *Scrubber) {
	if c.owner != r {
		*c = cleanTexts{
			owner: r,
			seed:  quickhash.NewSeed(),
			sets:  new([cleanSets]cleanSet),
			texts: new([cleanTextsKept]cleanText),
			added: c.added, // what stands for a text of before stands for none of these
		}
	}
}

// hash is where a text belongs. Texts with one hash take turns, so it need not read all of a text.
func (c *cleanTexts) hash(form Form, key, text string) uint64 {
	const odd = 0x9e3779b97f4a7c15
	return quickhash.Sample(&c.seed, text) + uint64(len(key)<<2|int(form))*odd
}
