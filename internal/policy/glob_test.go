package policy

import "testing"

func TestGlob(t *testing.T) {
	for _, c := range []struct {
		pattern, key string
		want         bool
	}{
		{"a.b", "a.b", true},
		{"a.b", "A.b", false},
		{"a.b", "a.b.c", false},
		{"a.*", "a.b", true},
		{"a.*", "a.b.c", false},
		{"a.*", "a", false},
		{"a.*", "a.", true},
		{"*.id", "x.id", true},
		{"*.id", "id", false},
		{"shop.*.buyer_id", "shop.eu.buyer_id", true},
		{"shop.*.buyer_id", "shop.eu.north.buyer_id", false},
		{"shop.**.buyer_id", "shop.eu.north.buyer_id", true},
		{"shop.**.buyer_id", "shop.buyer_id", true},
		{"**", "", true},
		{"**", "a.b.c", true},
		{"**.id", "id", true},
		{"**.id", "a.b.id", true},
		{"**.id", "a.b.idx", false},
		{"a.**", "a", true},
		{"a.**", "a.b.c", true},
		{"a.**", "ab", false},
		{"**.b.**", "a.b.c", true},
		{"**.b.**", "a.bb.c", false},
		{"x-user-*", "x-user-id", true},
		{"x-user-*", "x-user-", true},
		{"x-user-*", "x-user-a.b", false},
		{"*-id", "x-user-id", true},
		{"a*b*c", "a-b-c", true},
		{"a*b*c", "abc", true},
		{"a*b*c", "acb", false},
		{"a*a", "a", false},
		{"*", "", true},
		{"*.*", "a", false},
	} {
		g, err := ParseGlob(c.pattern)
		if err != nil {
			t.Fatal(err)
		}
		if got := g.Match(c.key); got != c.want {
			t.Errorf("%s matches %q: %t, want %t", g, c.key, got, c.want)
		}
	}
}
