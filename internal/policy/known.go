package policy

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

const (
	// maxKnown bounds the identifiers of one trace: past it, a hostile trace
	// would make every text of it cost more and more. A job that handles some
	// thousand users in one trace must not reach it.
	maxKnown = 4096
	// maxKnownLength bounds one of them: an ID is short, longer text is a document.
	maxKnownLength = 256
	// maxKnownBaggage is the longest baggage that is remembered to be learned.
	maxKnownBaggage = 1024
	// keptTraces is how many traces' memory is kept from batch to batch.
	keptTraces = 256
)

// knownTraces holds the identifiers known in each trace of a batch.
type knownTraces struct {
	traces  map[[16]byte]*knownTrace
	current *knownTrace // of the trace at hand; nil: none known
	trace   [16]byte
	spare   []*knownTrace
}

// learnMemo remembers what was learned lately, or refused, by trace: the same
// few identifiers stand in every span. It is direct-mapped and for one batch.
type learnMemo struct {
	seed  quickhash.Seed
	slots [learnSlots]learnSlot
	used  bool
}

const learnSlots = 512

type learnSlot struct {
	trace  [16]byte
	domain *Domain
	text   string
}

// done tells whether text was learned already, and remembers it if not. Texts are
// not empty; without a domain they are baggage.
func (m *learnMemo) done(trace [16]byte, d *Domain, text string) bool {
	h := quickhash.Of(&m.seed, text) ^ quickhash.Of(&m.seed, trace[:])
	e := &m.slots[h%learnSlots]
	if e.text == text && e.domain == d && e.trace == trace {
		return true
	}
	*e, m.used = learnSlot{trace, d, text}, true
	return false
}

// forget empties m: it must not hold the texts of a batch that has gone.
func (m *learnMemo) forget() {
	if m.used {
		clear(m.slots[:])
		m.used = false
	}
}

// knownTrace holds the identifiers known in one trace.
type knownTrace struct {
	scan      redact.Known
	pseudonym map[string]string // by canonical identifier
	firstBits uint64            // see wordBits
}

func (k *knownTraces) reset() {
	for _, t := range k.traces {
		if len(k.spare) == keptTraces {
			break
		}
		t.scan.Reset()
		clear(t.pseudonym)
		t.firstBits = 0
		k.spare = append(k.spare, t)
	}
	clear(k.traces)
	k.current = nil
}

// enter makes trace the one at hand.
func (k *knownTraces) enter(trace [16]byte) {
	if trace == k.trace {
		return
	}
	k.trace = trace
	k.current = nil
	if len(k.traces) > 0 {
		k.current = k.traces[trace]
	}
}

// scan is what a pass needs of the trace at hand.
func (k *knownTraces) scan() *redact.Known {
	if k.current == nil {
		return nil
	}
	return &k.current.scan
}

// lookup returns the pseudonym of an identifier known in the trace at hand.
func (k *knownTraces) lookup(canonical string) (string, bool) {
	if k.current == nil {
		return "", false
	}
	p, ok := k.current.pseudonym[canonical]
	return p, ok
}

// mayHold tells whether a text with these words can hold a known identifier.
func (k *knownTraces) mayHold(words uint64) bool {
	return k.current != nil && k.current.firstBits&words != 0
}

// add remembers an identifier of the trace at hand.
func (k *knownTraces) add(canonical, pseudonym string) {
	t := k.current
	if t == nil {
		t = k.newTrace()
	}
	if _, again := t.pseudonym[canonical]; !again && len(t.pseudonym) >= maxKnown {
		return
	}
	canonical = strings.Clone(canonical)
	t.pseudonym[canonical] = pseudonym
	t.scan.Add(canonical, pseudonym)
	t.firstBits |= firstWordBits(canonical)
}

func (k *knownTraces) newTrace() *knownTrace {
	var t *knownTrace
	if n := len(k.spare); n > 0 {
		t, k.spare = k.spare[n-1], k.spare[:n-1]
	} else {
		t = &knownTrace{pseudonym: make(map[string]string)}
	}
	if k.traces == nil {
		k.traces = make(map[[16]byte]*knownTrace)
	}
	k.traces[k.trace] = t
	k.current = t
	return t
}

