package redact

import (
	"regexp"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

func newScrubber(t testing.TB, s Settings) *Scrubber {
	t.Helper()
	r, err := New(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestScrubEmail(t *testing.T) {
	r := newScrubber(t, Settings{})
	const in, want = "user bob@example.com logged in", "user [redacted:email] logged in"
	if got := r.Scrub(new(Pass), "", in); got != want {
		t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
	}
	if got := r.Scrub(nil, "", in); got != want {
		t.Errorf("Scrub(nil, %q) = %q, want %q", in, got, want)
	}
}

func TestReplaceSeesTheDecodedText(t *testing.T) {
	r := newScrubber(t, Settings{Patterns: []Pattern{{"order", regexp.MustCompile(`\bORD-[0-9]{4,}\b`)}}})
	for _, in := range []string{"see ORD-12345", "see %4FRD-12345", `see \u004fRD-12345`, "see ORD\u200b-12345"} {
		var got Finding
		var value string
		p := &Pass{Replace: func(f Finding, text string) string {
			got, value = f, text
			return "order_k1_lhfin5bga4by6bin2xpgu7mzp4"
		}}
		if out, want := r.Scrub(p, "", in), "see order_k1_lhfin5bga4by6bin2xpgu7mzp4"; out != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, out, want)
		}
		if got.Domain != "order" || value != "ORD-12345" {
			t.Errorf("Scrub(%q) replaces %+v of %q", in, got, value)
		}
	}
}

// TestOverlap: of overlapping findings nothing survives, and an identifier's replacement never stands for more than it.
func TestOverlap(t *testing.T) {
	r := newScrubber(t, Settings{Patterns: []Pattern{
		{"order", regexp.MustCompile(`ab+c`)}, {"cart", regexp.MustCompile(`bc+d`)},
	}})
	p := &Pass{Replace: func(f Finding, _ string) string { return "<" + f.Detector + ">" }}
	for in, want := range map[string]string{
		"x abbbcccd y":                  "x <secret> y",
		"x abc y":                       "x <order> y",
		"mail abc@example.com":          "mail <email>",
		"1 abc 2 bcd 3 bob@example.com": "1 <order> 2 <cart> 3 <email>",
	} {
		if got := r.Scrub(p, "", in); got != want {
			t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
		}
	}
}

// TestNesting: what is nested deeper than the scrubber looks is masked, not passed on.
func TestNesting(t *testing.T) {
	r := newScrubber(t, Settings{})
	text := "bob@example.com"
	for range 3 * maxDepth {
		text = `{"v":` + codec.Quote(text) + `}`
		if len(text) > 1<<20 {
			break
		}
		if got := r.Scrub(nil, "", text); strings.Contains(got, "bob@example.com") {
			t.Fatalf("%d bytes of nested JSON: the email survives", len(text))
		}
	}
	deep := strings.Repeat("[", maxJSONDepth+10) + `"bob@example.com"` + strings.Repeat("]", maxJSONDepth+10)
	if got, want := r.Scrub(nil, "", deep), strings.Replace(deep, "bob@example.com", "[redacted:email]", 1); got != want {
		t.Errorf("deep JSON: %q, want %q", got, want)
	}
	members := strings.Repeat("baggage=", 50) + "x"
	p := new(Pass)
	p.Member = func(path, value string) (string, bool) {
		if path == "baggage" {
			return r.Baggage(p, path, value), true
		}
		return "", false
	}
	if got := r.Baggage(p, "", members); !strings.HasSuffix(got, "[redacted:nested]") {
		t.Errorf("members that open each other: %q", got)
	}
}

func TestBaggageLimit(t *testing.T) {
	r := newScrubber(t, Settings{})
	text := strings.TrimSuffix(strings.Repeat("k=jane.roe@example.com,", maxBaggage/23), ",")
	got := r.Baggage(nil, "", text)
	if len(got) > maxBaggage || !strings.HasSuffix(got, "k=[redacted:email]") {
		t.Errorf("%d bytes became %d, ending in %q", len(text), len(got), got[len(got)-20:])
	}
}

func TestOff(t *testing.T) {
	const in = "card 4111111111111111 of bob@example.com"
	r := newScrubber(t, Settings{Off: []string{"email"}})
	if got, want := r.Scrub(nil, "", in), "card [redacted:card] of bob@example.com"; got != want {
		t.Errorf("Scrub(%q) = %q, want %q", in, got, want)
	}
}

// TestPathsOfMembers is about the path by which members of JSON are judged, the end of a long one.
func TestPathsOfMembers(t *testing.T) {
	long := strings.Repeat("x", LongestPath)
	for text, want := range map[string]string{
		`{"a":{"b":"c"}}`:                         "a.b",
		`{"a":[["b"]]}`:                           "a",
		`{"` + long + `":"b"}`:                    long,
		`{"` + long + `":{"a":{"b":"c"}}}`:        "a.b",
		`{"` + long + `.y":["b"]}`:                "y",
		`{"a":{"` + long + `x":"b"}}`:             long,
		`{"` + long + `":"{\"a\":\"b\"}"}`:        "a",
		`[{"` + long + `":{"` + long + `":"a"}}]`: long,
	} {
		var got string
		p := &Pass{Member: func(path, _ string) (string, bool) {
			got = path
			return "", false
		}}
		newScrubber(t, Settings{}).Scrub(p, "", text)
		if got != want {
			t.Errorf("a member of %s is judged by %q, want %q", text, got, want)
		}
	}
}

// TestManyEmbedded is about texts with more JSON objects in them than one that only looks so may begin in vain.
func TestManyEmbedded(t *testing.T) {
	r, p := newScrubber(t, Settings{}), &Pass{Member: func(path, _ string) (string, bool) {
		return Placeholder("id"), path == "a.b"
	}}
	text := "sent " + strings.Repeat(`{"a":{"b":"c"}} and `, 3*mostVain) + "no more"
	want := strings.ReplaceAll(text, `"c"`, `"[redacted:id]"`)
	if got := r.Scrub(p, "", text); got != want {
		t.Errorf("Scrub(%q) = %q, want %q", text, got, want)
	}
}
