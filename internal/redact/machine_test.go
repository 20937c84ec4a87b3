package redact

import (
	"math/rand/v2"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// rulePatterns are all that a machine runs: the patterns of the rules, as they are read and as they are run, and those of
// their allowlists, as a whole and taken apart.
func rulePatterns(t *testing.T) (out []string) {
	t.Helper()
	rules, err := loadGitleaks()
	if err != nil {
		t.Fatal(err)
	}
	own, err := shapeRules()
	if err != nil {
		t.Fatal(err)
	}
	keys, err := rulesOf(keyBodies)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range slices.Concat(rules, own, keys) {
		out = append(out, r.source, strings.ReplaceAll(strings.ReplaceAll(r.source, gitleaksPrefix, ""), gitleaksEnd, telemetryEnd))
		for _, a := range slices.Concat(r.allow, *r.global) {
			out = append(out, a.patterns...)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// TestMachines compares the machines with package regexp: on texts that the patterns match, on such texts with a byte or two
// changed, and on any others.
func TestMachines(t *testing.T) {
	const texts = 60
	source := rand.New(rand.NewPCG(3, 4))
	noise := strings.Split("a|Z|0|9|_|-|.|=|:|/|\"|'|`| |\n|\t|;|key|token|é|\xff|\xe2\x80|\u212a|\u017f|\ufffd|$|{|}|<|>|(|)|+|@|aaaaaaaaaaaa|0123456789abcdef", "|")
	q, matched := new(search), 0
	for _, pattern := range rulePatterns(t) {
		want, m := regexp.MustCompile(pattern), newMachine(pattern)
		if m.other != nil {
			t.Errorf("%s: no steps", pattern)
		}
		tree, err := syntax.Parse(pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		for range texts {
			var b strings.Builder
			for range source.IntN(1 << source.IntN(6)) {
				b.WriteString(noise[source.IntN(len(noise))])
			}
			for range source.IntN(3) {
				sampleOf(&b, tree, source)
				for range source.IntN(1 << source.IntN(6)) {
					b.WriteString(noise[source.IntN(len(noise))])
				}
			}
			text := []byte(b.String())
			for range source.IntN(3) {
				if len(text) > 0 {
					text[source.IntN(len(text))] = noise[source.IntN(len(noise))][0]
				}
			}
			got, want := m.find(q, string(text)), want.FindStringSubmatchIndex(string(text))
			if !slices.Equal(got, want) {
				t.Errorf("%s matches %q at %v, want %v", pattern, text, got, want)
				break
			}
			if want != nil {
				matched++
			}
		}
	}
	if matched == 0 {
		t.Error("nothing was matched")
	}
}
