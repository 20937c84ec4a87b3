package redact

import (
	"regexp"
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/redact/backtrack"
)

// Level says how much is taken for sensitive. Higher levels include the lower ones.
type Level uint8

const (
	// Default finds emails, secrets, cards, bank accounts and identifiers.
	Default Level = iota
	// Strict adds phone numbers, IP addresses, national IDs and geographic positions.
	Strict
	// Stricter is for this package the same as Strict; the policy drops unknown attributes with it.
	Stricter
)

// Finding says what was found, never the text itself.
type Finding struct {
	Detector string // name of the detector, also the word of the placeholder
	Rule     string // the detector's own rule, such as a vendor's token; may be empty
	Domain   string // not empty: an identifier of this domain, to be replaced by a pseudonym
}

// Settings is what a [Scrubber] is compiled from. The zero value finds everything of level Default.
type Settings struct {
	Level    Level
	On       []string  // names of detectors that run whatever the level
	Off      []string  // names of detectors that do not run
	Custom   []Custom  // the user's own detectors
	Patterns []Pattern // raw identifiers that may stand anywhere in text

	// Protected reports whether a token is one of our own pseudonyms, which pass unchanged. Nil: none are known.
	Protected func(token string) bool
}

// Pattern finds raw identifiers of a domain in any text.
type Pattern struct {
	Domain string
	Regexp *regexp.Regexp
}

// Pass is what one worker brings to the texts that it scrubs. The zero value works. A Pass must not be used by two
// goroutines at once; it keeps scratch memory between calls.
type Pass struct {
	// Replace returns what stands instead of text, the decoded form of a finding. It must be one of our placeholders or
	// pseudonyms: they need no escaping in JSON, HTML or baggage. Nil: Placeholder(f.Detector).
	Replace func(f Finding, text string) string

	// Member judges a named member of structured text by its dotted path ("customer.id") and its decoded value.
	// ok=false leaves the member to a plain scan. Nil: every member is scanned.
	Member func(path, value string) (replacement string, ok bool)

	// Remember keeps texts in which nothing was found, so that they are not scanned when they come again. It is for a Pass
	// that is kept.
	Remember bool

	// Lane is where the latest of these texts is looked for first. Texts of one attribute should have one number.
	Lane uint8

	// Known holds identifiers that must not survive anywhere in the texts of this pass. May be nil.
	Known *Known

	works       [maxDepth + 1]*work // one per level of nesting, made when first needed
	depth       int
	meter       meter
	effort      effort // what the detectors may still do
	least       int    // the least that was left to them of any text so far
	unseen      int    // bytes that were masked because there was none left: no effort was taken for what follows them
	inNumber    bool   // the text at hand is a number of JSON
	rounds      rounds
	keyed       keyMemo
	queries     queryCache
	scratch     backtrack.Scratch
	clean       cleanTexts
	opened      int // counts what is looked at beside the bytes of a text itself; see [cleanTexts]
	pathBuffers [maxDepth + 1][]byte
	paths       map[string]string // dotted paths of JSON members, to have them as strings without allocating
}

// maxDepth bounds how many structures and token encodings (base64, JSON in a string, nested URLs) are opened one inside
// the other. What lies deeper is masked.
const maxDepth = 8

// Placeholder returns the text that masks a finding of the named detector, such as "[redacted:email]".
func Placeholder(name string) string { return placeholderStart + name + "]" }

const placeholderStart = "[redacted:"

func (p *Pass) replace(f Finding, text string) string {
	p.opened++
	if p.Replace == nil {
		return Placeholder(f.Detector)
	}
	return p.Replace(f, text)
}

// Scrubber finds and replaces sensitive text. It is immutable and safe for concurrent use.
type Scrubber struct {
	detectors []*detector
	index     index       // literals of the detectors
	onClass   []*detector // detectors that start from the bytes a text holds
	protected func(string) bool
	custom    bool // there are detectors or patterns of the user's own
	geo       bool // geographic positions are looked for
	minParted int  // see [reach]
}

