package lint

import (
	"context"
	"fmt"
	"sort"
	"strconv"
	"strings"

	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/confmap/provider/envprovider"
	"go.opentelemetry.io/collector/confmap/provider/fileprovider"
	"go.opentelemetry.io/collector/confmap/provider/yamlprovider"
	"go.uber.org/zap"
)

// expander resolves ${scheme:...} references by the Collector's own providers.
// What cannot be resolved here (a variable that only the server has) is marked
// unknown and no finding is made of it.
type expander struct {
	providers map[string]confmap.Provider
}

func newExpander() *expander {
	e := &expander{providers: map[string]confmap.Provider{}}
	for _, f := range []confmap.ProviderFactory{
		envprovider.NewFactory(), fileprovider.NewFactory(), yamlprovider.NewFactory(),
	} {
		p := f.Create(confmap.ProviderSettings{Logger: zap.NewNop()})
		e.providers[p.Scheme()] = p
	}
	return e
}

// retrieve resolves what stands between "${" and "}".
func (e *expander) retrieve(uri string) (value any, ok bool) {
	scheme, _, found := strings.Cut(uri, ":")
	p := e.providers[scheme]
	if !found || strings.HasPrefix(uri[len(scheme):], ":-") {
		uri, p = "env:"+uri, e.providers["env"]
	}
	if p == nil {
		return nil, false
	}
	got, err := p.Retrieve(context.Background(), uri, nil)
	if err != nil {
		return nil, false
	}
	value, err = got.AsRaw()
	// An unset variable comes back as nil. The server will have it set.
	return value, err == nil && value != nil
}

// expandInto resolves the references of text and gives n the outcome.
func (p *parser) expandInto(n *node, text string, depth int) error {
	parts, ok := split(text)
	if !ok {
		n.value = strings.ReplaceAll(text, "$$", "$")
		return nil
	}
	n.referenced = true
	var b strings.Builder
	for _, part := range parts {
		if !part.reference {
			b.WriteString(strings.ReplaceAll(part.text, "$$", "$"))
			continue
		}
		if _, after, ok := strings.Cut(part.text, ":-"); ok {
			n.fallback = after
		}
		// A reference inside a reference is rare; without it nothing is known.
		value, known := any(nil), false
		if !strings.Contains(part.text, "${") {
			value, known = p.expander.retrieve(part.text)
		}
		if !known {
			n.unknown, n.value = true, text
			return nil
		}
		if len(parts) == 1 {
			return p.adopt(n, value, depth)
		}
		fmt.Fprint(&b, value)
	}
	n.value = b.String()
	return nil
}

// adopt gives n a value that a provider returned. All of it stands where the
// reference stands.
func (p *parser) adopt(n *node, value any, depth int) error {
	if p.count++; p.count > maxNodes || depth > maxDepth {
		return fmt.Errorf("must hold at most %d values, references resolved", maxNodes)
	}
	n.referenced = true
	switch v := value.(type) {
	case nil:
		n.kind = null
	case map[string]any:
		n.kind = mapping
		names := make([]string, 0, len(v))
		for name := range v {
			names = append(names, name)
		}
		sort.Strings(names)
		for _, name := range names {
			c := newChild(n, name, n.file, n.line, n.column)
			if err := p.adopt(c, v[name], depth+1); err != nil {
				return err
			}
			n.fields = append(n.fields, c)
		}
	case []any:
		n.kind = sequence
		for i, item := range v {
			c := newChild(n, strconv.Itoa(i), n.file, n.line, n.column)
			if err := p.adopt(c, item, depth+1); err != nil {
				return err
			}
			n.items = append(n.items, c)
		}
	case string:
		n.kind = scalar
		if strings.Contains(v, "${") {
			return p.expandInto(n, v, depth+1)
		}
		n.value = v
	default:
		n.kind, n.value = scalar, v
	}
	return nil
}

// part is a piece of a text: a ${...} reference without its brackets, or plain.
type part struct {
	text      string
	reference bool
}

// split cuts text at its references; ok is false if it has none. "$$" is an
// escaped dollar.
func split(text string) (parts []part, ok bool) {
	plain := 0
	for i := 0; i < len(text); i++ {
		if text[i] != '$' || i+1 == len(text) {
			continue
		}
		if text[i+1] == '$' {
			i++
			continue
		}
		if text[i+1] != '{' {
			continue
		}
		end := closing(text, i+2)
		if end < 0 {
			break
		}
		if i > plain {
			parts = append(parts, part{text: text[plain:i]})
		}
		parts = append(parts, part{text: text[i+2 : end], reference: true})
		ok, plain, i = true, end+1, end
	}
	if plain < len(text) {
		parts = append(parts, part{text: text[plain:]})
	}
	return parts, ok
}

// closing is the index of the bracket that ends the reference whose inner text
// begins at i.
func closing(text string, i int) int {
	depth := 1
	for ; i < len(text); i++ {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth == 0 {
				return i
			}
		}
	}
	return -1
}
