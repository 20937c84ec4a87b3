package redact

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestPartsTellTheWhole scrubs long texts with secrets and encodings at random places, and compares what comes out with
// what does if no view and no round is bounded to the parts that changed.
func TestPartsTellTheWhole(t *testing.T) {
	if raceDetector {
		t.Skip("one goroutine with megabytes of text")
	}
	const texts = 300
	parts := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	whole := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	whole.minParted = math.MaxInt
	source := rand.New(rand.NewPCG(5, 6))
	words := vocabulary(t, parts, source)
	for range texts {
		text := longText(source, words)
		if source.IntN(3) == 0 {
			text = wrapped["json"](text)
		}
		method := methods[source.IntN(len(methods))]
		got, want := scrubAs(parts, method, propertyPass(), "log.message", text), scrubAs(whole, method, propertyPass(), "log.message", text)
		if strings.HasSuffix(got, wholeMask) || strings.HasSuffix(want, wholeMask) {
			continue // it costs more than it may
		}
		if got != want {
			t.Errorf("%s: %q = %q, the whole %q", method, text, got, want)
		}
	}
}

// longText is lines of one kind, between them secrets, encoded or not, and encodings of nothing.
func longText(source *rand.Rand, words []string) string {
	fillers := []string{
		sample, "2026-01-15T10:30:00Z INFO order 5512 was paid, receipt 77-12 sent\n", "abcdefgh", "4111 1111 1111 1112 ",
		"\tif err := s.token(ctx, key); err != nil { return \"\", err }\n", `level=info msg=\"key is missing\" at=1\n`, "q=a%20b&",
	}
	marks := strings.Split(`é|\n|%41|&amp;|%2540|\u0041|`+"\u200b|Ａ|&#64;|=40|\n|\"|'| |日本|%3D|%0A", "|")
	encode := make([]func(string) string, 0, len(encodings))
	for _, name := range []string{"plain", "plain", "plain", "percent", "percent2", "json", "entities", "base64", "wide", "invisible"} {
		encode = append(encode, encodings[name])
	}
	filler := strings.Repeat(fillers[source.IntN(len(fillers))], 200)
	apart := []int{100, 1000, 5000}[source.IntN(3)]
	size := minParted + source.IntN(4*minParted)
	var b strings.Builder
	for b.Len() < size {
		from := source.IntN(len(filler) / 2)
		b.WriteString(filler[from:min(len(filler), from+source.IntN(2*apart))])
		switch source.IntN(4) {
		case 0:
			b.WriteString(marks[source.IntN(len(marks))])
		case 1:
			b.WriteString(words[source.IntN(len(words))])
		default:
			around := []string{"\n", " ", "", ": ", "=", `"`}[source.IntN(6)]
			b.WriteString(around + encode[source.IntN(len(encode))](plants[source.IntN(len(plants))].text) + around)
		}
	}
	return b.String()
}

// TestFindingsBeyondTheParts: what begins in a part that is scanned again may end behind it.
func TestFindingsBeyondTheParts(t *testing.T) {
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	for _, plant := range append(plants, plant{"123456789012345|" + plantedToken + "abcDEF12", plantedToken}) {
		for gap := lookBehind - 60; gap < lookBehind+5; gap++ {
			text := strings.Repeat("a line of it\n", 500) + "é" + strings.Repeat(".", gap) + " " + plant.text + "\n" + strings.Repeat("another line\n", 500)
			if got := r.Scrub(propertyPass(), "log.message", text); strings.Contains(got, plant.secret) {
				t.Errorf("%q survives %d bytes behind the end", plant.secret, gap)
			}
		}
	}
}
