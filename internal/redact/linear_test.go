package redact

import (
	"maps"
	"math"
	"math/rand/v2"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
	"github.com/otel-privacy/privacyprocessor/internal/redact/patterntest"
)

// repeated are units of hostile texts beside those in [hostile] and [adversarial]: findings and near misses so short that a
// text holds ten thousands of them.
var repeated = map[string]string{
	"short emails": "a@b.co ", "glued emails": "a@b.co", "listed emails": "x@y.de,", "near emails": "a@b.coghs_",
	"user ids": "user_id=1", "user ids apart": "user_id=4711 ", "password values": "password=pw1 ", "secret words": "_authtoken=jqqj99",
	"database urls": "postgres://u:p4ss@h/d ", "cookie headers": "cookie: a=b; ", "digests": `digest response="a"`, "members": `"a":1,`,
	"prefix": "AKIA", "prefix beside letters": "éskb", "vendor": "1diffbot", "vendor words": "_4142loadmill", "vendor lists": ",discourse",
	"card": "4111111111111111 ", "card groups": "é4111 1111 1111 1111", "iban": "DE89370400440532013000 ", "pairs of vendors": "x=1&flightapi1234",
	"accents": "é", "wide": "Ａ＠", "entity": "&#64;", "escape": `\u0040`, "percent": "%2525252540", "near jwt": "eyJhbGciOiJIUzI1NiJ9.eyJ", "lists": `"a@b.co",`,
	"array sizes": "password[0", "closers": "password: " + strings.Repeat(")", 4000) + " ", "pem headers": "-----BEGIN PRIVATE KEY----- " + strings.Repeat("a: b ", 5),
	"oauth": "cloudsightsnyk.oauth_=3D", "putty": "{QUJDprivate-lines:", "hex": "616263", "separators": " .-_", "lines": "\n\t\r\n", "braces": "{{}}[[]]",
}

// wrapped puts a text into JSON, and into JSON inside of it.
var wrapped = map[string]func(string) string{
	"json":      func(s string) string { return `{"a":` + codec.Quote(s) + `}` },
	"json deep": func(s string) string { return strings.Repeat(`{"a":[`, 20) + codec.Quote(s) + strings.Repeat("]}", 20) },
	"json in a string": func(s string) string {
		return `{"a":` + codec.Quote(`{"b":`+codec.Quote(s)+`}`) + `}`
	},
}

// leastCost is the processor time in nanoseconds that a byte of the text costs, the least of some rounds.
func leastCost(r *Scrubber, method, text string) float64 {
	const rounds = 2
	best := math.Inf(1)
	for range rounds {
		p, start := propertyPass(), cpuTime()
		scrubAs(r, method, p, "", text)
		best = min(best, float64(cpuTime()-start)/float64(len(text)))
	}
	return best
}

// ordinary is a text of that size as telemetry has it.
func ordinary(size int) string { return strings.Repeat(sample, size/len(sample)+1)[:size] }

// TestLinear compares what a byte of a hostile text costs with what one of an ordinary text does in the same run, in texts
// of 64 KiB and of 1 MiB. A text of nothing but findings costs more than one without, but not ever more.
func TestLinear(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const small, large = 64 << 10, 1 << 20
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	units := maps.Clone(repeated)
	maps.Copy(units, hostile)
	for _, a := range adversarial {
		units[a.name] = a.unit
	}
	for name, unit := range units {
		text := strings.Repeat(unit, large/len(unit)+1)[:large]
		for _, method := range methods {
			compareCost(t, r, method, name, text[:small], most64)
		}
		compareCost(t, r, "scrub", name, text, mostMega)
		for form, wrap := range wrapped {
			compareCost(t, r, "scrub", form+" of "+name, wrap(text[:small]), most64)
		}
	}
}

// How many times the cost of ordinary text others may cost, by size. A busy machine may spoil an attempt or two.
const (
	most64   = 15
	mostMega = 6
	mostAny  = 20
	attempts = 4
)

