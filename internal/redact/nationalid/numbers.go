package nationalid

import "github.com/otel-privacy/privacyprocessor/internal/redact/checksum"

// A number is one form of identity number: how it is written, what must hold, and whether a word must announce it.
type number struct {
	id string
	// forms of the number: 9 stands for a digit, A for a letter, X for either, other characters for themselves.
	forms []string
	// valid checks the letters (in capitals) and digits alone.
	valid func(s string) bool
	// context are words of which one must stand shortly before the number, or in the key. None: the form and the check are
	// telling enough.
	context []string
}

// numbers are those with a published form, most with a published checksum.
var numbers = []number{
	{id: "us-ssn", forms: []string{"999-99-9999", "999 99 9999"}, valid: validSSN},
	{id: "us-ssn", forms: []string{"999999999"}, valid: validSSN, context: []string{"ssn", "social sec", "social_sec"}},
	{id: "us-itin", forms: []string{"999-99-9999"}, valid: validITIN, context: []string{"itin", "tax"}},
	{id: "gb-nino", forms: []string{"AA999999A", "AA 99 99 99 A", "AA-99-99-99-A"}, valid: validNINO},
	{id: "gb-nhs", forms: []string{"999 999 9999", "999-999-9999"}, valid: validNHS, context: []string{"nhs"}},
	{id: "gb-nhs", forms: []string{"9999999999"}, valid: validNHS, context: []string{"nhs"}},
	{id: "ca-sin", forms: []string{"999-999-999", "999 999 999"}, valid: checksum.Luhn[string]},
	{id: "ca-sin", forms: []string{"999999999"}, valid: checksum.Luhn[string], context: []string{"sin", "social ins"}},
	{id: "fr-nir", forms: []string{"9 99 99 99 999 999 99", "999999999999999", "9 99 99 99 999 999|99"}, valid: validNIR},
	{id: "de-tax-id", forms: []string{"99 999 999 999"}, valid: validGermanTaxID},
	{id: "de-tax-id", forms: []string{"99999999999"}, valid: validGermanTaxID, context: []string{"steuer", "tax", "idnr"}},
	{id: "es-dni", forms: []string{"99999999A", "99999999-A", "99.999.999-A"}, valid: validDNI},
	{id: "es-nie", forms: []string{"A9999999A", "A-9999999-A"}, valid: validNIE},
	{id: "it-fiscal-code", forms: []string{"AAAAAAXXAXXAXXXA"}, valid: validFiscalCode},
	{id: "nl-bsn", forms: []string{"999999999", "9999.99.999"}, valid: validBSN, context: []string{"bsn", "burgerservice", "sofi"}},
	{id: "be-national-number", forms: []string{"99.99.99-999.99"}, valid: validBelgian},
	{id: "be-national-number", forms: []string{"99999999999"}, valid: validBelgian, context: []string{"rijksregister", "national", "insz", "niss"}},
	{id: "pl-pesel", forms: []string{"99999999999"}, valid: validPESEL, context: []string{"pesel"}},
	{id: "se-personal-number", forms: []string{"999999-9999", "99999999-9999"}, valid: validSwedish},
	{id: "fi-hetu", forms: []string{"999999-999X", "999999+999X", "999999A999X"}, valid: validFinnish},
	{id: "dk-cpr", forms: []string{"999999-9999"}, valid: validCPR, context: []string{"cpr", "personnummer"}},
	{id: "no-birth-number", forms: []string{"99999999999", "999999 99999"}, valid: validNorwegian},
	{id: "br-cpf", forms: []string{"999.999.999-99"}, valid: validCPF},
	{id: "br-cpf", forms: []string{"99999999999"}, valid: validCPF, context: []string{"cpf"}},
	{id: "in-aadhaar", forms: []string{"9999 9999 9999", "9999-9999-9999"}, valid: validAadhaar},
	{id: "in-aadhaar", forms: []string{"999999999999"}, valid: validAadhaar, context: []string{"aadhaar", "aadhar", "uid"}},
	{id: "in-pan", forms: []string{"AAAAA9999A"}, valid: validPAN},
	{id: "cn-resident-id", forms: []string{"99999999999999999X"}, valid: validChinese},
	{id: "kr-resident-number", forms: []string{"999999-9999999"}, valid: validKorean},
	{id: "sg-nric", forms: []string{"A9999999A"}, valid: validNRIC},
	{id: "tw-id", forms: []string{"A999999999"}, valid: validTaiwanese},
	{id: "au-tfn", forms: []string{"999 999 999", "999999999"}, valid: validTFN, context: []string{"tfn", "tax file"}},
	{id: "za-id", forms: []string{"9999999999999"}, valid: validSouthAfrican},
	{id: "tr-id", forms: []string{"99999999999"}, valid: validTurkish, context: []string{"kimlik", "tckn", "tc no"}},
	{id: "ro-cnp", forms: []string{"9999999999999"}, valid: validCNP},
	{id: "cz-birth-number", forms: []string{"999999/9999"}, valid: validCzech},
	{id: "ch-ahv", forms: []string{"999.9999.9999.99"}, valid: validAHV},
	{id: "mx-curp", forms: []string{"AAAA999999AAAAAAX9"}, valid: validCURP},
	{id: "passport", forms: []string{"999999999", "A9999999", "A99999999", "AA999999", "AA9999999", "99AA99999"}, valid: anyNumber, context: []string{"passport n", "passport:", "passport_n"}},
	{id: "ie-pps", forms: []string{"9999999A", "9999999AA"}, valid: validPPS, context: []string{"pps"}},
}
