package redact

// patternDetectors turns the user's patterns of raw identifiers into detectors.
func patternDetectors(patterns []Pattern) []*detector {
	var all []*detector
	for _, p := range patterns {
		all = append(all, &detector{
			name:    p.Domain,
			domain:  p.Domain,
			classes: classAny,
			find: func(w *work, _ int) {
				for _, m := range p.Regexp.FindAllStringIndex(w.text, -1) {
					w.add(m[0], m[1], "pattern")
				}
			},
		})
	}
	return all
}
