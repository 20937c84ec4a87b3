package redact

import (
	"fmt"

	"github.com/otel-privacy/privacyprocessor/internal/redact/gitleaks"
)

// secretDetectors returns the detectors of secrets: our own first, because they know the kind of secret best.
func secretDetectors() ([]*detector, error) {
	own, err := shapeRules()
	if err != nil {
		return nil, err
	}
	rules, err := gitleaksRules()
	if err != nil {
		return nil, err
	}
	keys, err := rulesOf(keyBodies)
	if err != nil {
		return nil, err
	}
	out := []*detector{privateKeyDetector, jwtDetector, discordToken, facebookToken}
	gates := 0
	for _, list := range [][]*rule{keys, own, rules} {
		for _, r := range list {
			if superseded[r.id] {
				continue
			}
			for i := range r.gates {
				out = append(out, r.detector(&r.gates[i], gates))
				gates++
			}
		}
	}
	if gates > customTallies {
		return nil, fmt.Errorf("%d gates of rules, at most %d can be told apart", gates, customTallies)
	}
	out = append(out, keyedRules(rules))
	out = append(out, credentialDetectors()...)
	out = append(out, commandDetectors()...)
	out = append(out, keyPairDetector, callDetector(), sqlPasswordDetector, rejectedDetector, dialogDetector)
	out = append(out, pathSecretDetector, oneTimeDetector, phraseDetector)
	out = append(out, assignmentDetectors()...)
	out = append(out, connectionDetector, hostCredentialsDetector, vendorDetector(), ibanDetector)
	out = append(out, ipDetectors...)
	out = append(out, nationalIDDetector, geoDetector, coordinateDetector, phoneDetector)
	return out, nil
}

// gitleaksRules are the rules that gitleaks ships.
func gitleaksRules() ([]*rule, error) {
	list, everywhere, err := gitleaks.Load()
	if err != nil {
		return nil, err
	}
	global := newAllowlists(everywhere)
	out := make([]*rule, 0, len(list))
	for _, g := range list {
		r := &rule{
			id: g.ID, source: g.Pattern, group: g.Group, entropy: g.Entropy, keywords: lowered(g.Keywords),
			allow: newAllowlists(g.Allow), global: global,
		}
		if err := r.prepare(); err != nil {
			return nil, fmt.Errorf("gitleaks rule %s: %w", r.id, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// customTallies is the number of the first tally of a custom detector: above those of the gitleaks rules.
const customTallies = 1 << 10

// secretState is what the secret detectors keep while one text is scanned.
type secretState struct {
	until      int   // findings reach up to here: a literal before it was judged already
	named      int   // a name was judged up to here
	namedTrust trust // and told this much
	parts      span  // no part of a name that begins here looks like a value
	identified int   // a name of an identifier before it was judged already
	tallies    []tally
	used       []int // numbers of the tallies that are not zero
}

// reset prepares for the next text.
func (s *secretState) reset() {
	s.until, s.named, s.namedTrust, s.identified, s.parts = 0, 0, noSecret, 0, span{}
	for _, n := range s.used {
		s.tallies[n] = tally{}
	}
	s.used = s.used[:0]
}

// tally returns what the gate with this number has done in this text.
func (s *secretState) tally(number int) *tally {
	if number >= len(s.tallies) {
		s.tallies = append(s.tallies, make([]tally, number+1-len(s.tallies))...)
	}
	t := &s.tallies[number]
	if *t == (tally{}) {
		s.used = append(s.used, number)
	}
	return t
}
