package redact

import "testing"

// Examples are those of the issuing offices or made by their published rules.
func TestNationalIDs(t *testing.T) {
	r := newScrubber(t, Settings{Level: Strict, Off: []string{"phone", "card"}})
	for _, c := range []struct{ id, valid, invalid string }{
		{"us-ssn", "ssn 123-45-6789", "ssn 000-45-6789"},
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
		{"br-cpf", "529.982.247-25", "529.982.247-26"},
		{"in-aadhaar", "2341 2341 2346", "2341 2341 2347"},
		{"cn-resident-id", "11010519491231002X", "110105194912310021"},
		{"sg-nric", "S1234567D", "S1234567A"},
		{"tw-id", "A123456789", "A123456788"},
		{"za-id", "8001015009087", "8001015009088"},
		{"tr-id", "kimlik 10000000146", "kimlik 10000000147"},
		{"ch-ahv", "756.9217.0769.85", "756.9217.0769.84"},
	} {
		if got := r.Scrub(new(Pass), "", c.valid); got == c.valid {
			t.Errorf("%s: Scrub(%q) changes nothing", c.id, c.valid)
		}
		if got := r.Scrub(new(Pass), "", c.invalid); got != c.invalid {
			t.Errorf("%s: Scrub(%q) = %q, want no change", c.id, c.invalid, got)
		}
	}
}

func TestNationalIDsNeedStrict(t *testing.T) {
	r := newScrubber(t, Settings{})
	const text = "ssn 123-45-6789 from 192.168.1.10"
	if got := r.Scrub(new(Pass), "", text); got != text {
		t.Errorf("Scrub(%q) = %q, want no change", text, got)
	}
}
