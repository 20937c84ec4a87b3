package policy

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Most keys mean nothing, and their last word shows it. There can be any number of
// such keys, as names of a map by IDs or from an attacker, so they must cost little.

// mayMean tells whether a key that ends in that word can mean anything. The word
// counts as [stem] and [unglued] leave it.
func mayMean(last []rune) bool {
	var short [2 * maxShortKey]byte
	w := short[:0]
	for _, r := range last {
		w = utf8.AppendRune(w, unicode.ToLower(r))
	}
	if endings[string(w)] {
		return true
	}
	bare := bytes.TrimRight(w, "0123456789")
	one := bytes.TrimSuffix(bare, []byte("s"))
	return len(bare) < len(w) && endings[string(bare)] || len(one) < len(bare) && endings[string(one)] ||
		slices.ContainsFunc(gluedSecrets, func(secret string) bool { return bytes.HasSuffix(one, []byte(secret)) })
}

// endings are the words with which a key can end that means something: those of the
// lexicon, and what may follow them.
var endings = endingWords()

func endingWords() map[string]bool {
	all := words("tokens uid")
	for _, set := range []map[string]bool{lexicon.words, wholeSecrets, carriers, wrappers, ids} {
		maps.Copy(all, set)
	}
	return all
}

// unglued is ws with its last word split in two if that names a secret and what it
// belongs to.
func unglued(ws []string) []string {
	last := len(ws) - 1
	w := strings.TrimSuffix(strings.TrimRight(ws[last], "0123456789"), "s")
	for _, secret := range gluedSecrets {
		if owner, ok := strings.CutSuffix(w, secret); ok && isGluedOwner(owner) {
			return append(ws[:last:last], owner, ws[last][len(owner):])
		}
	}
	return ws
}

// isGluedOwner tells whether owner is one of gluedOwners, or some of them in a row.
func isGluedOwner(owner string) bool {
	const longest = 24 // bytes, for words come from anywhere
	if len(owner) > longest {
		return false
	}
	for i := range len(owner) {
		if gluedOwners[owner[i:]] && (i == 0 || isGluedOwner(owner[:i])) {
			return true
		}
	}
	return false
}
