package lint

import (
	"strconv"
	"strings"
)

// kind is the form of a [node].
type kind uint8

const (
	null kind = iota
	scalar
	mapping
	sequence
)

// node is one value of the configuration as it will run: files merged,
// references resolved, each value still knowing where it was written. A nil
// node answers every question as an absent value would, so that rules need no
// nil checks.
type node struct {
	path   string // as the Collector writes it: exporters::otlp::endpoint
	name   string // last element of path
	file   string
	line   int
	column int
	parent *node

	kind   kind
	fields []*node // of a mapping, in order, found by name
	items  []*node // of a sequence
	value  any     // of a scalar: string, bool, int, float64, time.Time

	// referenced is set where the value came out of a ${...} reference, wholly
	// or in part. Then the text of the YAML does not show it.
	referenced bool
	// unknown is set where a reference could not be resolved on this machine.
	// A rule must not conclude anything from such a value.
	unknown bool
	// fallback is the text after ":-" of a reference: it stands in the YAML.
	fallback string
}

// at walks down the names and returns nil if one of them is absent.
func (n *node) at(names ...string) *node {
	for _, name := range names {
		n = n.field(name)
	}
	return n
}

func (n *node) field(name string) *node {
	if n == nil {
		return nil
	}
	for _, f := range n.fields {
		if f.name == name {
			return f
		}
	}
	return nil
}

// text is the scalar as text, "" for anything else and for what is unknown.
func (n *node) text() string {
	if n == nil || n.kind != scalar || n.unknown {
		return ""
	}
	switch v := n.value.(type) {
	case string:
		return v
	case bool:
		return strconv.FormatBool(v)
	case int:
		return strconv.Itoa(v)
	}
	return ""
}

// isTrue says that the value is known to be the boolean true.
func (n *node) isTrue() bool {
	return strings.EqualFold(n.text(), "true")
}

// children are the fields of a mapping or the items of a sequence.
func (n *node) children() []*node {
	switch {
	case n == nil:
		return nil
	case n.kind == mapping:
		return n.fields
	default:
		return n.items
	}
}

// texts are the texts of a sequence's scalars; a lone scalar counts as one.
func (n *node) texts() []string {
	if n != nil && n.kind == scalar {
		return []string{n.text()}
	}
	var list []string
	for _, item := range n.children() {
		list = append(list, item.text())
	}
	return list
}

// walk visits n and everything under it, parents first.
func (n *node) walk(visit func(*node)) {
	if n == nil {
		return
	}
	visit(n)
	for _, c := range n.children() {
		c.walk(visit)
	}
}

// raw is the value as confmap would hand it to a component.
func (n *node) raw() any {
	switch {
	case n == nil || n.kind == null:
		return nil
	case n.kind == mapping:
		m := make(map[string]any, len(n.fields))
		for _, f := range n.fields {
			m[f.name] = f.raw()
		}
		return m
	case n.kind == sequence:
		list := make([]any, 0, len(n.items))
		for _, item := range n.items {
			list = append(list, item.raw())
		}
		return list
	default:
		return n.value
	}
}

// nearest walks down a path as far as it exists. Errors of a component name
// such a path, and a field that is missing is best reported where it belongs.
func (n *node) nearest(path []string) *node {
	for _, name := range path {
		next := n.field(name)
		if next == nil && n.kind == sequence {
			if i, err := strconv.Atoi(name); err == nil && i >= 0 && i < len(n.items) {
				next = n.items[i]
			}
		}
		if next == nil {
			break
		}
		n = next
	}
	return n
}
