package policy

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// CleanText stands for a text in which a session found nothing before.
type CleanText = redact.CleanText

// plain says that nothing is learned from texts under d, and that what becomes of
// them may be nothing.
func (d *Decision) plain() bool {
	switch d.Action {
	case Scan, URL, SQL, TruncateIP, Mask:
		return !d.learns && d.after == nil
	default:
		return false
	}
}

// Plain says that nothing is learned from texts under the key of k.
func (k *Keyed) Plain() bool { return k.plain }

// LearnText is what the first walk has to do with a text under the key of k, which
// is plain. need is false if [Session.Text] will return it as it is. If clean is
// not zero, it also will unless then [Session.TextHoldsKnown].
func (s *Session) LearnText(k *Keyed, text string) (clean CleanText, need bool) {
	if k.server && s.record.Server || !s.pass.IsClean(k.clean, text) {
		return s.learnText(k, text)
	}
	return k.clean, true
}

// learnText is LearnText for a text that is not the latest clean one of its key.
func (s *Session) learnText(k *Keyed, text string) (clean CleanText, need bool) {
	form, ok := s.form(k.D, text)
	switch {
	case !ok:
		return 0, true
	case redact.TooShort(text):
		return 0, false
	case k.slot == 0:
		return 0, true
	}
	if clean = s.policy.scrubber.Clean(&s.pass, form, k.D.Key, text); clean != 0 {
		k.clean = clean
	}
	return clean, true
}

// form is how text is read under d, if it is only read.
func (s *Session) form(d *Decision, text string) (redact.Form, bool) {
	switch {
	case d.Action == Scan || !s.concerns(d, text):
		return redact.AsText, true
	case d.Action == SQL:
		return redact.AsQuery, !redact.TooShort(text)
	case d.Action == URL:
		return redact.AsURL, !strings.Contains(text, "&#") // see [Session.url]
	default:
		return 0, false
	}
}

// TextHoldsKnown tells whether an identifier that is known to the record at hand
// stands in a clean text. It is also true if the text is forgotten.
func (s *Session) TextHoldsKnown(c CleanText) bool { return !s.pass.StaysClean(c) }
