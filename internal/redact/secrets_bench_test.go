package redact

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// adversarial are texts made to keep the secret detectors busy without giving them anything, or with giving them
// something at every step.
var adversarial = []struct{ name, unit string }{
	{"passwords", "password="},
	{"passwords_colon", "password: "},
	{"secrets", "secret "},
	{"tokens", "token token_"},
	{"keys", "key-"},
	{"digits", "1234567890"},
	{"hex", "0123456789abcdef"},
	{"letters", "abcdefghijklmnopqrstuvwxyz"},
	{"vendors", "discord telegram facebook "},
	{"vendor_operators", "discord = facebook : twitter = "},
	{"prefixes", "ghp_glpat-xoxb-sk_live_AKIA"},
	{"jwt", "eyJhbGciOiJIUzI1NiJ9."},
	{"jwt_glued", "eyJ"},
	{"pem", "-----BEGIN PRIVATE KEY-----"},
	{"curl", "curl -u "},
	{"bearer", "Authorization: Bearer "},
	{"quotes", `password="`},
	{"escapes", `password=\"`},
	{"braces", "password={{"},
	{"dots", "Mabc.abcdef."},
	{"iban", "DE89 "},
	{"dsn", "a:b@tcp("},
	{"comparisons", `"x" == password `},
	{"slashes", "s/s.s/s."},
}

// BenchmarkAdversarial is the cost of a byte of 64 KiB of such texts, over all detectors.
func BenchmarkAdversarial(b *testing.B) {
	r, p := newScrubber(b, Settings{}), new(Pass)
	for _, a := range adversarial {
		text := strings.Repeat(a.unit, 1<<16/len(a.unit))
		b.Run(a.name, func(b *testing.B) {
			start := cpuTime()
			for b.Loop() {
				r.Scrub(p, "", text)
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(b.N)/float64(len(text)), "cpu-ns/byte")
		})
	}
}

// BenchmarkSpanAll is BenchmarkSpan with every detector of the default level.
func BenchmarkSpanAll(b *testing.B) {
	r, p := newScrubber(b, Settings{}), new(Pass)
	b.ReportAllocs()
	start := cpuTime()
	for b.Loop() {
		scrubSpan(r, p)
	}
	b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
}

// BenchmarkCustom is the cost of a span with many detectors of the user's own: it must hardly grow with their number.
func BenchmarkCustom(b *testing.B) {
	for _, n := range []int{0, 20, 100, 1000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			r, p := newScrubber(b, Settings{Custom: manyCustom(n)}), new(Pass)
			start := cpuTime()
			for b.Loop() {
				scrubSpan(r, p)
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
		})
	}
}

func manyCustom(n int) []Custom {
	var out []Custom
	for i := range n {
		word := fmt.Sprintf("ref%c%c%c", 'a'+i%26, 'a'+i/26%26, 'a'+i/676%26)
		out = append(out, Custom{
			Name:     "c" + word,
			Pattern:  regexp.MustCompile(word + `-[0-9]{8}`),
			Keywords: []string{word},
		})
	}
	return out
}

// BenchmarkNew is the time that it takes to start.
func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		newScrubber(b, Settings{})
	}
}
