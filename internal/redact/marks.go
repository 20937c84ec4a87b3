package redact

import "sort"

// origin maps a range of the view to the smallest range of the source that covers it.
func (v *view) origin(start, end int) (from, to int) {
	from, to = v.from(start), v.from(end)
	// A rune that became several bytes is taken whole.
	last := v.from(end - 1)
	for i := end; to <= last && i <= len(v.text); i++ {
		to = v.from(i)
	}
	return from, to
}

// from returns where in the source a byte of the view comes from.
func (v *view) from(at int) int {
	i := sort.Search(len(v.marks), func(i int) bool { return int(v.marks[i].at) > at }) - 1
	m := v.marks[i]
	if m.from.unit() {
		return m.from.offset()
	}
	return m.from.offset() + at - int(m.at)
}

// at returns where in the view a byte of the source went.
func (v *view) at(from int) int {
	i := max(0, sort.Search(len(v.marks), func(i int) bool { return v.marks[i].from.offset() > from })-1)
	m, end := v.marks[i], len(v.text)
	if i+1 < len(v.marks) {
		end = int(v.marks[i+1].at)
	}
	if m.from.unit() {
		return int(m.at)
	}
	return min(int(m.at)+max(0, from-m.from.offset()), end)
}

// A maker fills a view with a text that is undone, byte for byte but for its encoded characters. If the text is a view
// itself, offsets are those of what that was made of.
type maker struct {
	*view
	text  string
	under *view // text is that of this view, or nil
	mark  int   // of under: the latest that was passed
	done  int   // text is undone up to here
}

// plain appends text[m.done:end] as it is.
func (m *maker) plain(end int) {
	if m.done == end {
		return
	}
	at := int32(len(m.view.text) - m.done) // what lies between an offset in text and one in the view
	m.start(m.done, false)
	if m.under != nil {
		for next := m.mark + 1; next < len(m.under.marks) && int(m.under.marks[next].at) < end; next++ {
			u := m.under.marks[next]
			m.marks = append(m.marks, mark{u.at + at, u.from})
			m.mark = next
		}
	}
	m.view.text = append(m.view.text, m.text[m.done:end]...)
	m.done = end
}

// start marks the end of the view as what text[i] became.
func (m *maker) start(i int, unit bool) {
	from := origin(i)
	if m.under != nil { // its last mark is where it ends
		marks := m.under.marks
		for m.mark+1 < len(marks) && int(marks[m.mark+1].at) <= i {
			m.mark++
		}
		if from = marks[m.mark].from; !from.unit() {
			from += origin(int32(i) - marks[m.mark].at)
		}
	}
	if unit && !from.unit() {
		from = ^from
	}
	m.marks = append(m.marks, mark{int32(len(m.view.text)), from})
}

// undone appends what text[m.done:end], an encoded character, became.
func (m *maker) undone(c []byte, end int) {
	at := len(m.view.text)
	if len(c) > 0 {
		m.start(m.done, true)
		m.view.text = append(m.view.text, c...)
	}
	m.touch(at, at+len(c))
	m.done = end
}

// finish appends the rest of the text, and the end of the source.
func (m *maker) finish() {
	m.plain(len(m.text))
	m.start(len(m.text), false)
	m.fresh = within(m.fresh, len(m.view.text))
}

// touch says that v.text[from:to], or what stood before it, was decoded.
func (v *view) touch(from, to int) {
	if !v.long {
		return
	}
	if n := len(v.fresh); n > 0 && from <= v.fresh[n-1].end {
		v.fresh[n-1].end = to + lookBehind
		return
	}
	v.fresh = near(v.fresh, borrow(v.text), from, to)
}