// New compiles s. It fails if a custom detector or a pattern cannot run.
func New(s Settings) (*Scrubber, error) {
	all, err := allDetectors(s)
	if err != nil {
		return nil, err
	}
	r := &Scrubber{protected: s.Protected, custom: len(s.Custom)+len(s.Patterns) > 0, minParted: minParted}
	if r.protected == nil {
		r.protected = func(string) bool { return false }
	}
	for i, d := range all {
		if (d.level <= s.Level || slices.Contains(s.On, d.name)) && !slices.Contains(s.Off, d.name) {
			own := *d // the package's own are shared by all Scrubbers
			own.order = i
			r.detectors = append(r.detectors, &own)
		}
	}
	r.index = newIndex(r.detectors)
	for _, d := range r.detectors {
		if d.classes != 0 {
			r.onClass = append(r.onClass, d)
		}
		r.geo = r.geo || d.name == geoDetector.name
	}
	return r, nil
}

// scrub is Scrub for texts inside others, too.
func (r *Scrubber) scrub(p *Pass, key, text string) string {
	if len(text) < minSensitive {
		return text
	}
	if c := text[0]; c == '{' || c == '[' || entries[c]&classSpace != 0 {
		if safe, ok := r.json(p, key, text); ok {
			p.opened++
			return safe
		}
	}
	w := p.begin(r, key, text)
	seen := w.scan()
	if seen&(classEquals|classSpace) == classEquals {
		effort := p.effort
		p.effort = w.effort // the parts are looked at instead
		switch {
		case isURL(text):
			return r.url(p, key, text)
		case isForm(text):
			return r.form(p, key, text)
		}
		p.effort = effort
	}
	if seen&embeddedParts == embeddedParts {
		if safe := r.embedded(p, key, text); safe != text {
			w = p.begin(r, key, safe)
			seen = w.scan()
		}
	}
	return w.finish(seen)
}

// minSensitive is the length of the shortest text in which anything could be found.
const minSensitive = 4

// Detectors lists the names of the detectors that r runs, sorted.
func (r *Scrubber) Detectors() []string {
	var names []string
	for _, d := range r.detectors {
		if !slices.Contains(names, d.name) {
			names = append(names, d.name)
		}
	}
	slices.Sort(names)
	return names
}

// Scrub returns the safe form of a free text, or text itself, without allocating, if nothing is found in it. The
// attribute key is context: some secrets are known only by the name beside them. JSON, URLs and forms are recognized
// and keep their structure.
func (r *Scrubber) Scrub(p *Pass, key, text string) string {
	return r.remember(p, AsText, key, text, (*Scrubber).scrub)
}

// URL returns the safe form of a URL or of a part of one: path, path and query, or query. Its parts are judged on their
// own: credentials in the authority are masked, query and matrix parameters are members, values may hold URLs
// themselves. What is replaced is percent-encoded where RFC 3986 asks for it, so that a URL stays a URL.
func (r *Scrubber) URL(p *Pass, key, text string) string {
	return r.remember(p, AsURL, key, text, (*Scrubber).url)
}

// Query returns a database statement without its literals: SQL of any dialect, commands of Redis and Memcached, JSON of
// MongoDB and Elasticsearch, told apart by their form. Literals become ?, everything else stays byte for byte, as the
// semantic conventions ask for db.query.text. Where the end of a literal is in doubt, the rest of the text is masked.
func (r *Scrubber) Query(p *Pass, key, text string) string {
	return r.remember(p, AsQuery, key, text, (*Scrubber).query)
}

// Baggage returns the safe form of a W3C baggage header. Each member, and each property, is judged like an attribute of
// its name; values are percent-decoded and encoded again. The result is valid if text was: members that would make it
// longer than 8,192 bytes are left out, from the end.
func (r *Scrubber) Baggage(p *Pass, key, text string) string {
	return list(text, r.settle(p, key, text, (*Scrubber).baggage))
}

// TraceState returns the safe form of a W3C tracestate header. Valid keys name vendors and stay; values are judged like
// attributes of that key, and what replaces them holds no comma and no equals sign.
func (r *Scrubber) TraceState(p *Pass, key, text string) string {
	return list(text, r.settle(p, key, text, (*Scrubber).traceState))
}

// Cookie returns the safe form of a Cookie or Set-Cookie header. Every cookie's value is masked, as any may carry a
// session, unless the policy knows its name or the name says that it holds a setting; the attributes of Set-Cookie stay.
func (r *Scrubber) Cookie(p *Pass, key, text string) string {
	return r.settle(p, key, text, (*Scrubber).cookie)
}

// Form returns the safe form of an application/x-www-form-urlencoded body, each pair judged as a member.
func (r *Scrubber) Form(p *Pass, key, text string) string {
	return r.settle(p, key, text, (*Scrubber).form)
}
