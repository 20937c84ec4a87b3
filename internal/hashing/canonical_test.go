package hashing

import (
	"math"
	"testing"
	"unicode/utf8"
)

func TestCanonical(t *testing.T) {
	for _, c := range []struct {
		in, want, folded string
	}{
		{"", "", ""},
		{" \t\r\n\u00a0\u2003", "", ""},
		{"usr_k8x9m2", "usr_k8x9m2", "usr_k8x9m2"},
		{"  Alice\n", "Alice", "alice"},
		{"alice\nbob", "alice\nbob", "alice\nbob"},
		{"42.0", "42.0", "42.0"}, // a text is not a number
		{"e\u0301RIC", "\u00e9RIC", "\u00e9ric"},
		{"\u00c9RIC", "\u00c9RIC", "\u00e9ric"},
		{"\u00a0\u7528\u6237-7 ", "\u7528\u6237-7", "\u7528\u6237-7"},
		{"J\u030c", "J\u030c", "\u01f0"}, // composes in lower case only
		{"A\xff", "A\xff", "a\xff"},
		{"\u00c9\xfe", "\u00c9\xfe", "\u00e9\xfe"},
	} {
		if got := Canonical(c.in, false); got != c.want {
			t.Errorf("Canonical(%q, false) = %q, want %q", c.in, got, c.want)
		}
		if got := Canonical(c.in, true); got != c.folded {
			t.Errorf("Canonical(%q, true) = %q, want %q", c.in, got, c.folded)
		}
	}
}

func TestCanonicalNumbers(t *testing.T) {
	for v, want := range map[int64]string{
		0: "0", 42: "42", -7: "-7",
		math.MaxInt64: "9223372036854775807", math.MinInt64: "-9223372036854775808",
	} {
		if got := CanonicalInt(v); got != want {
			t.Errorf("CanonicalInt(%d) = %q, want %q", v, got, want)
		}
	}
	for _, c := range []struct {
		v    float64
		want string
	}{
		{0, "0"},
		{math.Copysign(0, -1), "0"},
		{42, "42"},
		{-7, "-7"},
		{1.5, "1.5"},
		{1<<53 - 1, "9007199254740991"},
		{-(1<<53 - 1), "-9007199254740991"},
		{1 << 53, "9007199254740992"},
		{1e20, "100000000000000000000"},
		{1e21, "1e+21"},
		{1e-6, "0.000001"},
		{1e-7, "1e-7"},
		{-1e-12, "-1e-12"},
		{math.Inf(1), "+Inf"},
		{math.Inf(-1), "-Inf"},
		{math.NaN(), "NaN"},
	} {
		if got := CanonicalDouble(c.v); got != c.want {
			t.Errorf("CanonicalDouble(%g) = %q, want %q", c.v, got, c.want)
		}
	}
}

// Being canonical is a state: what is canonical stays as it is, and what was
// UTF-8 stays UTF-8.
func FuzzCanonical(f *testing.F) {
	for _, s := range []string{"usr_k8x9m2", "  Alice\n", "e\u0301ric", "J\u030c", "\u0130", "\u1e9e", "\u03a3\u03c2", "A\xff\u00c9", "\u212b\u2126"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for _, fold := range []bool{false, true} {
			once := Canonical(s, fold)
			if twice := Canonical(once, fold); twice != once {
				t.Errorf("Canonical(%q, %v) = %q, and again %q", s, fold, once, twice)
			}
			if utf8.ValidString(s) && !utf8.ValidString(once) {
				t.Errorf("Canonical(%q, %v) = %q is not UTF-8", s, fold, once)
			}
		}
	})
}
