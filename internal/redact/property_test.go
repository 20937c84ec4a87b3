package redact

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// methods are all ways to scrub a text.
var methods = []string{"scrub", "url", "urlquery", "query", "baggage", "tracestate", "cookie", "form"}

// planted are texts that must never come out again, by detector.
var planted = map[string]string{
	"email":           "jane.roe@mail.example.com",
	"card":            "5555341244441115",
	"url_credentials": "https://svc:h4rd-to-gu3ss@db.example.net/x",
	"typed-id":        "user_9f8e7d6c5b4a",
	"known":           "cust-778899-x",
}

// hidden is the part of a planted text that is the secret.
func hidden(kind string) string {
	if kind == "url_credentials" {
		return "h4rd-to-gu3ss"
	}
	return planted[kind]
}

// surroundings put a text where telemetry has it.
var surroundings = []string{
	"%s", "user %s failed", "(%s)", "<%s>", "[%s]", "'%s'", "\"%s\"", "`%s`", "id=%s", "a|%s|b", "line\n%s\nline", "x\r\n\t%s\r\n",
	"{\"v\":\"%s\"}", "{\"v\":[{\"w\":\"%s\"}]}", "<a>%s</a>", "a: %s\n", "Could not find %s. Retry.", "メール%sさん", "%s, %[1]s;%[1]s",
	"/v1/x?q=%s&p=1", "k=v,e=%s;p=1", "GET /lookup/%s", "msg=\"%s\" took=1ms",
}

// encodings disguise a text.
var encodings = map[string]func(string) string{
	"plain":    func(s string) string { return s },
	"percent":  url.QueryEscape,
	"percent2": func(s string) string { return url.QueryEscape(url.QueryEscape(s)) },
	"percents": func(s string) string { return each(s, "%%%02X") },
	"json":     func(s string) string { return strings.ReplaceAll(strconv.QuoteToASCII(s), `"`, "") },
	"unicode":  func(s string) string { return each(s, `\u%04x`) },
	"entities": func(s string) string { return each(s, "&#%d;") },
	"entityx":  func(s string) string { return html.EscapeString(each(s, "&#x%x;")) },
	"base64":   func(s string) string { return base64.StdEncoding.EncodeToString([]byte("id:" + s)) },
	"base64u":  func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(`{"v":"` + s + `"}`)) },
	"base64 2": func(s string) string {
		return base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte("v=" + s))))
	},
	"hex": func(s string) string { return hex.EncodeToString([]byte(s)) },
	"wide": func(s string) string {
		return strings.Map(func(r rune) rune { return r - '!' + 0xff01 }, s)
	},
	"invisible": func(s string) string { return s[:3] + "\u200b" + s[3:5] + "\u2060\u00ad" + s[5:] },
}

func each(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

func propertyPass() *Pass {
	p := testPass()
	p.Known = new(Known)
	p.Known.Add(planted["known"], "account")
	return p
}

// decodedForms are a text and what it trivially decodes to.
func decodedForms(s string) []string {
	forms := []string{s, html.UnescapeString(html.UnescapeString(s))}
	for range 2 {
		if u, err := url.QueryUnescape(s); err == nil {
			s = u
			forms = append(forms, s)
		}
	}
	return forms
}

// TestPlanted puts every planted text in every encoding into every surrounding.
func TestPlanted(t *testing.T) {
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	for kind, text := range planted {
		for name, encode := range encodings {
			for _, around := range surroundings {
				in := fmt.Sprintf(around, encode(text))
				for _, method := range methods {
					got := scrubAs(r, method, propertyPass(), "", in)
					for _, form := range append(decodedForms(got), encode(text)) {
						if form != encode(text) && strings.Contains(form, hidden(kind)) || form == encode(text) && strings.Contains(got, form) {
							t.Errorf("%s, %s, %s: %q = %q", method, kind, name, in, got)
							break
						}
					}
					if !utf8.ValidString(got) {
						t.Errorf("%s: %q = %q is not UTF-8", method, in, got)
					}
					if again := scrubAs(r, method, propertyPass(), "", got); again != got {
						t.Errorf("%s: %q twice %q, once %q", method, in, again, got)
					}
				}
			}
		}
	}
}

// TestCleanTextsCostNothing pins that texts without findings come back as they are and allocate nothing.
func TestCleanTextsCostNothing(t *testing.T) {
	if raceDetector {
		t.Skip("allocations are not counted under the race detector")
	}
	r, p := newScrubber(t, Settings{Off: []string{"secret"}}), new(Pass)
	if !scrubSpan(r, p) {
		t.Error("a clean text was changed")
	}
	if n := testing.AllocsPerRun(100, func() { scrubSpan(r, p) }); n != 0 {
		t.Errorf("a span of clean texts allocates %v times", n)
	}
	for _, text := range []string{
		"/search?q=garden%20chair", `{"items":[{"sku":"W-1","n":2}],"ok":true}`, "naïve café — 東京", "a &lt; b &amp;&amp; c", sample,
	} {
		if got := r.Scrub(p, "", text); got != text {
			t.Errorf("Scrub(%q) = %q", text, got)
		}
		if n := testing.AllocsPerRun(20, func() { r.Scrub(p, "", text) }); n != 0 {
			t.Errorf("Scrub(%.40q) allocates %v times", text, n)
		}
	}
}

// hostile are patterns that made scanners quadratic.
var hostile = map[string]string{
	"digits": "1234567890", "cards": "4111111111111112 ", "at": "@", "emails": "a@", "local": "a.", "password": "password=",
	"quotes": `"@`, "comments": "(@", "percent": "%25", "percents": "%2525252", "backslash": `\`, "entities": "&amp;", "base64": "QUFB",
	"hex": "41", "slashes": "aGVsbG8v", "urls": "://", "users": "://a:b@", "commas": "://a:b@h,", "braces": "{", "arrays": "[[", "strings": `["`,
	"pairs": "a=b&", "nested": "a=a%3D", "equals": "a=", "semicolons": ";a=b", "baggage": "a=b,", "invisible": "\u200b", "wide": "\uff21", "accents": "é",
	"cookies": "cookie:", "known": "cust-778899-", "placeholders": "[redacted:", "typed": "user_12345678", "quoted": "=40",
}
