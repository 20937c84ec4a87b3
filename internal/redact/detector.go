package redact

// A detector finds one kind of sensitive text. It is data plus a check.
//
// It starts from literals, from the classes of bytes that a text holds, or from both. Looking for literals costs nothing
// extra however many there are, so a detector should name the rarest fixed text that every match contains.
type detector struct {
	name     string   // word of the configuration and of the placeholder
	domain   string   // not empty: what is found is an identifier of this domain
	level    Level    // lowest level at which it runs
	literals []string // three bytes or more each, matched in any ASCII case; find is called at the start of each hit
	classes  class    // not zero: find is called once, with at = -1, if the text holds all these classes

	// find looks at w.text near at and calls w.add for what it finds. It must not look at more than a bounded window,
	// except when called once for the whole text, so that the cost of a text stays linear in its length. If that window is
	// larger than [reach] allows for, it calls w.looksFar.
	find func(w *work, at int)

	// ranged says that find, called once, keeps to what starts in w.text[w.from:w.to].
	ranged bool

	// follows, if set, reports whether find can find anything at a literal that this text follows.
	follows func(rest string) bool

	// keys, if set, are literals of which the attribute key must hold one for find to find anything.
	keys *index

	order int // set by New
}

// allDetectors lists the detectors of this build, whatever their level. Where two find exactly the same text, the one
// listed first names it.
func allDetectors(s Settings) ([]*detector, error) {
	custom, err := customDetectors(s.Custom)
	if err != nil {
		return nil, err
	}
	secrets, err := secretDetectors()
	if err != nil {
		return nil, err
	}
	all := patternDetectors(s.Patterns)
	all = append(all, custom...)
	all = append(all, secrets...)
	all = append(all, typedIDDetectors()...)
	all = append(all, namedDetector())
	return append(all, urlCredentialsDetector, emailDetector, cardDetector, cookieDetector, quotedPrintableDetector), nil
}
