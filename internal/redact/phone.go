package redact

import (
	"slices"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// phoneDetector finds telephone numbers. Numbers with a plus are checked against the numbering plan of their country,
// others against those of [phoneRegions] if they are written as people write them, or if a word beside them says what
// they are; digits alone are taken as an international number only if nothing else is in the text.
var phoneDetector = &detector{name: "phone", level: Strict, classes: classDigit, find: findPhones}

// phoneRegions are the countries whose national numbers are known, more telephones first.
var phoneRegions = []string{
	"US", "GB", "DE", "FR", "IT", "ES", "IN", "BR", "AU", "NL", "BE", "CH", "AT", "PL", "SE", "DK", "NO", "FI", "JP", "CN",
	"MX", "ZA", "IE", "PT", "CZ", "HU", "RO", "TR", "KR", "NZ",
}

// Bounds of a number (ITU-T E.164) and of the work that one text may cause.
const (
	fewestPhoneDigits = 7
	mostPhoneDigits   = 15
	fewestAnnounced   = 9 // with which a number that is announced need not be in a plan
	maxPhoneParses    = 64
	longestPhone      = 32
)

// phoneWords stand before a number that is a telephone's.
var phoneWords = []string{
	"phone", "tel", "mobile", "fax", "call", "cell", "whatsapp", "sms", "dial", "desk", "contact", "number", "answering at",
	"messages to", "reach", "msisdn",
}

// phoneKeys stand in attribute keys of telephone numbers.
var phoneKeys = []string{"phone", "mobile", "fax", "msisdn", "whatsapp"}

func findPhones(w *work, _ int) {
	text, s := w.text, phoneSearch{w: w}
	for i := 0; i < len(text); {
		c := text[i]
		if !isDigit(c) && c != '+' && c != '(' || i > 0 && notBeforePhone(text[i-1]) && (c != '+' || strings.IndexByte("./-", text[i-1]) < 0) {
			i++
			continue
		}
		end, digits := phoneEnd(text, i)
		end = extensionEnd(text, end)
		inside := digits < fewestPhoneDigits || digits > mostPhoneDigits || end < len(text) && notAfterPhone(text[end:])
		if !inside && s.isPhone(i, end, digits) {
			w.add(i, end, "phone")
		}
		i = max(end, i+1)
	}
}

func notBeforePhone(c byte) bool {
	return wordByte(c) || c == '.' || c == '-' || c == '+' || c == '/' || c == '#' || c >= 0x80
}

func notAfterPhone(s string) bool {
	return wordByte(s[0]) || len(s) > 1 && (s[0] == '-' || s[0] == '.' || s[0] == ':' || s[0] == '/') && isDigit(s[1])
}

// phoneEnd follows digits with the marks that group them.
func phoneEnd(text string, p int) (end, digits int) {
	start, gap := p, 0
	end = p
	for p < len(text) && p-start < longestPhone && gap <= 2 {
		switch c := text[p]; {
		case isDigit(c):
			digits++
			gap = 0
			end = p + 1
		case c == '+' && p == start, c == '(' && (digits == 0 || gap > 0 || digits <= 4):
		case c == '/' && gap == 0 && text[start] == '0' && digits >= 3 && digits <= 5: // 0171/1234567
			gap++
		case c == ' ' || c == '-' || c == '.' || c == ')':
			gap++
		default:
			return end, digits
		}
		p++
	}
	return end, digits
}

// extensionEnd includes an extension: 555-0132x036.
func extensionEnd(text string, end int) int {
	if end+1 >= len(text) || text[end]|0x20 != 'x' || !isDigit(text[end+1]) {
		return end
	}
	for end++; end < len(text) && isDigit(text[end]); {
		end++
	}
	return end
}

// A phoneSearch is the look for telephone numbers in one text.
type phoneSearch struct {
	w      *work
	parses int // numbers that were held against a numbering plan
	asked  bool
	keyed  bool // the attribute key speaks of a telephone, if it was asked
}

// isPhone reports whether so many digits, with the marks between them, are a telephone number.
func (s *phoneSearch) isPhone(start, end, digits int) bool {
	text := s.w.text[start:end]
	if text[0] == '+' {
		if strings.Contains(text, ".") { // an amount, or a number as registries of domains write it
			return s.parses < maxPhoneParses && s.valid(text, anyRegion)
		}
		return s.parses >= maxPhoneParses || s.possible(text, digits)
	}
	if dateShape(text) || ssnShape(text) || s.w.protectedToken(start, end) {
		return false
	}
	context := s.isAnnounced(start) || phoneNote(s.w.text[end:])
	if context && digits >= fewestAnnounced || s.parses >= maxPhoneParses {
		return context
	}
	bare := !strings.ContainsAny(text, " -.()/")
	if bare && !context {
		alone := start == 0 && end == len(s.w.text)
		return alone && (digits >= 10 && s.valid("+"+strings.TrimPrefix(text, "00"), anyRegion) ||
			text[0] == '0' && digits >= 9 && digits <= 11 && s.isNational(text))
	}
	if context && s.valid("+"+text, anyRegion) {
		return true
	}
	if strings.HasPrefix(text, "00") && s.valid("+"+text[2:], anyRegion) {
		return true
	}
	return s.isNational(text) || digits >= 10 && s.valid("+"+text, anyRegion)
}

// isNational reports whether text is a number of one of the known countries.
func (s *phoneSearch) isNational(text string) bool {
	return slices.ContainsFunc(phoneRegions, func(region string) bool { return s.valid(text, region) })
}

// anyRegion is that of numbers which say their country themselves.
const anyRegion = "ZZ"

func (s *phoneSearch) valid(text, region string) bool {
	s.parses++
	n, err := phonenumbers.Parse(text, region)
	if err != nil {
		return false
	}
	if region == anyRegion {
		return phonenumbers.IsValidNumber(n)
	}
	return phonenumbers.IsValidNumberForRegion(n, region)
}

// possible asks only for a country code and a possible length: a plus says that a number is meant. One of many digits may
// be mistyped, or newer than the plan.
func (s *phoneSearch) possible(text string, digits int) bool {
	const many = 10
	s.parses++
	n, err := phonenumbers.Parse(text, anyRegion)
	return err == nil && (digits >= many || phonenumbers.IsPossibleNumber(n))
}

// isAnnounced reports whether the words before start, or the attribute key, speak of a telephone. Of a long key, such as the
// path of a document, the end is asked.
func (s *phoneSearch) isAnnounced(start int) bool {
	const near, longestKey = 24, 128
	before := s.w.text[max(0, start-near):start]
	before = before[strings.LastIndexByte(before, ']')+1:] // a placeholder is no context
	if holdsClass(before, classLetter) && slices.ContainsFunc(phoneWords, func(word string) bool { return containsFold(before, word) }) {
		return true
	}
	if !s.asked {
		key := s.w.key[max(0, len(s.w.key)-longestKey):]
		s.asked = true
		s.keyed = slices.ContainsFunc(phoneKeys, func(word string) bool { return containsFold(key, word) })
	}
	return s.keyed
}

// phoneNotes follow a number on a card or in a signature: 085 175 7641-Office, 3660170548 (fax).
var phoneNotes = words("fax office mobile cell phone tel home work direct hotline")

func phoneNote(after string) bool {
	if after == "" || strings.IndexByte("-(", after[0]) < 0 && !strings.HasPrefix(after, " (") {
		return false
	}
	return phoneNotes.has(segment(strings.TrimLeft(after[:min(len(after), longestEntry)], " (-")))
}

// ssnShape reports whether s has the form of a number of the US Social Security, valid or not.
func ssnShape(s string) bool { return len(s) == len("123-45-6789") && s[3] == '-' && s[6] == '-' }

// dateShape tells dates, times, amounts and numbers with a decimal point from telephone numbers.
func dateShape(s string) bool {
	if len(s) >= 8 && (s[:2] == "19" || s[:2] == "20") && isDigit(s[2]) && isDigit(s[3]) && (s[4] == '-' || s[4] == '.') {
		return true
	}
	if strings.ContainsAny(s, " -()") || !strings.Contains(s, ".") {
		return false
	}
	groups := strings.Split(s, ".")
	if len(groups) == 2 || len(groups) == 4 || len(groups[len(groups)-1]) == 4 && len(groups[0]) <= 2 { // 1.5, an address, 02.29.2020
		return true
	}
	for _, g := range groups[1:] { // 896.954.231
		if len(g) != 3 {
			return false
		}
	}
	return len(groups[0]) <= 3
}
