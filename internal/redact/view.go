package redact

import (
	"strings"
	"unsafe"
)

// A view is a text with its transparent encodings undone, and where its bytes come from. Detectors scan views like any
// other text; what they find is mapped back to the source.
type view struct {
	text  []byte
	marks []mark // where the source goes on otherwise than byte by byte
	fresh []span // where a detector may see what it did not see in the text that was decoded, if that was long
	long  bool
}

// mark says where the bytes from one of a view on come from, up to the next mark.
type mark struct {
	at   int32  // offset in the view
	from origin // of the byte there
}

// origin is an offset in the source, inverted where all bytes come from there: those of an encoded character.
type origin int32

func (o origin) unit() bool { return o < 0 }

func (o origin) offset() int {
	if o < 0 {
		o = ^o
	}
	return int(o)
}

// viewState is the scratch for the views of one text.
type viewState struct {
	a, b  view
	found []finding
	near  []span
	spans []span
}

// encodedClasses are the bytes without which a text has nothing to decode.
const encodedClasses = classPercent | classBackslash | classAmpersand | classHigh | classUpper3 | classDigits8

// maxLayers bounds how many encodings are undone one after the other. Repeated encoding in one form (%252540, \\\\n,
// &amp;amp;) counts as one.
const maxLayers = 4

// seeThrough scans the views of w.text, then the tokens (base64, hex) in the deepest of them, and adds to w.found.
func (w *work) seeThrough(seen class) {
	s, source, found, where := &w.views, w.text, w.found, w.where
	cur, next := &s.a, &s.b
	decoded := (*view)(nil)
	if w.qp {
		w.pass.charge(costDecode * len(w.text))
		w.scanView(s.a.quotedPrintable(source), &found)
	}
	for layer := 0; layer < maxLayers && decodable(seen); layer++ {
		w.pass.charge(costDecode * len(w.text))
		if w.pass.broke() || !next.decode(w.text, decoded) {
			break
		}
		cur, next = next, cur
		decoded = cur
		seen |= w.scanView(cur, &found)
		w.text = borrow(cur.text)
	}
	if seen&classHigh != 0 {
		w.pass.charge(costDecode * len(w.text))
	}
	if seen&classHigh != 0 && next.asciiOnly(w.text, decoded) {
		cur, decoded = next, next
		seen |= w.scanView(cur, &found)
		w.text = borrow(cur.text)
	}
	w.found = found
	far := w.where.far
	w.where = where
	w.where.far = far
	if seen&(classUpper3|classDigits8) != 0 {
		w.tokens(source, decoded, seen)
	}
	w.text = source
	if s.a.size() > maxScratch || s.b.size() > maxScratch {
		s.a, s.b = view{}, view{}
	}
}

// maxScratch bounds the memory that stays with a Pass between texts, per view.
const maxScratch = 1 << 20

// size is the memory that v takes, nearly.
func (v *view) size() int {
	const perMark = 8
	return cap(v.text) + perMark*cap(v.marks)
}

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
	w.around(v)
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

// around bounds the scan of a view to where something was decoded, and to where something was replaced in the round
// before.
func (w *work) around(v *view) {
	r := &w.where
	r.far = r.far || v.long && manyMarks(w.text)
	r.everywhere = r.far || !v.long || len(v.text) < w.r.minParted
	switch s := &w.views; {
	case r.everywhere:
		r.spans = nil
	case w.changed == nil:
		r.spans = v.fresh
	default:
		s.spans = both(s.spans[:0], w.parts(v), v.fresh)
		r.spans = s.spans
	}
}

// parts returns where in w.text, which is the view v or the source if v is nil, is to be looked: all of it, or what is near
// to what was replaced in the round before.
func (w *work) parts(v *view) []span {
	s := &w.views
	if w.changed == nil {
		s.near = append(s.near[:0], span{0, len(w.text)})
		return s.near
	}
	s.near = s.near[:0]
	for _, c := range w.changed.replaced {
		start, end := c.start, c.end
		if v != nil {
			start, end = v.at(start), v.at(end)
		}
		if start > len(w.text) {
			break // what is masked unseen
		}
		s.near = near(s.near, w.text, start, end)
	}
	s.near = within(s.near, len(w.text))
	return s.near
}

func (v *view) reset(size int) {
	if cap(v.text) < size {
		v.text = make([]byte, 0, size)
	}
	v.text, v.marks, v.fresh, v.long = v.text[:0], v.marks[:0], v.fresh[:0], size >= minParted
}

// borrow returns the bytes as a string without copying them. It is the only use of unsafe here: a view of clean text
// would otherwise cost an allocation, a tenth of the time of a text. The string is gone when its view is reused, so it
// is only ever w.text, from which detectors take ranges, and findings clone what they keep.
func borrow(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) } //nolint:gosec // see above
