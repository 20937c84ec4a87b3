package redact

import (
	"regexp"
	"strings"
	"testing"
)

func TestCustom(t *testing.T) {
	decoys := strings.Repeat("ORD-x ", 2*maxCustomTries)
	for _, c := range []struct {
		name   string
		custom Custom
		in     string
		want   string
	}{
		{"whole match", Custom{Pattern: regexp.MustCompile(`ORD-[0-9]{8}`)}, "order ORD-12345678 paid", "order [redacted:ref] paid"},
		{"named group", Custom{Pattern: regexp.MustCompile(`ticket=(?P<mask>[a-z]{6})`)}, "ticket=abcdef;", "ticket=[redacted:ref];"},
		{"keyword in another case", Custom{Pattern: regexp.MustCompile(`\d{6}`), Keywords: []string{"badge"}}, "BADGE 123456", "BADGE [redacted:ref]"},
		{"no keyword", Custom{Pattern: regexp.MustCompile(`\d{6}`), Keywords: []string{"badge"}}, "room 123456", "room 123456"},
		{"luhn holds", Custom{Pattern: regexp.MustCompile(`M\d{10}`), Check: "luhn"}, "M1234567897", "[redacted:ref]"},
		{"luhn fails", Custom{Pattern: regexp.MustCompile(`M\d{10}`), Check: "luhn"}, "M1234567890", "M1234567890"},
		{"entropy holds", Custom{Pattern: regexp.MustCompile(`k_[A-Za-z0-9]{16}`), Check: "entropy"}, "k_a8Gd92LmQz71Xv0P", "[redacted:ref]"},
		{"entropy fails", Custom{Pattern: regexp.MustCompile(`k_[A-Za-z0-9]{16}`), Check: "entropy"}, "k_aaaaaaaaaaaaaaaa", "k_aaaaaaaaaaaaaaaa"},
		{"twice, at both ends", Custom{Pattern: regexp.MustCompile(`\bE[0-9]{5}\b`)}, "E12345 E54321", "[redacted:ref] [redacted:ref]"},
		{"behind many look-alikes", Custom{Pattern: regexp.MustCompile(`ORD-[0-9]{8}`)}, decoys + "ORD-12345678 ORD-x ORD-87654321", decoys + "[redacted:ref] ORD-x [redacted:ref]"},
		{"boundary outside the window", Custom{Pattern: regexp.MustCompile(`\bABC[0-9]{5}\b`)}, "xABC12345 ABC123456", "xABC12345 ABC123456"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.custom.Name = "ref"
			r := newScrubber(t, Settings{Custom: []Custom{c.custom}})
			if got := r.Scrub(new(Pass), "", c.in); got != c.want {
				t.Errorf("Scrub(%q) = %q, want %q", c.in, got, c.want)
			}
		})
	}
}

func TestCustomRefusals(t *testing.T) {
	word := regexp.MustCompile(`w[0-9]+`)
	for _, c := range []struct {
		custom Custom
		want   string
	}{
		{Custom{Name: "Bad Name", Pattern: word}, `custom detector 0 ("Bad Name"): name must match ^[a-z][a-z0-9_]*$`},
		{Custom{Name: "a"}, `custom detector 0 ("a"): pattern must be set`},
		{Custom{Name: "a", Pattern: regexp.MustCompile(`x*`)}, `custom detector 0 ("a"): pattern must not match the empty text`},
		{Custom{Name: "a", Pattern: word, Check: "crc"}, `custom detector 0 ("a"): check must be "luhn", "mod97" or "entropy", got "crc"`},
		{Custom{Name: "a", Pattern: word, Keywords: []string{"w"}}, `custom detector 0 ("a"): keywords must be at least 3 bytes long, got "w"`},
		{Custom{Name: "a", Pattern: word, MustMatch: []string{"w1", "x"}}, `custom detector 0 ("a"): must_match[1] is not found`},
		{Custom{Name: "a", Pattern: word, MustNotMatch: []string{"x", "w1"}}, `custom detector 0 ("a"): must_not_match[1] is found`},
	} {
		_, err := New(Settings{Custom: []Custom{c.custom}})
		if err == nil || err.Error() != c.want {
			t.Errorf("New(%+v) = %v, want %s", c.custom.Name, err, c.want)
		}
	}
	_, err := New(Settings{Custom: []Custom{{Name: "a"}, {Name: "b"}}})
	if err == nil || strings.Count(err.Error(), "\n") != 1 {
		t.Errorf("New with two faults = %v, want both", err)
	}
}

// TestCustomInNames: what a user looks for may be a name of letters alone.
func TestCustomInNames(t *testing.T) {
	r := newScrubber(t, Settings{Custom: []Custom{{Name: "project", Pattern: regexp.MustCompile(`project-[a-z]{4}`)}}})
	const text = "a=1&project-blue=2"
	if got, want := r.Form(nil, "", text), "a=1&%5Bredacted:project%5D=2"; got != want {
		t.Errorf("Form(%q) = %q, want %q", text, got, want)
	}
}

// TestCustomIsLinear is about windows that hold a match, but not at the literal that they are around.
func TestCustomIsLinear(t *testing.T) {
	if testing.Short() || raceDetector {
		t.Skip("takes seconds")
	}
	r := newScrubber(t, Settings{Custom: []Custom{{Name: "ref", Pattern: regexp.MustCompile(`\bREF-[a-zA-Z-]{3,900}[0-9]`)}}})
	const size = 64 << 10
	unit := " " + strings.Repeat("_REF-", 150) + " REF-abc1"
	compareCost(t, r, "scrub", "overlapping windows", strings.Repeat(unit, size/len(unit)), mostAny)
}
