package redact

import (
	"regexp"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	plainLines = "a line of it\n"
	plainSize  = 60 << 10
)

func plainText(size int) string { return strings.Repeat(plainLines, size/len(plainLines)) }

// TestFarFromTheName: what was decoded stands farther from the name than detectors look as a rule.
func TestFarFromTheName(t *testing.T) {
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	const far = 8000
	blanks, around := strings.Repeat(" ", far), plainText(2*minParted)
	for _, text := range []string{
		"<password" + blanks + "%3E" + plantedPassword + "</password>",
		"<password>" + plantedPassword + blanks + "&#60;/password>",
		"password" + blanks + "%3D" + plantedPassword,
		"api_key" + blanks + "= \\u005a" + plantedPassword,
		"%22" + plantedPassword + "%22 ==" + strings.Repeat(" ", 2*lookBehind) + "password",
		"password" + strings.Repeat("\"", far) + " for user 'x'%20is '" + plantedPassword + "'",
		"password:\n  \"" + strings.Repeat("pass phrase ", 320) + plantedPassword + "%22",
	} {
		in := around + text + "\n" + around
		if got := r.Scrub(propertyPass(), "log.message", in); strings.Contains(got, plantedPassword) {
			t.Errorf("survives in %.60q...", text)
		}
	}
	account := "GB82 " + strings.Repeat(".", far) + "WEST 1234 5%36%39%38 7654 32"
	if got := r.Scrub(propertyPass(), "log.message", around+account+" "+around); strings.Contains(got, "WEST") {
		t.Error("an account number of groups that stand far apart survives")
	}
}

// TestValuesEndBetweenRunes: what is too long to be followed ends, but not within a character.
func TestValuesEndBetweenRunes(t *testing.T) {
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	for _, before := range []string{"password=", "password=x", "é password: xx", "https://a:x"} {
		for _, after := range []string{"", "@tcp(db)", "@db:3306 ", " == password"} {
			in := before + strings.Repeat("é", maxValue) + after
			if got := r.Scrub(propertyPass(), "log.message", in); !utf8.ValidString(got) {
				t.Errorf("%q...%q is cut within a character", before, after)
			}
		}
	}
}

// TestFindingsThatEndInPlaceholders: a finding may end anywhere in a placeholder, which may be long.
func TestFindingsThatEndInPlaceholders(t *testing.T) {
	for _, pattern := range []string{`ID-77\[`, `ID-77\[redacted`, `ID-77\[redacted:private_key`, `ID-77\[redacted:private_key\] x`} {
		r := newScrubber(t, Settings{Patterns: []Pattern{{Domain: "user", Regexp: regexp.MustCompile(pattern)}}})
		for _, before := range []string{"", "a ", "[redacted:x]"} {
			in := before + "ID-77" + Placeholder("private_key") + " x"
			got := r.Scrub(new(Pass), "log.message", in)
			if again := r.Scrub(new(Pass), "log.message", got); strings.Contains(got, "ID-77") || again != got {
				t.Errorf("%s: %q = %q, twice %q", pattern, in, got, again)
			}
		}
	}
}

// TestPartsBringWhatTheWholeDoes: a dense place in a long text is not masked for being looked at alone.
func TestPartsBringWhatTheWholeDoes(t *testing.T) {
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	const dense = 2500
	in := plainText(plainSize) + strings.Repeat("x@y ", dense/2) + "Ａ" + strings.Repeat("x@y ", dense/2) + "\n" + plainText(plainSize)
	if got := r.Scrub(propertyPass(), "log.message", in); got != in {
		t.Errorf("a harmless text of %d bytes became one of %d", len(in), len(got))
	}
}

// TestPartsOfShorterTexts: what is replaced brings nothing any more, so that another look may take too much.
func TestPartsOfShorterTexts(t *testing.T) {
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	const values, dense = 20, 2500
	long := `password="` + strings.Repeat("pass phrase ", 300) + "\"\n"
	in := strings.Repeat(long, values) + strings.Repeat("x@y ", dense) + "\n"
	once := r.Scrub(propertyPass(), "log.message", in)
	if twice := r.Scrub(propertyPass(), "log.message", once); twice != once {
		t.Errorf("scrubbed once %d bytes, twice %d", len(once), len(twice))
	}
}

// TestAnotherRoundIsOfTheSameForm: a mark of quoted-printable may stand far from what was replaced.
func TestAnotherRoundIsOfTheSameForm(t *testing.T) {
	r := newScrubber(t, Settings{})
	p, text := new(Pass), plainText(2*minParted)
	w := p.begin(r, "log.message", text)
	w.qp = true
	p.scanned(w, text, 0)
	p.rounds.next()
	if !p.begin(r, "log.message", text).qp {
		t.Error("quoted-printable is forgotten")
	}
}
