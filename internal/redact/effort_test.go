package redact

import (
	"strings"
	"testing"
)

// TestNothingHidesInHostileTexts puts secrets behind texts that are made to use up what the detectors may do: nothing of them
// survives, and scrubbing again changes nothing.
func TestNothingHidesInHostileTexts(t *testing.T) {
	if raceDetector {
		t.Skip("one goroutine with megabytes of text")
	}
	const size = 48 << 10
	r := newScrubber(t, Settings{Protected: pseudonym.MatchString})
	units := []string{"a@b.co ", "password=pw1 ", "user_id=4711 ", "key-a1b2=", "Bearer abcdef1234 ", "https://a:b@c/ ", "token token_", "é|AKIA", `sk-\n`}
	for _, unit := range hostile {
		units = append(units, unit)
	}
	for _, a := range adversarial {
		units = append(units, a.unit)
	}
	for _, unit := range units {
		text := strings.Repeat(unit, size/len(unit))
		for _, secret := range []string{planted["email"], planted["card"], planted["typed-id"], plantedSecrets[0], plantedSecrets[5]} {
			for _, method := range []string{"scrub", "url", "baggage", "form"} {
				in := text + "\n " + secret + " \n" + text[:1<<10]
				got := scrubAs(r, method, propertyPass(), "", in)
				if strings.Contains(got, secret) {
					t.Errorf("%s: %q survives behind many of %q", method, secret, unit)
				}
				if again := scrubAs(r, method, propertyPass(), "", got); again != got {
					t.Errorf("%s: many of %q: %d bytes, once more %d", method, unit, len(got), len(again))
				}
			}
		}
	}
}

// TestManyFindingsInOrdinaryTexts: a long text with findings here and there keeps all that is harmless in it.
func TestManyFindingsInOrdinaryTexts(t *testing.T) {
	const lines = 2000
	r := newScrubber(t, Settings{})
	for in, want := range map[string]string{
		"2026-01-15T10:30:00Z INFO order 5512 was paid by jane.roe@example.com, receipt sent\n":        "2026-01-15T10:30:00Z INFO order 5512 was paid by [redacted:email], receipt sent\n",
		`level=info msg="login ok" service=shop password="s3cr3t-x1" route=/api/v1/login ms=12` + "\n": `level=info msg="login ok" service=shop password="[redacted:password]" route=/api/v1/login ms=12` + "\n",
		"the token was checked, the key of the cache is missing and the access to the bucket denied\n": "the token was checked, the key of the cache is missing and the access to the bucket denied\n",
	} {
		if got := r.Scrub(nil, "", strings.Repeat(in, lines)); got != strings.Repeat(want, lines) {
			t.Errorf("many of %q: %d bytes, want %d", in, len(got), lines*len(want))
		}
	}
	users := "[" + strings.TrimSuffix(strings.Repeat(`{"name":"Jane","mail":"jane.roe@example.com","plan":"gold"},`, lines), ",") + "]"
	if got, want := r.Scrub(nil, "", users), strings.ReplaceAll(users, "jane.roe@example.com", "[redacted:email]"); got != want {
		t.Errorf("many users in JSON: %d bytes, want %d", len(got), len(want))
	}
}
