package redact

import (
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/redact/checksum"
)

// isOtherNumber reports whether what passes for a card in w.text[from:end], of so many groups of digits, is something else
// by what stands around it: an account of a cloud, a number that its name explains, a part of a table.
func (w *work) isOtherNumber(from, end, groups int) bool {
	if groups > 1 {
		return !w.covered(from-2) && inTable(w.text, from, end) // not the next of several cards
	}
	return w.isCloudAccount(from, end) || isNumbered(w.key) || isNumbered(nameBefore(w.text, from)) || inHexColumn(w.text, from, end) ||
		isTraceContext(w.text, from) || isTimeOfGo(w.text, from) || isCommit(w.text, from) || end-from >= minLongNumber && (w.pass.inNumber || isLongNumber(w.text, from, end))
}

// isCommit reports whether a number is the commit of a pseudo-version of Go: v0.0.0-20200305110556-506484158171.
func isCommit(text string, from int) bool {
	const size = 14 // of its time
	at := from - 1 - size
	return at > 0 && text[from-1] == '-' && text[at:at+2] == "20" && digitsOnly(text[at:at+size])
}

// minLongNumber is the size of numbers that hardly any card has, and most random integers of 64 bits.
const minLongNumber = 17

// isLongNumber reports whether a long number hangs on a name or a minus, blk_-4980916519894289629, or is one of JSON, where a
// card of this size would not survive as a number.
func isLongNumber(text string, from, end int) bool {
	if from == 0 {
		return false
	}
	switch text[from-1] {
	case '-':
		return true
	case '_':
		return from > 1 && isLetter(text[from-2])
	}
	before := strings.TrimRight(text[max(0, from-2):from], " ")
	return before != "" && strings.IndexByte(":,[", before[len(before)-1]) >= 0 && end < len(text) && strings.IndexByte(",}]", text[end]) >= 0
}

// isCloudAccount reports whether w.text[from:end] is the number of an AWS account or a Google project, which has the length
// of the shortest cards: in a resource name, a queue's URL, an image registry, an attribute of that name.
func (w *work) isCloudAccount(from, end int) bool {
	if end-from != minCard {
		return false
	}
	before, after := w.text[:from], w.text[end:]
	for _, p := range []string{".amazonaws.com/", "awslogs/", "projects/", "account ", "account_id="} {
		if hasSuffixFold(before, p) {
			return true
		}
	}
	return strings.HasSuffix(w.key, "account.id") || inARN(w.text, from) || strings.HasPrefix(after, ".dkr.ecr.") || strings.HasPrefix(after, " eni-") ||
		joined(before, len(before)-1, -1) || joined(after, 0, 1)
}

// joined reports whether the mark at i, and a letter in the direction of step from it, make a number a part of a name:
// logs-123456789012-eu.
func joined(text string, i, step int) bool {
	return i >= 0 && i < len(text) && (text[i] == '-' || text[i] == '_' || text[i] == '.' && step > 0) &&
		i+step >= 0 && i+step < len(text) && isLetter(text[i+step])
}

// numberNames are the last words of names whose numbers are as long as a card's and none: times, sizes, positions, product
// codes.
var numberNames = words(`ticks offset scn lsn timestamp nanos nanotime micros bytes size ean gtin upc isbn imei barcode snowflake seq sequence
	checksum crc hash seed traceid spanid parentid duration count counter`)

// idOwners are the words before "id" in the names of numbers that computers give out.
var idOwners = words(`trace span parent message channel guild instance request event cell node host job run workflow thread process
	correlation tracking`)

// isNumbered reports whether a name says that its number is no card: dd.trace_id, EAN, tracking number.
func isNumbered(name string) bool {
	last := lastSegment(name)
	if last == "" {
		return false
	}
	if numberNames.has(last) {
		return true
	}
	if !strings.EqualFold(last, "id") && !strings.EqualFold(last, "number") && !strings.EqualFold(last, "value") {
		return false
	}
	before := lastSegment(name[:strings.LastIndex(name, last)])
	return strings.EqualFold(before, "tracking") || strings.EqualFold(before, "hash") || last[0]|0x20 == 'i' && idOwners.has(before)
}

