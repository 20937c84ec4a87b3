package golden

import (
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// Replaced are the texts that the policy took out of a record, by comparing
// its fields before and after. What only moved or was cut to a network is not
// among them, nor what is too short to be told from chance: that rule is the
// one by which identifiers are looked for elsewhere in a trace.
func Replaced(before, after []Field) []string {
	has := index(after)
	var texts []string
	for i := range before {
		b := &before[i]
		a := has[b.key()]
		switch {
		case a == nil || a.Value == b.Value:
		case a.Type == "bytes" && b.Type == "bytes":
			texts = append(texts, removed(decoded(b.Value), decoded(a.Value))...)
		default:
			texts = append(texts, removed(b.Value, a.Value)...)
		}
	}
	texts = slices.DeleteFunc(texts, func(t string) bool { return !telling(t) })
	slices.Sort(texts)
	return slices.Compact(texts)
}

// decoded is the content of a bytes value, which OTLP/JSON writes in base64.
func decoded(value string) string {
	if b, err := base64.StdEncoding.DecodeString(value); err == nil {
		return string(b)
	}
	return value
}

// marker finds what stands for something removed.
var marker = regexp.MustCompile(`\[redacted:[a-z_]+\]|%5[Bb]redacted(?::|%3[Aa])[a-z_]+%5[Dd]|\b[a-z][a-z0-9]*_[a-z0-9][a-z0-9-]*_[a-z2-7]{26}\b`)

// removed are the parts of before for which markers stand in after.
func removed(before, after string) []string {
	marks := marker.FindAllStringIndex(after, -1)
	marks = slices.DeleteFunc(marks, func(m []int) bool {
		_, _, isPseudonym := hashing.Parse(after[m[0]:m[1]])
		return !isPseudonym && !strings.Contains(after[m[0]:m[1]], "redacted")
	})
	if len(marks) == 0 {
		return nil // an address cut to its network, a query without literals: no marker tells what it was
	}
	var pattern strings.Builder
	pattern.WriteString(`(?s)^`)
	end := 0
	for _, m := range marks {
		pattern.WriteString(regexp.QuoteMeta(after[end:m[0]]) + `(.*?)`)
		end = m[1]
	}
	pattern.WriteString(regexp.QuoteMeta(after[end:]) + `$`)
	re, err := regexp.Compile(pattern.String())
	if err == nil {
		if found := re.FindStringSubmatch(before); found != nil {
			return trimAll(found[1:])
		}
	}
	return lost(before, after)
}

// lost are the words of before that after does not hold, in any reading: the
// text around the marks was written anew (JSON, a URL, baggage), so what they
// stand for cannot be told by position.
func lost(before, after string) []string {
	readings := views(after)
	for i := range readings {
		readings[i].text = strings.ToLower(readings[i].text)
	}
	var words []string
	for _, reading := range views(before) {
		for word := range strings.FieldsFuncSeq(reading.text, notInWord) {
			folded := strings.ToLower(word)
			if telling(word) && !slices.ContainsFunc(readings, func(v view) bool { return strings.Contains(v.text, folded) }) {
				words = append(words, word)
			}
		}
	}
	return words
}

// notInWord is false for what identifiers and emails are made of.
func notInWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("@._-+", r)
}

func trimAll(texts []string) []string {
	for i, t := range texts {
		texts[i] = strings.TrimSpace(t)
	}
	return texts
}

// Bounds of what is looked for: shorter words and numbers stand everywhere.
const (
	minTelling       = 4
	minTellingDigits = 6
)

// telling says that finding the text again is no accident.
func telling(text string) bool {
	if _, _, ok := hashing.Parse(text); ok || strings.HasPrefix(text, "[redacted:") {
		return false
	}
	if numeric(text) {
		return len(text) >= minTellingDigits
	}
	return len(text) >= minTelling && strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

func numeric(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
