package redact

import (
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/redact/checksum"
)

// Custom is a detector of the user's own.
type Custom struct {
	// Name is the word of the placeholder: lower-case letters, digits and underscores.
	Name string
	// Pattern finds the text. A group named "mask" is the part to replace; without one the whole match is.
	Pattern *regexp.Regexp
	// Keywords: one of them must stand in the text, in any case. They make a detector cheap: one with keywords costs
	// next to nothing where none of them stands. None: the texts that the pattern itself spells are looked for instead,
	// and if it spells nothing it runs on every text.
	Keywords []string
	// Check is what a match must pass besides: "" nothing, "luhn" the checksum of card numbers, "mod97" that of IBANs,
	// "entropy" to look random.
	Check string
	// MustMatch and MustNotMatch are examples. [New] refuses a detector that fails one of them.
	MustMatch, MustNotMatch []string
}

// maskGroup is the name of the group that is replaced.
const maskGroup = "mask"

// maxCustomTries bounds the windows that one detector looks at in one text in vain: once there were so many, the rest of the
// text is looked at as a whole.
const maxCustomTries = 64

var customChecks = map[string]func(string) bool{
	"":        func(string) bool { return true },
	"luhn":    checksum.Luhn[string],
	"mod97":   checksum.Mod97,
	"entropy": randomLooking,
}

var customName = regexp.MustCompile(`^[a-z][a-z0-9_]*$`)

// customDetectors compiles the user's detectors and tries them on their examples.
func customDetectors(list []Custom) ([]*detector, error) {
	var out []*detector
	var faults []error
	for i, c := range list {
		d, err := c.detector(customTallies + i)
		if err == nil {
			err = c.tryExamples(d)
		}
		if err != nil {
			faults = append(faults, fmt.Errorf("custom detector %d (%q): %w", i, c.Name, err))
			continue
		}
		out = append(out, d)
	}
	return out, errors.Join(faults...)
}

// Validate reports why [New] would refuse c.
func (c *Custom) Validate() error {
	d, err := c.detector(customTallies)
	if err != nil {
		return err
	}
	return c.tryExamples(d)
}

func (c *Custom) detector(number int) (*detector, error) {
	if !customName.MatchString(c.Name) {
		return nil, fmt.Errorf("name must match %s", customName)
	}
	if c.Pattern == nil {
		return nil, errors.New("pattern must be set")
	}
	check, ok := customChecks[c.Check]
	if !ok {
		return nil, fmt.Errorf(`check must be "luhn", "mod97" or "entropy", got %q`, c.Check)
	}
	if c.Pattern.MatchString("") {
		return nil, errors.New("pattern must not match the empty text")
	}
	for _, k := range c.Keywords {
		if len(k) < minLiteral {
			return nil, fmt.Errorf("keywords must be at least %d bytes long, got %q", minLiteral, k)
		}
	}
	tree, err := syntax.Parse(c.Pattern.String(), syntax.Perl)
	if err != nil {
		return nil, err
	}
	p := &customPattern{name: c.Name, re: c.Pattern, group: max(0, c.Pattern.SubexpIndex(maskGroup)), check: check, number: number}
	return p.starting(gatesOf(tree), lowered(c.Keywords)), nil
}

// customPattern is a user's pattern as it runs.
type customPattern struct {
	name     string
	re       *regexp.Regexp
	group    int
	check    func(string) bool
	keywords []string
	gate     *gate // nil: the whole text is one window
	number   int   // of its tally
}

// starting ties the pattern to what it starts from: the literals that it spells, else its keywords, else every text.
func (p *customPattern) starting(gates []gate, keywords []string) *detector {
	d := &detector{name: p.name}
	p.keywords = keywords
	if len(gates) == 1 && len(gates[0].literals) > 0 && gates[0].after < maxWindow && gates[0].before < maxBefore {
		p.gate = &gates[0]
		p.gate.fixed = false // the window holds the match, and one byte more on each side for its boundaries
		d.literals = p.gate.literals
		d.find = p.findAt
		return d
	}
	d.find = p.findAll
	if len(keywords) > 0 {
		d.literals = keywords
		d.find = p.findOnce
	} else {
		d.classes = classAny
	}
	return d
}

// findAt looks for matches around a literal that the pattern spells.
func (p *customPattern) findAt(w *work, at int) {
	if w.covered(at) || len(p.keywords) > 0 && !p.spoken(w) {
		return
	}
	t, from := w.secrets.tally(p.number), max(0, at-p.gate.before-1)
	switch {
	case t.tries > maxCustomTries: // the rest was looked at
	case t.tries == maxCustomTries:
		t.tries++
		w.looksFar()
		p.findIn(w, from, len(w.text))
	default:
		to := min(len(w.text), at+p.gate.after+1)
		may := p.gate.run.min == 0 || p.gate.run.in(w.text[at:to])
		if !may || !p.findIn(w, from, to) || !w.covered(at) {
			t.tries++
		}
	}
}

// findOnce looks through the whole text when the first keyword is hit.
func (p *customPattern) findOnce(w *work, _ int) {
	w.looksFar()
	if t := w.secrets.tally(p.number); t.tries == 0 {
		t.tries++
		p.findIn(w, 0, len(w.text))
	}
}

func (p *customPattern) findAll(w *work, _ int) { p.findIn(w, 0, len(w.text)) }

// spoken reports whether a keyword stands in the text or in the attribute key.
func (p *customPattern) spoken(w *work) bool {
	t := w.secrets.tally(p.number)
	w.looksFar()
	if !t.asked {
		t.asked = true
		t.spoken = slices.ContainsFunc(p.keywords, func(k string) bool {
			return containsFold(w.text, k) || containsFold(w.key, k)
		})
	}
	return t.spoken
}

// findIn adds every match in the window and reports whether there was one.
func (p *customPattern) findIn(w *work, from, to int) (found bool) {
	text := w.text[from:to]
	for _, m := range p.re.FindAllStringSubmatchIndex(text, -1) {
		start, end := m[2*p.group], m[2*p.group+1]
		if start < 0 || !p.check(text[start:end]) {
			continue
		}
		found = true
		w.add(from+start, from+end, "custom")
	}
	return found
}

func (c *Custom) tryExamples(d *detector) error {
	for i, s := range c.MustMatch {
		if !finds(d, s) {
			return fmt.Errorf("must_match[%d] is not found", i)
		}
	}
	for i, s := range c.MustNotMatch {
		if finds(d, s) {
			return fmt.Errorf("must_not_match[%d] is found", i)
		}
	}
	return nil
}

// finds reports whether d alone finds something in text.
func finds(d *detector, text string) bool {
	w := &work{pass: new(Pass), text: text, current: d}
	if d.classes != 0 {
		d.find(w, -1)
	}
	for _, l := range lowered(d.literals) {
		for at := range len(text) {
			if hasPrefixFold(text[at:], l) {
				d.find(w, at)
			}
		}
	}
	return len(w.found) > 0
}
