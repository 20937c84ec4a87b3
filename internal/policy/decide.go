package policy

import (
	"hash/maphash"
	"strings"
	"sync/atomic"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// Decide returns the decision about the attribute key. It is never nil. Once a
// key was seen, asking again neither locks nor allocates.
func (p *Policy) Decide(key string) *Decision { return p.decision(key).at(p.now()) }

// decision is Decide, whatever the time.
func (p *Policy) decision(key string) *Decision {
	d := p.cache.get(key)
	if d == nil {
		d = p.compile(key)
		p.cache.put(d)
	}
	return d
}

// DecideNested returns the decision about a member of a map: path is its whole
// dotted path with the attribute key first, name its own name and so the last
// part of path, parent the decision about what holds it. What was decided for
// the parent goes for its members, unless the parent is merely scanned; then
// the path is asked first, and the name if nothing is known of the path.
func (p *Policy) DecideNested(parent *Decision, path []byte, name string) *Decision {
	return p.decideNested(parent, path, name, p.now())
}

func (p *Policy) decideNested(parent *Decision, path []byte, name string, now time.Time) *Decision {
	if parent.inherited() {
		return parent
	}
	path = redact.EndOfPath(path)
	d := p.cache.getBytes(path)
	if d == nil {
		d = p.compile(string(path))
		p.cache.put(d)
	}
	if d = d.at(now); !d.isUnnamed() {
		return d
	}
	return p.byName(d, p.decision(name).at(now))
}

// byName is the decision about a member of whose path nothing is known: own, which
// its name alone makes, unless the path shows that words of the name mean another
// thing here.
func (p *Policy) byName(path, own *Decision) *Decision {
	if path.ofThing && own.Source == FromSegments {
		return p.unlisted(path)
	}
	return p.unlisted(own)
}

// unlisted is d, except that members of something that is let through are not
// dropped because nothing names them: level stricter drops whole attributes.
func (p *Policy) unlisted(d *Decision) *Decision {
	if d.Source == FromLevel {
		return &scanned
	}
	return d
}

// scanned is the decision about what has no key of its own.
var scanned = Decision{Action: Scan, keyUnsafe: true}

// at is d, or what follows it once the rule behind it has ended.
func (d *Decision) at(now time.Time) *Decision {
	if d.after != nil && !now.Before(d.until) {
		return d.after
	}
	return d
}

// compile decides about key from the start.
func (p *Policy) compile(key string) *Decision {
	key = strings.Clone(key) // it may be a part of a whole batch, which must not live on
	d := p.decide(key, p.rules)
	d.setKey(p, key)
	if d.isUnnamed() {
		if !p.unnamed.full.Load() {
			d.told = new(atomic.Bool)
		}
		d.ofThing = endsInThing(key)
	}
	return &d
}

// setKey notes what is to be known of the key itself.
func (d *Decision) setKey(p *Policy, key string) {
	d.Key = key
	d.constant = builtinTable().names(key)
	d.keyUnsafe = !d.constant && p.unsafeKey(key)
	d.keyWords = wordsOfKey(key)
	d.lane = uint8(maphash.String(laneSeed, key))
}

var laneSeed = maphash.MakeSeed()

// decide asks, in this order, the rules given, the user's identifiers, the
// built-in table and the words of the key.
func (p *Policy) decide(key string, rules []compiledRule) Decision {
	for i := range rules {
		if !rules[i].matches(key) {
			continue
		}
		d := rules[i].decision
		if d.Action == Hash && d.Domain == nil {
			d.Domain = p.naturalDomain(key)
			d.learns = d.Domain.learned
		}
		if !d.until.IsZero() {
			after := p.decide(key, rules[i+1:])
			after.setKey(p, key)
			d.after = &after
		}
		return d
	}
	for i := range p.owned {
		if p.owned[i].matches(key) {
			return p.owned[i].decision
		}
	}
	return p.builtin(key)
}

// naturalDomain is the domain that key has without the user's rules.
func (p *Policy) naturalDomain(key string) *Domain {
	if d := p.decide(key, nil); d.Domain != nil {
		return d.Domain
	}
	return p.domains["ref"]
}

// builtin decides by the built-in table and the words of the key.
func (p *Policy) builtin(key string) Decision {
	t := builtinTable()
	if r, ok := t.exact[key]; ok {
		return p.fromRow(r)
	}
	if t.registry[key] {
		return Decision{Action: Scan, Source: FromTable}
	}
	if r, rest, ok := t.template(key); ok {
		return p.fromTemplate(r, rest)
	}
	if d, ok := p.fromHeader(key); ok {
		return d
	}
	if d, ok := p.fromWords(key); ok {
		return d
	}
	if p.level >= Stricter {
		return Decision{Action: Drop, Source: FromLevel, keyUnsafe: true}
	}
	return Decision{}
}

// fromRow makes a row of the table a decision at the policy's level.
func (p *Policy) fromRow(r row) Decision {
	d := Decision{Action: r.action, Source: FromTable, server: r.server, name: r.name}
	if p.level >= Strict {
		d.Action = r.strict
	}
	switch {
	case d.Action == Hash:
		d.Domain = p.domains[r.domain]
		d.learns = r.learned && d.Domain.learned
	case d.Action == Mask && r.name == "email":
		d = p.emailDecision(d)
	case d.Action == Baggage:
		d.learns = true
	}
	return d
}

// fromTemplate decides about a key under a template by the part that the
// template leaves open; identifiers are hashed even where the rest is masked.
func (p *Policy) fromTemplate(r row, rest string) Decision {
	if r.action == Keep {
		return p.fromRow(r)
	}
	if d, ok := p.headerNamed(rest, false); ok && r.action == Scan {
		return d
	}
	if d, ok := p.fromWords(rest); ok && (r.action == Scan || d.Action == Hash) {
		return d
	}
	return p.fromRow(r)
}

// fromHeader decides about a header, in a map of headers or by a name that only
// headers have.
func (p *Policy) fromHeader(key string) (Decision, bool) {
	for i := 0; i < len(key); {
		part, _, more := strings.Cut(key[i:], ".")
		i += len(part) + 1
		if more && headerMaps[strings.ToLower(part)] {
			return p.headerNamed(key[i:], false)
		}
	}
	return p.headerNamed(key[strings.LastIndexByte(key, '.')+1:], true)
}

// headerMaps are the parts of a key below which headers stand.
var headerMaps = words(`header headers metadata`)

// headerNamed decides about a header by its name, in which `_` counts as `-`.
func (p *Policy) headerNamed(name string, anywhere bool) (Decision, bool) {
	name = strings.ReplaceAll(strings.ToLower(name), "_", "-")
	for _, prefix := range baggagePrefixes {
		// One baggage member as a header: its name is the attribute's.
		if member, ok := strings.CutPrefix(name, prefix); ok && member != "" {
			d := p.builtin(member)
			return *p.unlisted(&d), true
		}
	}
	r, ok := builtinTable().headers[name]
	if !ok || anywhere && !r.anywhere {
		return Decision{}, false
	}
	return p.fromRow(r), true
}

// baggagePrefixes begin the headers that carry one member of the baggage of
// Jaeger and of OpenTracing.
var baggagePrefixes = []string{"uberctx-", "ot-baggage-", "baggage-"}

// fromWords decides by what the words of the key mean.
func (p *Policy) fromWords(key string) (d Decision, ok bool) {
	m := classify(key)
	d = Decision{Source: FromSegments, name: m.name}
	switch m.class {
	case classIdentifier, classLeaf:
		d.Action, d.Domain, d.leaf = Hash, p.domains[m.name], m.class == classLeaf
		d.learns = d.Domain.learned
	case classSecret, classCookie:
		d.Action = Mask
		if m.class == classSecret && tellsErrors(key) {
			d.when = noRemark
		}
	case classEmail:
		d.Action, d.when = Mask, withAt
		d = p.emailDecision(d)
	case classIP:
		d.Action, d.when = TruncateIP, whereIP
	case classURL:
		d.Action = URL
	case classStrict:
		if p.level < Strict {
			return Decision{}, false
		}
		d.Action = Mask
	default:
		return Decision{}, false
	}
	return d, true
}

// emailDecision is d, which masks an email, after the mode of that detector.
func (p *Policy) emailDecision(d Decision) Decision {
	switch p.email {
	case ModeHash:
		d.Action, d.Domain = Hash, p.domains["email"]
	case ModeOff:
		d.Action = Scan
	default:
	}
	return d
}
