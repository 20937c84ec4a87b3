package checksum

import "testing"

func TestLuhn(t *testing.T) {
	for s, want := range map[string]bool{
		"4111111111111111":    true,
		"4111 1111-1111.1111": true,
		"378282246310005":     true, // an odd number of digits
		"4111111111111112":    false,
		"M1234567897":         true, // ISO/IEC 7812-1 knows digits only: letters are left out
		"00":                  true,
		"0":                   false,
		"x":                   false,
		"":                    false,
	} {
		if got := Luhn(s); got != want {
			t.Errorf("Luhn(%q) = %v, want %v", s, got, want)
		}
		if got := Luhn([]byte(s)); got != want {
			t.Errorf("Luhn(%q as bytes) = %v, want %v", s, got, want)
		}
	}
}

func TestMod97(t *testing.T) {
	for s, want := range map[string]bool{
		"DE89370400440532013000":             true,
		"de89 3704 0044 0532 0130 00":        true,
		"MT84MALT011000012345MTLCAST001S":    true,
		"DE88370400440532013000":             false,
		"DE89":                               false,
		"":                                   false,
		"LC55HEMM000100010012001200023015":   true,
		"RU0204452560040702810412345678901":  true,
		"RU0204452560040702810412345678902":  false,
		"GB82-WEST-1234-5698-7654-32 \u00e9": true,
	} {
		if got := Mod97(s); got != want {
			t.Errorf("Mod97(%q) = %v, want %v", s, got, want)
		}
	}
}
