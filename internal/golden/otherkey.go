package golden

import (
	"regexp"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// pseudonymLike matches what may be a pseudonym within a text.
var pseudonymLike = regexp.MustCompile(`[a-z][a-z0-9]*_[a-z0-9][a-z0-9-]*_[a-z2-7]{26}`)

// otherKey returns the ID of the key whose secret seems to be another one than
// that which made the expected file: every difference is one of pseudonyms of
// equal domains and keys, and no pseudonym came out as expected. Otherwise it
// is empty: the values or the policy differ.
func otherKey(want, got []Field, diffs []Diff) (id string) {
	for _, d := range diffs {
		if d.Expected == nil || d.Got == nil || d.Expected.Type != d.Got.Type {
			return ""
		}
		expected, keyID := withoutBodies(d.Expected.Value)
		if text, _ := withoutBodies(d.Got.Value); text != expected || keyID == "" {
			return ""
		}
		id = keyID
	}
	has := index(got)
	for i := range want {
		if g := has[want[i].key()]; g != nil && g.Value == want[i].Value && pseudonymLike.MatchString(g.Value) {
			return ""
		}
	}
	return id
}

// withoutBodies is text without what a key made of identifiers, and the ID of
// the last key that it names.
func withoutBodies(text string) (rest, keyID string) {
	rest = pseudonymLike.ReplaceAllStringFunc(text, func(p string) string {
		domain, id, ok := hashing.Parse(p)
		if !ok {
			return p
		}
		keyID = id
		return domain + "_" + id + "_"
	})
	return rest, keyID
}
