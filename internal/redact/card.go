package redact

import (
	"bytes"
	"slices"

	"github.com/otel-privacy/privacyprocessor/internal/redact/checksum"
)

// cardDetector finds payment card numbers: an issuer's prefix, its length, and the Luhn checksum.
var cardDetector = &detector{name: "card", classes: classDigits12, ranged: true, find: findCards}

const (
	minCard = 12
	maxCard = 19

	minFirstGroup = 4 // digits that people write before the first space
)

func findCards(w *work, _ int) {
	text, first := w.text, w.from
	// The first group has one digit at least among those that are looked at.
	for at := w.from + minFirstGroup - 1; at < len(text) && at < w.to+minFirstGroup; at += minFirstGroup {
		if !isDigit(text[at]) {
			continue
		}
		i := at
		for i > first && isDigit(text[i-1]) {
			i--
		}
		end := at + 1
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		if end-i < minFirstGroup || end-i < minCard && (end == len(text) || !isSeparator(text[end])) {
			first = end // most numbers
		} else {
			first = findCardsIn(w, i)
		}
		at = first - 1
	}
}

// findCardsIn looks for cards in the run of digit groups that starts at start and returns its end. Groups are separated
// by one space, hyphen or dot.
func findCardsIn(w *work, start int) int {
	text, groups := w.text, &w.groups
	n, end, digits := 0, start, 0
	for end < len(text) && isDigit(text[end]) {
		g := span{end, end}
		for g.end < len(text) && isDigit(text[g.end]) {
			g.end++
		}
		if n == len(groups) {
			copy(groups[:], groups[1:])
			n--
		}
		groups[n] = g
		n++
		digits += g.end - g.start
		end = g.end
		if digits >= minCard && !w.spend(end, costLook) {
			return len(text)
		}
		if from, ok := w.cardEndingAt(groups[:n], digits); ok {
			if !w.spend(end, costAdd) {
				return len(text)
			}
			w.followed(from, trackEnd(text, end))
			w.add(from, trackEnd(text, end), "")
			n = 0
		}
		if end+1 < len(text) && isSeparator(text[end]) && isDigit(text[end+1]) {
			end++
		} else if end+3 < len(text) && text[end:end+3] == " - " && isDigit(text[end+3]) {
			end += len(" - ")
		}
	}
	return end
}

func isSeparator(c byte) bool { return c == ' ' || c == '-' || c == '.' || c == '+' || c == '_' }

// cardEndingAt reports whether the last groups, of so many digits seen in all, form a card number, and where it starts.
func (w *work) cardEndingAt(groups []span, seen int) (start int, ok bool) {
	if seen < minCard {
		return 0, false
	}
	text := w.text
	var digits [maxCard]byte
	at := maxCard
	last := groups[len(groups)-1]
	if last.end < len(text) && isCardNeighbor(text[last.end]) && trackEnd(text, last.end) == last.end {
		return 0, false
	}
	separator := byte(0)
	for k, g := range slices.Backward(groups) {
		if g.end-g.start > at {
			return 0, false
		}
		if k < len(groups)-1 {
			if separator != 0 && separator != text[g.end] && !isMixedSeparator(separator, text[g.end]) {
				return 0, false
			}
			separator = text[g.end]
		}
		at -= g.end - g.start
		copy(digits[at:], text[g.start:g.end])
		if maxCard-at < minCard || !mayStartCard(text, g.start, last.end) || isFraction(text, g.start) {
			continue
		}
		n := digits[at:]
		if !plausibleGroups(groups[k:], separator) || !checksum.Luhn(n) || isOneDigit(n) || !isIssued(n) {
			continue
		}
		if !w.spend(last.end, costName) {
			return 0, false
		}
		if !w.protectedToken(g.start, last.end) && !w.isOtherNumber(g.start, last.end, len(groups)-k) {
			return g.start, true
		}
	}
	return 0, false
}

// isCardNeighbor reports whether c beside a number makes it a part of something else.
func isCardNeighbor(c byte) bool { return entries[c]&(classLetter|classDigit) != 0 }

// mayStartCard reports whether a card number up to end may start at start: behind no letter or digit but those of track 1 of a
// magnetic stripe (ISO/IEC 7813), and of a word that says what follows.
func mayStartCard(text string, start, end int) bool {
	if start == 0 || !isCardNeighbor(text[start-1]) {
		return true
	}
	if text[start-1] == 'B' && end < len(text) && text[end] == '^' {
		return true
	}
	from := start
	for from > 0 && start-from <= longestEntry && isLetter(text[from-1]) {
		from--
	}
	return cardWords.has(text[from:start])
}

var cardWords = words("card cardno cardnr cardnum cardnumber creditcard cc ccn ccnum ccnumber pan visa mastercard amex")

// isMixedSeparator reports whether people mix these in one number.
func isMixedSeparator(a, b byte) bool { return (a == ' ' || a == '-') && (b == ' ' || b == '-') }

// isFraction reports whether the digits at start follow a decimal point.
func isFraction(text string, start int) bool {
	return start >= 2 && text[start-1] == '.' && isDigit(text[start-2])
}

// plausibleGroups reports whether digits are grouped as people write card numbers: not at all, by four with a rest at
// the end, 4-6-5 and 4-6-4, in two halves, after the issuer's digits. Two numbers with a dot between are a fraction.
func plausibleGroups(groups []span, separator byte) bool {
	size := func(i int) int { return groups[i].end - groups[i].start }
	switch {
	case len(groups) == 1:
		return true
	case len(groups) == 3 && size(0) == 4 && size(1) == 6:
		return size(2) == 4 || size(2) == 5
	case len(groups) == 2:
		return separator != '.' && separator != '_' && isHalved(size(0), size(1))
	}
	for i := range groups[:len(groups)-1] {
		if size(i) != 4 {
			return false
		}
	}
	return size(len(groups)-1) <= 4
}

// isOneDigit reports whether digits are one again and again: some such numbers pass the check, and are no card.
func isOneDigit(digits []byte) bool { return bytes.Count(digits, digits[:1]) == len(digits) }

// isHalved reports whether people write card numbers in two groups of these sizes.
func isHalved(first, second int) bool {
	switch first {
	case 4, 6:
		return second >= 8 && first+second <= 16
	case 8:
		return second == 8
	case 12:
		return second == 4
	}
	return false
}

// trackEnd returns the end of magnetic stripe data (ISO/IEC 7813 track 2) whose card number ends at end.
func trackEnd(text string, end int) int {
	const minTrack = 7 // expiry and service code
	if end == len(text) || text[end] != '=' && text[end] != 'D' {
		return end
	}
	i := end + 1
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	if i-end-1 < minTrack {
		return end
	}
	return i
}
