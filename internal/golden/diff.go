package golden

import (
	"fmt"
	"io"
	"strings"
)

// Diff is one field in which a record came out otherwise than expected. A side
// that lacks the field is nil.
type Diff struct {
	Before, Expected, Got *Field
}

// compare pairs fields by their paths. The order is that of what came out;
// what is missing in it follows.
func compare(before, expected, got []Field) []Diff {
	was, want, has := index(before), index(expected), index(got)
	var diffs []Diff
	for i := range got {
		g := &got[i]
		if w := want[g.key()]; w == nil || w.Value != g.Value || w.Type != g.Type {
			diffs = append(diffs, Diff{was[g.key()], w, g})
		}
	}
	for i := range expected {
		if w := &expected[i]; has[w.key()] == nil {
			diffs = append(diffs, Diff{was[w.key()], w, nil})
		}
	}
	return diffs
}

func (f *Field) key() string { return fmt.Sprintf("%d %s", f.Record, f.Path) }

func index(fields []Field) map[string]*Field {
	m := make(map[string]*Field, len(fields))
	for i := range fields {
		m[fields[i].key()] = &fields[i]
	}
	return m
}

// field is any side that is there.
func (d Diff) field() *Field {
	for _, f := range []*Field{d.Got, d.Expected, d.Before} {
		if f != nil {
			return f
		}
	}
	return &Field{}
}

// palette are the escapes for a terminal; the zero value writes none.
type palette struct{ bad, good, dim, off string }

var colors = palette{bad: "\x1b[31m", good: "\x1b[32m", dim: "\x1b[2m", off: "\x1b[0m"}

// write prints the diff as four lines.
func (d Diff) write(w io.Writer, p palette) {
	f := d.field()
	fmt.Fprintf(w, "  %s %s(%s)%s\n", where(f), p.dim, position(f), p.off)
	fmt.Fprintf(w, "    before    %s\n", shown(d.Before))
	fmt.Fprintf(w, "    expected  %s%s%s\n", p.good, shown(d.Expected), p.off)
	fmt.Fprintf(w, "    got       %s%s%s\n", p.bad, shown(d.Got), p.off)
}

// where names the place in words, with the attribute key if it has one.
func where(f *Field) string {
	if f.Attribute == "" {
		return f.Place
	}
	return f.Place + " " + f.Attribute
}

func position(f *Field) string { return fmt.Sprintf("record %d, %s", f.Record, f.Path) }

// maxShown bounds what a diff shows of a value, in bytes.
const maxShown = 400

func shown(f *Field) string {
	if f == nil {
		return "(absent)"
	}
	text := f.Value
	if len(text) > maxShown {
		text = strings.ToValidUTF8(text[:maxShown], "") + "..."
	}
	if f.Type == "" || f.Type == "string" {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%s %s", text, f.Type)
}
