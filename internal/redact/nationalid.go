package redact

import "github.com/otel-privacy/privacyprocessor/internal/redact/nationalid"

// nationalIDDetector finds identity numbers that people have from a state.
var nationalIDDetector = &detector{name: "national_id", level: Strict, classes: classDigit, find: findNationalIDs}

func findNationalIDs(w *work, _ int) {
	for start, end := range nationalid.All(w.text, w.key) {
		w.add(start, end, "national-id")
	}
}
