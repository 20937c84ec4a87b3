package codec

import (
	"sync"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// decodeRune undoes disguises of ASCII: compatibility forms such as full-width letters (Unicode NFKC), dashes and spaces
// of other lengths, and invisible characters, which become nothing. Other runes are left alone, size zero.
func decodeRune(dst []byte, text string, i int) (out []byte, size int) {
	r, size := utf8.DecodeRuneInString(text[i:])
	if r == utf8.RuneError || r >= disguiseEnd || disguises()[r>>6]>>(r&63)&1 == 0 {
		return dst, 0
	}
	return undisguise(dst, r, size)
}

// disguiseEnd is above all runes that are disguises of ASCII.
const disguiseEnd = 0x20000

// disguises is the set of those runes: most runes of most texts are none.
var disguises = sync.OnceValue(func() *[disguiseEnd / 64]uint64 {
	var set [disguiseEnd / 64]uint64
	for r := rune(utf8.RuneSelf); r < disguiseEnd; r++ {
		if _, size := undisguise(nil, r, utf8.RuneLen(r)); size > 0 {
			set[r>>6] |= 1 << (r & 63)
		}
	}
	return &set
})

func undisguise(dst []byte, r rune, size int) (out []byte, n int) {
	switch {
	case invisible(r):
		return dst, size
	case 0xff01 <= r && r <= 0xff5e: // full-width forms
		return append(dst, byte(r-0xff01+'!')), size
	case 0x2010 <= r && r <= 0x2015, r == 0x2212: // hyphens, dashes, minus: between the digits of a card
		return append(dst, '-'), size
	case r == 0x3002: // the full stop of Chinese and Japanese separates labels too, RFC 3490
		return append(dst, '.'), size
	case 0x3041 <= r && r <= 0x9fff, 0xac00 <= r && r <= 0xd7a3: // Japanese, Chinese, Korean: nothing to undo
		return dst, 0
	}
	d := norm.NFKD.PropertiesString(string(r)).Decomposition()
	if len(d) == 0 {
		return dst, 0
	}
	for _, c := range d {
		if c >= utf8.RuneSelf {
			return dst, 0
		}
	}
	return append(dst, d...), size
}

// invisible reports whether r has no width and no meaning that could tell texts apart.
func invisible(r rune) bool {
	switch {
	case 0x200b <= r && r <= 0x200f, 0x202a <= r && r <= 0x202e, 0x2060 <= r && r <= 0x2064, // spaces, joiners, marks
		0xfe00 <= r && r <= 0xfe0f, // variation selectors
		r == 0xad, r == 0x34f, r == 0x61c, r == 0x180e, r == 0xfeff:
		return true
	}
	return false
}
