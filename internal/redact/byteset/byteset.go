// Package byteset holds sets of bytes: to look one up costs as little as to compare it with two others.
package byteset

// A Set of bytes, a bit each. The zero value is empty. It may be read by many at once.
type Set [4]uint64

// Of returns the set of the bytes of s.
func Of(s string) (set Set) {
	for i := range len(s) {
		set.Add(s[i])
	}
	return set
}

// Has reports whether c is one of the set.
func (s *Set) Has(c byte) bool { return s[c>>6]&(1<<(c&63)) != 0 }

// Add makes c one of the set.
func (s *Set) Add(c byte) { s[c>>6] |= 1 << (c & 63) }

// AddAll makes all of other ones of the set.
func (s *Set) AddAll(other *Set) {
	for i := range s {
		s[i] |= other[i]
	}
}

// AddHigh makes all bytes of 0x80 and above ones of the set: those that runes other than ASCII are made of.
func (s *Set) AddHigh() { s[2], s[3] = ^uint64(0), ^uint64(0) }