func compareCost(t *testing.T, r *Scrubber, method, name, text string, most float64) {
	t.Helper()
	for attempt := 1; ; attempt++ {
		cost, usual := leastCost(r, method, text), leastCost(r, "scrub", ordinary(len(text)))
		if cost <= most*usual {
			return
		}
		if attempt == attempts {
			t.Errorf("%s, %s: %.1f ns a byte of %d bytes, %.1f of ordinary text", method, name, cost, len(text), usual)
			return
		}
	}
}

// TestLinearOfAnyUnit makes hostile texts of random units: literals of the detectors, secrets of the rules, separators.
func TestLinearOfAnyUnit(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const units, size = 400, 64 << 10
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	source := rand.New(rand.NewPCG(1, 2))
	words := vocabulary(t, r, source)
	for range units {
		var unit strings.Builder
		for range 1 + source.IntN(4) {
			unit.WriteString(words[source.IntN(len(words))])
		}
		method := methods[source.IntN(len(methods))]
		compareCost(t, r, method, unit.String(), strings.Repeat(unit.String(), size/unit.Len()+1)[:size], mostAny)
	}
}

// TestLinearBesideLongName is about what is asked of the name beside each number of a text.
func TestLinearBesideLongName(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const size = 32 << 10
	r := newScrubber(t, Settings{Level: Strict})
	for _, unit := range []string{"123456789 ", "12345678, "} {
		text := `{"` + strings.Repeat("x", size) + `":"` + strings.Repeat(unit, size/len(unit)) + `"}`
		compareCost(t, r, "scrub", unit, text, mostAny)
	}
}

// TestLinearInLongName is about the path that the members of a document share.
func TestLinearInLongName(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const size = 32 << 10
	r := newScrubber(t, Settings{})
	name := strings.Repeat("x", size)
	for form, text := range map[string]string{
		"object":       `{"` + name + `":{` + strings.Repeat(`"a":"bcde",`, size/8) + `"a":1}}`,
		"list":         `{"` + name + `":[` + strings.Repeat(`"bcde",`, size/8) + `1]}`,
		"labels":       `{"` + name + `":[` + strings.Repeat(`{"name":"a","value":"b"},`, size/24) + `1]}`,
		"in a string":  `{"` + name + `":` + codec.Quote(`{`+strings.Repeat(`"a":"bcde",`, size/8)+`"a":1}`) + `}`,
		"command line": `{"` + name + `":[` + strings.Repeat(`["-a","b"],`, size/8) + `1]}`,
	} {
		compareCost(t, r, "scrub", form, text, mostAny)
	}
}

// TestLinearOfLiterals makes hostile texts of each literal of the detectors, with a mark behind it that may make a name of it.
func TestLinearOfLiterals(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	const size, most = 16 << 10, 30 // a short text may cost more a byte: it has the same effort to begin with
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	source := rand.New(rand.NewPCG(3, 4))
	marks := []string{"", "=", ": ", " ", "'", "(", "/", "a1"}
	for _, bucket := range r.index.buckets {
		for i := range bucket {
			unit := bucket[i].text + marks[source.IntN(len(marks))]
			compareCost(t, r, "scrub", unit, strings.Repeat(unit, size/len(unit)+1)[:size], most)
		}
	}
}

// vocabulary is what hostile units are made of, one part literals, one part separators and encodings, a little of secrets.
func vocabulary(t *testing.T, r *Scrubber, source *rand.Rand) (words []string) {
	t.Helper()
	for _, bucket := range r.index.buckets {
		for i := range bucket {
			words = append(words, bucket[i].text)
		}
	}
	slices.Sort(words)
	marks := strings.Split("= |: |=|:|:// |@|\"|\":\"|,|;|&|/|.|-|_|\\|\\u0040|%40|%2540|&#64;|\n| |>|<|(|)|{|}|[|]|0|1|a|A|+|é|\u200b|is |a:b@|1234|"+
		"4111 1111 1111 1111|a@b.co|DE89370400440532013000|x=1&|{\"a\":\"|QUJD|4142|=3D", "|")
	for n := len(words); len(words) < 2*n; {
		words = append(words, marks...)
	}
	rules, err := gitleaksRules()
	if err != nil {
		t.Fatal(err)
	}
	for _, rule := range rules {
		tree, err := syntax.Parse(rule.source, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		patterntest.Sample(&b, tree, source)
		words = append(words, b.String())
	}
	return words
}
