package lookup

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/redact"
)

// cleanReason returns the reason as it may be kept: without the raw IDs, which
// people paste there, and without what the processor's detectors find.
func (s *Service) cleanReason(reason string, ids ...RawID) string {
	reason = hashing.Canonical(reason, false)
	var known []string
	upper := strings.ToUpper(reason)
	for _, id := range ids {
		if text := canonicalID(id); text != "" && strings.Contains(upper, strings.ToUpper(text)) {
			known = append(known, text)
		}
	}
	// The longest first: a part of it may be an ID of its own.
	slices.SortFunc(known, func(a, b string) int { return cmp.Compare(len(b), len(a)) })
	for _, id := range known {
		reason = withoutID(reason, id)
	}
	return s.scrubber.Scrub(new(redact.Pass), "", reason)
}

func canonicalID(id RawID) string {
	return strings.ToValidUTF8(hashing.Canonical(string(id), false), "?")
}

// withoutID takes id out of the reason, in any case, where it stands as a word
// of its own: part of another word would give the ID away.
func withoutID(reason, id string) string {
	anyCase := regexp.MustCompile(`(?i)` + regexp.QuoteMeta(id))
	inWord := wordsLike(id)
	for at := 0; ; {
		found := anyCase.FindStringIndex(reason[at:])
		if found == nil {
			return reason
		}
		start, end := at+found[0], at+found[1]
		before, _ := utf8.DecodeLastRuneInString(reason[:start])
		after, _ := utf8.DecodeRuneInString(reason[end:])
		if inWord(before) || inWord(after) {
			_, size := utf8.DecodeRuneInString(reason[start:])
			at = start + size
			continue
		}
		reason, at = reason[:start]+"[id]"+reason[end:], start+len("[id]")
	}
}

// minNumber is how many digits an ID has that is taken out behind letters too,
// as in "uid70416177"; of shorter ones no "v42" would be readable.
const minNumber = 4

// wordsLike returns which characters go on a word that id stands in.
func wordsLike(id string) func(rune) bool {
	if len(id) >= minNumber && strings.Trim(id, "0123456789") == "" {
		return unicode.IsNumber
	}
	return func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }
}

func isPseudonym(text string) bool {
	_, _, ok := hashing.Parse(text)
	return ok
}
