package redact

import (
	"strings"
	"sync/atomic"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"github.com/otel-privacy/privacyprocessor/internal/quickhash"
)

// longestLabel bounds a label of a domain name (RFC 1035 section 2.3.4).
const longestLabel = 63

// isTopLevel reports whether label is a top-level domain that exists, or one that is used in private and in tests.
func isTopLevel(label string) bool {
	if len(label) < 2 || len(label) > longestLabel || !isLetter(label[0]) {
		return false
	}
	slot := &topLevels[quickhash.Word(label)%uint64(len(topLevels))]
	if known := slot.Load(); known != nil && len(known.label) == len(label) && equalFold(label, known.label) {
		return known.is
	}
	var buffer [longestLabel]byte
	known := &topLevel{label: string(appendLower(buffer[:0], label))}
	known.is = lookUpTopLevel(known.label)
	slot.Store(known)
	return known.is
}

// topLevels are the labels that were looked up last, so that looking them up again neither allocates nor takes long: few texts
// hold others than the usual ones. Labels of one hash take turns, so that none can be kept out.
var topLevels [256]atomic.Pointer[topLevel]

type topLevel struct {
	label string // in lower case
	is    bool
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
