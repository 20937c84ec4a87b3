package redact

import (
	"maps"
	"strings"
	"sync/atomic"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"
)

// longestLabel bounds a label of a domain name (RFC 1035 section 2.3.4).
const longestLabel = 63

// isTopLevel reports whether label is a top-level domain that exists, or one that is used in private and in tests.
func isTopLevel(label string) bool {
	if len(label) < 2 || len(label) > longestLabel || !isLetter(label[0]) {
		return false
	}
	var buffer [longestLabel]byte
	name := appendLower(buffer[:0], label)
	if known := topLevels.Load(); known != nil {
		if is, ok := (*known)[string(name)]; ok { // the compiler makes no string for it
			return is
		}
	}
	return learnTopLevel(string(name))
}

// topLevels are the labels that were looked up before, so that looking them up again neither allocates nor takes long. A
// map is never changed: a larger one takes its place.
var topLevels atomic.Pointer[map[string]bool]

// mostTopLevels bounds the labels that are remembered; few texts hold others than the usual ones.
const mostTopLevels = 256

func learnTopLevel(label string) bool {
	is := lookUpTopLevel(label)
	old := topLevels.Load()
	next := map[string]bool{label: is}
	if old != nil {
		if len(*old) >= mostTopLevels {
			return is
		}
		maps.Copy(next, *old)
	}
	topLevels.CompareAndSwap(old, &next) // another one learned meanwhile is as good
	return is
}

func lookUpTopLevel(label string) bool {
	switch label {
	case "local", "localhost", "localdomain", "internal", "intranet", "private", "corp", "home", "lan", "test", "example", "invalid", "onion", "tld":
		return true
	}
	if strings.HasPrefix(label, "xn--") {
		_, err := idna.ToUnicode(label)
		return err == nil
	}
	for i := range len(label) {
		if !isLetter(label[i]) {
			return false // no other has digits or marks
		}
	}
	// A suffix that the list does not hold comes back as itself and as not managed by ICANN.
	_, icann := publicsuffix.PublicSuffix("x." + label)
	return icann
}
