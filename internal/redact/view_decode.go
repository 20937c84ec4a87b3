package redact

import (
	"unicode/utf8"

	"github.com/otel-privacy/privacyprocessor/internal/redact/codec"
)

// decode fills v with text, one layer of encodings undone: percent-encoding, backslash escapes of JSON and JavaScript,
// HTML entities, compatibility forms and invisible characters. If text is that of a view, that is under. It returns false
// if nothing was to be decoded.
func (v *view) decode(text string, under *view) bool {
	m := maker{view: v, text: text, under: under}
	var scratch [16]byte
	for i := 0; i < len(text); {
		if entries[text[i]]&encodedLead == 0 {
			i++
			continue
		}
		c, n := codec.Decode(scratch[:0], text, i)
		if n == 0 {
			i++
			continue
		}
		if m.done == 0 {
			v.reset(len(text))
		}
		m.plain(i)
		m.undone(c, i+n)
		i += n
	}
	if m.done == 0 {
		return false
	}
	m.finish()
	return true
}

// encodedLead are the bytes that an encoded character may start with.
const encodedLead = classPercent | classBackslash | classAmpersand | classHigh

// asciiOnly fills v with text, what is not ASCII turned into spaces: a secret between letters of another script, with no
// space around it, then stands alone, as its detector expects. It returns false if all of text is ASCII.
func (v *view) asciiOnly(text string, under *view) bool {
	at := highFrom(text, 0)
	if at == len(text) {
		return false
	}
	v.reset(len(text))
	v.text = append(v.text, text...)
	for at < len(text) {
		start := at
		for at < len(text) && text[at] >= utf8.RuneSelf {
			v.text[at] = ' '
			at++
		}
		v.touch(start, at)
		at = highFrom(text, at)
	}
	v.fresh = within(v.fresh, len(text))
	if under != nil {
		v.marks = append(v.marks, under.marks...)
	} else {
		v.marks = append(v.marks, mark{}, mark{int32(len(text)), origin(len(text))})
	}
	return true
}

// highFrom returns the offset of the first byte of text from i on that is not ASCII, or its end.
func highFrom(text string, i int) int {
	for i < len(text) && text[i] < utf8.RuneSelf {
		i++
	}
	return i
}