// nameBefore is the end of the text before a number, without what separates the two: `"trace_id": `, `ean=`, `EAN `.
func nameBefore(text string, from int) string {
	const marks, longest = 4, 32
	i := from
	for i > 0 && from-i < marks && strings.IndexByte(" =:\"'\\#", text[i-1]) >= 0 {
		i--
	}
	return text[max(0, i-longest):i]
}

// isTraceContext reports whether a number is the span ID in the header X-Cloud-Trace-Context: a trace ID, a slash, the number.
func isTraceContext(text string, from int) bool {
	const size = 32 // of a trace ID in hex
	return from > size && text[from-1] == '/' && isHexAll(text[from-1-size:from-1])
}

// isTimeOfGo reports whether a number is a part of a time as Go prints its fields: {wall:0xc1870422bb9a7822, ext:583520357828336.
func isTimeOfGo(text string, from int) bool {
	const name, farthest = "ext:", 48
	return strings.HasSuffix(text[:from], name) && strings.Contains(text[max(0, from-farthest):from], "wall:0x")
}

// inTable reports whether groups of digits are cells of a row of numbers, or of a hex dump: more such cells stand beside
// them, and not those of further cards.
func inTable(text string, from, end int) bool {
	const row = 2 // cells beside a card: an amount, an expiry
	first := from
	for first < end && isDigit(text[first]) {
		first++
	}
	separator, cell := text[first], first-from
	if separator == '.' && from > 0 && text[from-1] == '.' {
		return true // fractions in a row
	}
	before, isHexBefore := cellsBefore(text, from, separator, cell)
	after, isHexAfter := cellsAfter(text, end, separator, cell)
	if isHexBefore || isHexAfter || end-from-strings.Count(text[from:end], string(separator)) == minCard && before+after > 0 {
		return true
	}
	card, size := text[from:end], end-from+1 // with a separator
	return (before >= row || after >= row) && !sameLayout(card, text[max(0, from-size):max(0, from-1)]) &&
		!sameLayout(card, text[min(len(text), end+1):min(len(text), end+size)])
}

// sameLayout reports whether s is another card, grouped as this one.
func sameLayout(card, s string) bool {
	if len(s) != len(card) || s == card || !checksum.Luhn(s) {
		return false
	}
	for i := range len(s) {
		if isDigit(s[i]) != isDigit(card[i]) {
			return false
		}
	}
	return true
}

// longCell is the size from which hex digits need not hold a digit, as words of them do not: beef.
const longCell = 8

// cellsBefore counts the groups of four digits and more that stand before from, up to a card's. hex: there is one of the same
// size as a cell that has letters, too.
func cellsBefore(text string, from int, separator byte, cell int) (n int, hex bool) {
	const most = 4
	for n < most && from > 0 && text[from-1] == separator {
		end := from - 1
		start := end
		for start > 0 && end-start <= maxCard && isHex(text[start-1]) {
			start--
		}
		if start > 0 && isWord(text[start-1]) {
			return n, false
		}
		if !digitsOnly(text[start:end]) {
			return n, end-start == cell && (cell >= longCell || hasDigit(text[start:end]))
		}
		if end-start < minFirstGroup {
			return n, false
		}
		n, from = n+1, start
	}
	return n, false
}

// cellsAfter is cellsBefore for what stands after end.
func cellsAfter(text string, end int, separator byte, cell int) (n int, hex bool) {
	const most = 4
	for n < most && end < len(text) && text[end] == separator {
		start := end + 1
		end = start
		for end < len(text) && end-start <= maxCard && isHex(text[end]) {
			end++
		}
		if end < len(text) && isWord(text[end]) {
			return n, false
		}
		if !digitsOnly(text[start:end]) {
			return n, end-start == cell && (cell >= longCell || hasDigit(text[start:end]))
		}
		if end-start < minFirstGroup {
			return n, false
		}
		n++
	}
	return n, false
}

// inHexColumn reports whether a number is one cell of a hex dump: the cells on both sides have its size, and letters.
func inHexColumn(text string, from, end int) bool {
	if from == 0 || text[from-1] != ' ' {
		return false
	}
	_, before := cellsBefore(text, from, ' ', end-from)
	_, after := cellsAfter(text, end, ' ', end-from)
	return before && after
}