// Learn remembers text as an identifier of the record's trace, if d learns, so
// that it is replaced wherever else it stands in that trace.
func (s *Session) Learn(d *Decision, text string) {
	switch {
	case !d.learns:
	case d.Action == Baggage:
		if len(text) > maxKnownBaggage || !s.learned.done(s.record.Trace, nil, text) {
			s.learnBaggage(text)
		}
	case s.concerns(d, text):
		s.learn(d.Domain, text)
	}
}

// LearnInt is [Session.Learn] for an integer.
func (s *Session) LearnInt(d *Decision, v int64) {
	if d.learns && d.Action == Hash && (v > 99999 || v < -99999) {
		s.learn(d.Domain, hashing.CanonicalInt(v))
	}
}

// LearnDouble is [Session.Learn] for a double.
func (s *Session) LearnDouble(d *Decision, v float64) {
	if d.learns && d.Action == Hash && !d.leaf {
		s.learn(d.Domain, hashing.CanonicalDouble(v))
	}
}

func (s *Session) learn(d *Domain, text string) {
	if len(text) > maxKnownLength || s.learned.done(s.record.Trace, d, text) {
		return
	}
	s.known.enter(s.record.Trace)
	canonical := hashing.Canonical(text, false)
	if len(canonical) < minKnownLength || isGeneric(canonical) {
		return
	}
	before, known := s.known.lookup(canonical)
	if known && !s.yields(before, d) || isPlaceholder(canonical) || s.policy.protected(canonical) {
		return
	}
	safe, reason := s.pseudonym(d, canonical)
	if reason != "" {
		safe = s.placeholder(d.Name)
	}
	s.known.add(canonical, safe)
	for _, form := range otherForms(text, canonical) {
		s.known.add(form, safe)
	}
	s.pass.Known = s.known.scan()
}

// otherForms are the ways in which an identifier may be written elsewhere: not
// composed in Unicode, and a number without its sign, as in a phone's.
func otherForms(text, canonical string) []string {
	if bare := strings.TrimLeft(canonical, "+-"); bare != canonical && len(bare) >= minKnownNumberLength &&
		strings.Trim(bare, "0123456789") == "" {
		return []string{bare}
	}
	if text = strings.TrimSpace(text); text != canonical {
		return []string{text}
	}
	for i := range len(canonical) {
		if canonical[i] >= utf8.RuneSelf {
			if apart := norm.NFD.String(canonical); apart != canonical {
				return []string{apart}
			}
			break
		}
	}
	return nil
}

// yields tells whether what an identifier was replaced by so far gives way to
// domain d: a login that equals a user's ID stands for the ID elsewhere,
// whichever of the two came first.
func (s *Session) yields(before string, d *Domain) bool {
	name, _, ok := hashing.Parse(before)
	return ok && name != d.Name && s.policy.domains[name].yields
}

// minKnownLength is the least length of an identifier that is looked for
// elsewhere: shorter ones stand in too much harmless text.
const minKnownLength = 4

// minKnownNumberLength is that of identifiers that are numbers.
const minKnownNumberLength = 6

func isGeneric(text string) bool {
	return len(text) <= longestGeneric && !strings.ContainsAny(text, "0123456789") && genericWords[strings.ToLower(text)]
}

// longestGeneric is the length of "administrator", the longest of genericWords.
const longestGeneric = 13

// genericWords are what identity attributes hold where there is no identity, or
// one that everybody shares: looked for elsewhere they would harm plain text.
var genericWords = words(`null none nil undefined unknown anonymous anon guest root admin administrator user users
	username test tests testuser demo default system service public private true false customer customers account
	accounts session sessions client server local localhost nobody anyone everyone other others owner
	operator support internal external backend frontend web mobile api app apps free premium enterprise
	name email guid uuid empty n/a unset missing invalid postgres mysql redis nginx node java python
	order orders payment payments checkout cart production staging development get post put
	patch head options error info warn debug http https select insert update delete string number
	integer object array json text html utf8 latest stable main master europe america asia utc`)
