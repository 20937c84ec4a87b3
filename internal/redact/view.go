package redact

import (
	"strings"
	"unsafe"
)

// A view is a text with its transparent encodings undone, and for each of its bytes where it comes from. Detectors
// scan views like any other text; what they find is mapped back to the source.
type view struct {
	text   []byte
	source []int32 // offset in the source of each byte, and of the end
}

// viewState is the scratch for the views of one text.
type viewState struct {
	a, b  view
	found []finding
}

// encodedClasses are the bytes without which a text has nothing to decode.
const encodedClasses = classPercent | classBackslash | classAmpersand | classHigh | classUpper3 | classDigits8

// maxLayers bounds how many encodings are undone one after the other. Repeated encoding in one form (%252540, \\\\n,
// &amp;amp;) counts as one.
const maxLayers = 4

// seeThrough scans the views of w.text, then the tokens (base64, hex) in the deepest of them, and adds to w.found.
func (w *work) seeThrough(seen class) {
	s, source, found := &w.views, w.text, w.found
	cur, next := &s.a, &s.b
	decoded := false
	if w.qp {
		w.scanView(s.a.quotedPrintable(source), &found)
	}
	for layer := 0; layer < maxLayers && decodable(seen); layer++ {
		if !next.decode(w.text, cur, decoded) {
			break
		}
		cur, next = next, cur
		decoded = true
		seen |= w.scanView(cur, &found)
		w.text = borrow(cur.text)
	}
	if seen&classHigh != 0 && next.asciiOnly(w.text, cur, decoded) {
		cur, decoded = next, true
		seen |= w.scanView(cur, &found)
		w.text = borrow(cur.text)
	}
	var last *view
	if decoded {
		last = cur
	}
	w.found = found
	if seen&(classUpper3|classDigits8) != 0 {
		w.tokens(source, last, seen)
	}
	w.text = source
	if cap(s.a.text) > maxScratch || cap(s.b.text) > maxScratch {
		s.a, s.b = view{}, view{}
	}
}

// maxScratch bounds the memory that stays with a Pass between texts, per view.
const maxScratch = 1 << 18

// decodable reports whether a text may hold a transparent encoding. An entity needs its semicolon, quoted-printable is
// a view of its own.
func decodable(seen class) bool {
	const entity = classAmpersand | classSemicolon
	return seen&(classPercent|classBackslash|classHigh) != 0 || seen&entity == entity
}

// scanView scans a view and appends what is found in it, in terms of source, to found. It returns the view's classes.
func (w *work) scanView(v *view, found *[]finding) class {
	w.pass.opened++
	text := w.text
	w.text, w.found = borrow(v.text), w.views.found[:0]
	w.secrets.reset()
	w.used, w.pass.effort = effortState{}, w.effort
	seen := w.scan()
	w.drop()
	for _, f := range w.found {
		f.value = strings.Clone(w.text[f.start:f.end])
		f.start, f.end = v.origin(f.start, f.end)
		*found = append(*found, f)
	}
	w.views.found = w.found
	w.text = text
	return seen
}

// origin maps a range of the view to the smallest range of the source that covers it.
func (v *view) origin(start, end int) (from, to int) {
	from, to = int(v.source[start]), int(v.source[end])
	// A rune that became several bytes is taken whole.
	for i := end; to <= int(v.source[end-1]) && i < len(v.source); i++ {
		to = int(v.source[i])
	}
	return from, to
}

func (v *view) reset(size int) {
	if cap(v.source) <= size {
		v.text = make([]byte, 0, size)
		v.source = make([]int32, 0, size+1)
	}
	v.text, v.source = v.text[:0], v.source[:0]
}

// borrow returns the bytes as a string without copying them. It is the only use of unsafe here: a view of clean text
// would otherwise cost an allocation, a tenth of the time of a text. The string is gone when its view is reused, so it
// is only ever w.text, from which detectors take ranges, and findings clone what they keep.
func borrow(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) } //nolint:gosec // see above
