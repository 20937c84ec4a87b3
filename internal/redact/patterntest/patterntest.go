// Package patterntest makes texts that try a regular expression: tests compare with them what runs such a pattern, or is
// compiled from it, with package regexp.
package patterntest

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// noise stands around what a pattern matches, and in place of parts of it.
var noise = strings.Split("a|Z|0|9|_|-|.|=|:|/|\"|'|`| |\n|\t|;|key|token|é|\xff|\xe2\x80|\u212a|\u017f|\ufffd|$|{|}|<|>|(|)|+|@|"+
	"aaaaaaaaaaaa|0123456789abcdef", "|")

// Compare compares find with FindStringSubmatchIndex of package regexp: on texts that the pattern matches, on such texts
// with a byte or two changed, and on any others. It returns how many of them matched.
func Compare(t testing.TB, pattern string, source *rand.Rand, find func(text string) []int) (matched int) {
	t.Helper()
	const texts = 60
	re := regexp.MustCompile(pattern)
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	for range texts {
		text := trial(tree, source)
		got, want := find(text), re.FindStringSubmatchIndex(text)
		if !slices.Equal(got, want) {
			t.Errorf("%s matches %q at %v, want %v", pattern, text, got, want)
			break
		}
		if want != nil {
			matched++
		}
	}
	return matched
}

// trial is a text of noise and matches, with a byte or two changed.
func trial(tree *syntax.Regexp, source *rand.Rand) string {
	var b strings.Builder
	disturb := func() {
		for range source.IntN(1 << source.IntN(6)) {
			b.WriteString(noise[source.IntN(len(noise))])
		}
	}
	disturb()
	for range source.IntN(3) {
		Sample(&b, tree, source)
		disturb()
	}
	text := []byte(b.String())
	for range source.IntN(3) {
		if len(text) > 0 {
			text[source.IntN(len(text))] = noise[source.IntN(len(noise))][0]
		}
	}
	return string(text)
}

// Sample writes a random text that re matches, but for its boundaries.
func Sample(b *strings.Builder, re *syntax.Regexp, source *rand.Rand) {
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		b.WriteRune(member(re, source))
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte("abcdefghijklmnopqrstuvwxyz0123456789"[source.IntN(36)])
	case syntax.OpCapture, syntax.OpConcat:
		for _, sub := range re.Sub {
			Sample(b, sub, source)
		}
	case syntax.OpAlternate:
		Sample(b, re.Sub[source.IntN(len(re.Sub))], source)
	case syntax.OpQuest:
		repeat(b, re.Sub[0], source, 0, 1)
	case syntax.OpStar:
		repeat(b, re.Sub[0], source, 0, 4)
	case syntax.OpPlus:
		repeat(b, re.Sub[0], source, 1, 6)
	case syntax.OpRepeat:
		most := re.Max
		if most < 0 || most > re.Min+4 {
			most = re.Min + 4
		}
		repeat(b, re.Sub[0], source, re.Min, most)
	}
}

func repeat(b *strings.Builder, re *syntax.Regexp, source *rand.Rand, low, high int) {
	for range low + source.IntN(high-low+1) {
		Sample(b, re, source)
	}
}

// member is a printable ASCII member of a class, if it has one.
func member(re *syntax.Regexp, source *rand.Rand) rune {
	var all []rune
	for i := 0; i < len(re.Rune); i += 2 {
		for r := max(re.Rune[i], ' '); r <= min(re.Rune[i+1], '~'); r++ {
			all = append(all, r)
		}
	}
	if len(all) == 0 {
		return re.Rune[0]
	}
	return all[source.IntN(len(all))]
}
