package golden

import (
	"encoding/base64"
	"encoding/hex"
	"html"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Leak is a text that the policy removed somewhere and that stands in the
// output all the same.
type Leak struct {
	Text string // what leaked
	In   string // how it is written there: "as it is", "in base64"
	At   *Field // where; nil if it is in no single field
}

// view is one reading of the output.
type view struct {
	name string
	text string
}

// findLeaks looks for each text in each field of the output, in every encoding
// that telemetry is known to bring.
func findLeaks(texts []string, after []Field) []Leak {
	var leaks []Leak
	type removed struct{ text, folded string }
	all := make([]removed, 0, len(texts))
	for _, text := range texts {
		all = append(all, removed{text, strings.ToLower(text)})
	}
	for i := range after {
		f := &after[i]
		var list []view
		for _, content := range []string{f.Attribute, f.Value} {
			list = append(list, views(content)...)
		}
		if f.Type == "bytes" {
			list = append(list, views(decoded(f.Value))...)
		}
		for j := range list {
			list[j].text = strings.ToLower(list[j].text)
		}
		for _, r := range all {
			for _, v := range list {
				if contains(v.text, r.folded) {
					leaks = append(leaks, Leak{r.text, v.name, f})
					break
				}
			}
		}
	}
	return leaks
}

// maxViews bounds the readings of one field: each is decoded in turn, twice.
const maxViews = 64

// views are the text and what it decodes to, two layers deep.
func views(text string) []view {
	list := []view{{"as it is", text}}
	layer := list
	for range 2 {
		var next []view
		for _, v := range layer {
			for _, d := range decode(v.text) {
				if len(list) < maxViews && !slices.ContainsFunc(list, func(v view) bool { return v.text == d.text }) {
					list, next = append(list, d), append(next, d)
				}
			}
		}
		layer = next
	}
	return list
}

var (
	base64Token = regexp.MustCompile(`[A-Za-z0-9+/_-]{8,}={0,2}`)
	hexToken    = regexp.MustCompile(`(?:[0-9A-Fa-f]{2}){6,}`)
	unicodeCode = regexp.MustCompile(`\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}`)
)

func decode(text string) []view {
	var list []view
	add := func(name, got string) {
		if got != text && got != "" {
			list = append(list, view{name, got})
		}
	}
	if strings.Contains(text, "%") {
		add("percent-encoded", lenientUnescape(text))
	}
	if strings.Contains(text, "&") {
		add("in HTML entities", html.UnescapeString(text))
	}
	if strings.Contains(text, `\`) {
		add("escaped", unescape(text))
	}
	add("with invisible characters", strings.Map(visible, text))
	for _, token := range base64Token.FindAllString(text, maxViews) {
		if got, ok := fromBase64(token); ok {
			add("in base64", got)
		}
	}
	for _, token := range hexToken.FindAllString(text, maxViews) {
		if got, err := hex.DecodeString(token); err == nil && utf8.Valid(got) {
			add("in hex", string(got))
		}
	}
	return list
}

// lenientUnescape decodes what it can: a stray % stays.
func lenientUnescape(text string) string {
	if got, err := url.PathUnescape(text); err == nil {
		return got
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			if c, err := hex.DecodeString(text[i+1 : i+3]); err == nil {
				b.Write(c)
				i += 2
				continue
			}
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func unescape(text string) string {
	text = unicodeCode.ReplaceAllStringFunc(text, func(code string) string {
		n := rune(0)
		for _, c := range code[2:] {
			n = n<<4 | hexDigit(c)
		}
		return string(n)
	})
	return strings.NewReplacer(`\/`, `/`, `\"`, `"`, `\\`, `\`, `\n`, "\n", `\t`, "\t").Replace(text)
}

func hexDigit(c rune) rune {
	switch {
	case c <= '9':
		return c - '0'
	case c <= 'F':
		return c - 'A' + 10
	default:
		return c - 'a' + 10
	}
}

// visible drops what is not seen, and folds full-width forms.
func visible(r rune) rune {
	switch {
	case unicode.Is(unicode.Cf, r):
		return -1
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	}
	return r
}

func fromBase64(token string) (string, bool) {
	token = strings.TrimRight(token, "=")
	for _, e := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		if got, err := e.DecodeString(token); err == nil && utf8.Valid(got) {
			return string(got), true
		}
	}
	return "", false
}

// shortText is below what must stand as a word of its own to count: "anna" in
// "savannah" is no leak.
const shortText = 8

// contains looks for a text, both lower-cased. Numbers and short texts count
// only as whole words: digits stand within times and IDs everywhere.
func contains(in, text string) bool {
	whole := numeric(text) || len(text) < shortText
	for from := 0; ; {
		i := strings.Index(in[from:], text)
		if i < 0 {
			return false
		}
		i += from
		before, _ := utf8.DecodeLastRuneInString(in[:i])
		after, _ := utf8.DecodeRuneInString(in[i+len(text):])
		if !whole || !wordy(before) && !wordy(after) {
			return true
		}
		from = i + 1
	}
}

func wordy(r rune) bool {
	return r != utf8.RuneError && (unicode.IsLetter(r) || unicode.IsDigit(r))
}
