package lint

import (
	"errors"
	"fmt"
	"strconv"

	"go.yaml.in/yaml/v3"
)

// Bounds of what is read. Aliases of aliases can turn a few lines of YAML into
// more nodes than there is memory.
const (
	maxNodes = 500_000
	maxDepth = 200
)

// parser turns YAML into nodes.
type parser struct {
	file     string
	expander *expander
	count    int
}

// parse reads one file. Its error names no value of the file.
func parse(name string, data []byte, e *expander) (*node, error) {
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, err
	}
	p := &parser{file: name, expander: e}
	root := &node{file: name, line: 1, column: 1}
	if len(doc.Content) == 0 {
		return root, nil
	}
	err := p.fill(root, doc.Content[0], 0)
	return root, err
}

// fill gives n the value of y.
func (p *parser) fill(n *node, y *yaml.Node, depth int) error {
	if p.count++; p.count > maxNodes {
		return fmt.Errorf("must hold at most %d values, aliases expanded", maxNodes)
	}
	if depth > maxDepth {
		return fmt.Errorf("line %d: must be nested at most %d deep, or an alias holds itself", y.Line, maxDepth)
	}
	switch y.Kind {
	case yaml.AliasNode:
		return p.fill(n, y.Alias, depth+1)
	case yaml.MappingNode:
		n.kind = mapping
		return p.fillMapping(n, y, depth)
	case yaml.SequenceNode:
		n.kind = sequence
		for i, item := range y.Content {
			c := p.child(n, strconv.Itoa(i), item)
			if err := p.fill(c, item, depth+1); err != nil {
				return err
			}
			n.items = append(n.items, c)
		}
		return nil
	default:
		return p.fillScalar(n, y, depth)
	}
}

func (p *parser) fillMapping(n *node, y *yaml.Node, depth int) error {
	var merges []*yaml.Node
	for i := 0; i+1 < len(y.Content); i += 2 {
		key, value := y.Content[i], y.Content[i+1]
		if key.Kind == yaml.ScalarNode && key.Tag == "!!merge" {
			merges = append(merges, value)
			continue
		}
		if key.Kind != yaml.ScalarNode {
			return fmt.Errorf("line %d: a key must be a text", key.Line)
		}
		if n.field(key.Value) != nil {
			return fmt.Errorf("line %d: key %q must stand once", key.Line, key.Value)
		}
		c := p.child(n, key.Value, key)
		if err := p.fill(c, value, depth+1); err != nil {
			return err
		}
		n.fields = append(n.fields, c)
	}
	for _, m := range merges {
		if err := p.mergeKey(n, m, depth); err != nil {
			return err
		}
	}
	return nil
}

// mergeKey applies "<<": what the mapping says itself wins.
func (p *parser) mergeKey(n *node, y *yaml.Node, depth int) error {
	if depth > maxDepth {
		return errors.New("a merge key holds itself")
	}
	if y.Kind == yaml.SequenceNode {
		for _, item := range y.Content {
			if err := p.mergeKey(n, item, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	from := &node{path: n.path, file: p.file}
	if err := p.fill(from, y, depth+1); err != nil {
		return err
	}
	for _, f := range from.fields {
		if n.field(f.name) == nil {
			f.parent = n
			n.fields = append(n.fields, f)
		}
	}
	return nil
}

func (p *parser) fillScalar(n *node, y *yaml.Node, depth int) error {
	if y.Tag == "!!null" || y.Kind == 0 {
		return nil
	}
	n.kind = scalar
	if err := y.Decode(&n.value); err != nil {
		return fmt.Errorf("line %d: a scalar must have a type that YAML knows", y.Line)
	}
	if text, ok := n.value.(string); ok {
		return p.expandInto(n, text, depth)
	}
	return nil
}

func (p *parser) child(parent *node, name string, at *yaml.Node) *node {
	return newChild(parent, name, p.file, at.Line, at.Column)
}

func newChild(parent *node, name, file string, line, column int) *node {
	path := name
	if parent.path != "" {
		path = parent.path + "::" + name
	}
	return &node{path: path, name: name, file: file, line: line, column: column, parent: parent}
}

// merge lays b over a as confmap does: mappings field by field, all else whole.
func merge(a, b *node) *node {
	if a == nil || a.kind != mapping || b.kind != mapping {
		return b
	}
	for _, f := range b.fields {
		i := a.index(f.name)
		if i < 0 {
			f.parent = a
			a.fields = append(a.fields, f)
			continue
		}
		a.fields[i] = merge(a.fields[i], f)
		a.fields[i].parent = a
	}
	return a
}

func (n *node) index(name string) int {
	for i, f := range n.fields {
		if f.name == name {
			return i
		}
	}
	return -1
}
