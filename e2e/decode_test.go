package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"html"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

// decodeDepth is how many encodings around a value are undone.
const decodeDepth = 3

// decoded returns every string of an OTLP JSON file, names of attributes
// included and IDs and times left out, and what these decode to.
func decoded(t *testing.T, file []byte) []string {
	t.Helper()
	seen := make(map[string]bool)
	var texts []string
	add := func(text string) bool {
		if text == "" || seen[text] {
			return false
		}
		seen[text] = true
		texts = append(texts, text)
		return true
	}
	for line := range bytes.Lines(file) {
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		var v any
		if err := d.Decode(&v); err != nil {
			t.Fatal(err)
		}
		collect(v, func(text string) { add(text) })
	}
	from := 0
	for range decodeDepth {
		to := len(texts)
		for _, text := range texts[from:to] {
			for _, plain := range undo(text) {
				add(plain)
			}
		}
		from = to
	}
	return texts
}

// collect walks decoded JSON; the IDs and times of OTLP are not text.
func collect(v any, add func(string)) {
	switch v := v.(type) {
	case map[string]any:
		for key, member := range v {
			switch key {
			case "traceId", "spanId", "parentSpanId", "startTimeUnixNano", "endTimeUnixNano", "timeUnixNano":
				continue
			}
			collect(member, add)
		}
	case []any:
		for _, e := range v {
			collect(e, add)
		}
	case string:
		add(v)
	case json.Number:
		add(v.String())
	}
}

var (
	base64Token = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}`)
	jsonEscape  = regexp.MustCompile(`\\u[0-9a-fA-F]{4}|\\.`)
)

// undo returns what a text says after one layer of each encoding is removed.
func undo(text string) []string {
	var out []string
	if strings.Contains(text, "%") {
		for part := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \"'<>", r) }) {
			if plain, err := url.PathUnescape(part); err == nil {
				out = append(out, plain)
			}
			if plain, err := url.QueryUnescape(part); err == nil {
				out = append(out, plain)
			}
		}
	}
	if strings.Contains(text, "&") {
		out = append(out, html.UnescapeString(text))
	}
	if strings.Contains(text, `\`) {
		out = append(out, jsonEscape.ReplaceAllStringFunc(text, func(e string) string {
			var plain string
			if json.Unmarshal([]byte(`"`+e+`"`), &plain) != nil {
				return e
			}
			return plain
		}))
	}
	for _, token := range base64Token.FindAllString(text, -1) {
		token = strings.NewReplacer("-", "+", "_", "/").Replace(token)
		if plain, err := base64.RawStdEncoding.DecodeString(token); err == nil && utf8.Valid(plain) {
			out = append(out, string(plain))
		}
	}
	return out
}
