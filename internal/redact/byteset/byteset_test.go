package byteset

import (
	"strings"
	"testing"
)

func TestSet(t *testing.T) {
	const members = "\x00 @AZz\x7f\x80\xff"
	set, other := Of(members), Of("b")
	set.AddAll(&other)
	for c := range 256 {
		want := strings.IndexByte(members+"b", byte(c)) >= 0
		if got := set.Has(byte(c)); got != want {
			t.Errorf("Has(%#x) = %v, want %v", c, got, want)
		}
	}
	set.AddHigh()
	if !set.Has(0x80) || !set.Has(0xc3) || !set.Has(0xff) || set.Has('!') {
		t.Errorf("after AddHigh: %x", set)
	}
}
