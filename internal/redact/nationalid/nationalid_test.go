package nationalid

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestAll has a number of each kind that is valid, and one that is not. Examples are those of the issuing offices or made by
// their published rules.
func TestAll(t *testing.T) {
	tested := map[string]bool{}
	for _, c := range []struct{ id, valid, invalid string }{
		{"us-ssn", "ssn 123-45-6789", "ssn 000-45-6789"},
		{"us-itin", "itin 912-70-1234", "itin 912-40-1234"},
		{"gb-nino", "AB123456C", "BG123456C"},
		{"gb-nhs", "NHS 943 476 5919", "NHS 943 476 5918"},
		{"ca-sin", "046 454 286", "046 454 287"},
		{"fr-nir", "2 55 08 14 168 025 38", "2 55 08 14 168 025 39"},
		{"de-tax-id", "Steuer-ID 86095742719", "Steuer-ID 86095742718"},
		{"es-dni", "12345678Z", "12345678A"},
		{"es-nie", "X1234567L", "X1234567A"},
		{"it-fiscal-code", "RSSMRA85T10A562S", "RSSMRA85T10A562T"},
		{"nl-bsn", "bsn 111222333", "bsn 111222334"},
		{"be-national-number", "85.07.30-033.28", "85.07.30-033.29"},
		{"pl-pesel", "PESEL 44051401359", "PESEL 44051401358"},
		{"se-personal-number", "811228-9874", "811228-9875"},
		{"fi-hetu", "131052-308T", "131052-308U"},
		{"dk-cpr", "cpr 211062-5629", "cpr 211362-5629"},
		{"no-birth-number", "151086 95088", "151086 95077"},
		{"br-cpf", "529.982.247-25", "529.982.247-26"},
		{"in-aadhaar", "2341 2341 2346", "2341 2341 2347"},
		{"in-pan", "ABCPE1234F", "ABCXE1234F"},
		{"cn-resident-id", "11010519491231002X", "110105194912310021"},
		{"kr-resident-number", "820701-2409181", "820701-2409182"},
		{"sg-nric", "S1234567D", "S1234567A"},
		{"tw-id", "A123456789", "A123456788"},
		{"au-tfn", "tfn 123 456 782", "tfn 123 456 783"},
		{"za-id", "8001015009087", "8001015009088"},
		{"tr-id", "kimlik 10000000146", "kimlik 10000000147"},
		{"ro-cnp", "1630615123457", "1630615123458"},
		{"cz-birth-number", "710319/2745", "710319/2746"},
		{"ch-ahv", "756.9217.0769.85", "756.9217.0769.84"},
		{"mx-curp", "BOXW310820HNERXN09", "BOXW310820HNERXN08"},
		{"passport", "passport no: 123456780", "passenger no: 123456780"},
		{"ie-pps", "pps 6433435F", "pps 6433435E"},
	} {
		tested[c.id] = true
		if got := found(c.valid, ""); len(got) != 1 {
			t.Errorf("%s: in %q found %q, want one number", c.id, c.valid, got)
		}
		if got := found(c.invalid, ""); got != nil {
			t.Errorf("%s: in %q found %q, want nothing", c.id, c.invalid, got)
		}
	}
	for _, n := range numbers {
		if !tested[n.id] {
			t.Errorf("%s: not tested", n.id)
		}
	}
}

func found(text, key string) (out []string) {
	for start, end := range All(text, key) {
		out = append(out, text[start:end])
	}
	return out
}

// TestAllBounds is about what stands around a number, and what announces it.
func TestAllBounds(t *testing.T) {
	for _, c := range []struct {
		name, text, key string
		want            []string
	}{
		{"two", "046 454 286, 123-45-6789", "", []string{"046 454 286", "123-45-6789"}},
		{"part of a word", "x123-45-6789 123-45-6789x _123-45-6789_", "", nil},
		{"more groups behind", "123-45-6789-1", "", nil},
		{"a group before", "1-123-45-6789", "", nil},
		{"grouped behind a name", "cache.hit.123-45-6789", "", []string{"123-45-6789"}},
		{"not grouped behind a name", "ssn.123456789", "", nil},
		{"end of a sentence", "it is 123-45-6789.", "", []string{"123-45-6789"}},
		{"one digit", "ssn 111-11-1111", "", nil},
		{"not announced", "123456789", "", nil},
		{"announced too far away", "ssn" + strings.Repeat(" ", 32) + "123456789", "", nil},
		{"announced by what was masked", "[redacted:ssn] 123456789", "", nil},
		{"announced by the key", "123456789", "user.SSN", []string{"123456789"}},
		{"announced by the end of a long key", "123456789", strings.Repeat("x", 200) + ".ssn", []string{"123456789"}},
		{"empty", "", "", nil},
	} {
		if got := found(c.text, c.key); !slices.Equal(got, c.want) {
			t.Errorf("%s: in %q beside %q found %q, want %q", c.name, c.text, c.key, got, c.want)
		}
	}
}

// TestFormsFit holds the bounds that the search relies on.
func TestFormsFit(t *testing.T) {
	if len(numbers) > 64 {
		t.Errorf("%d numbers, the bits of a search are for 64", len(numbers))
	}
	for _, n := range numbers {
		for _, form := range n.forms {
			if strings.Trim(form, symbols) != "" {
				t.Errorf("%s: %q has other symbols than %q", n.id, form, symbols)
			}
		}
	}
}

// TestLongKey is about the path of a document with a name of any length, beside numbers in any number.
func TestLongKey(t *testing.T) {
	text, key := strings.Repeat("123456789 ", 1000), strings.Repeat("x", 1<<20)
	start := time.Now()
	const rounds = 100
	for range rounds {
		if got := found(text, key); got != nil {
			t.Fatalf("found %q, want nothing", got)
		}
	}
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("%d texts beside a long key took %s", rounds, took)
	}
}
