package lint

import (
	"regexp"
	"slices"
)

// attributeRef is how OTTL names an attribute: attributes["user.id"], with any
// context before it, or baggage and metadata maps.
var attributeRef = regexp.MustCompile(`\b(?:attributes|metadata|cache|body)\[\s*["']([^"'\]]+)["']\s*\]`)

// identifiersIn are the attribute keys in a scalar which the policy takes for
// identifiers: the scalar itself where it is a key, and the keys in a condition.
func (c *config) identifiersIn(n *node) []string {
	text := n.text()
	if text == "" {
		return nil
	}
	var keys []string
	for _, m := range attributeRef.FindAllStringSubmatch(text, -1) {
		if c.Identifies(m[1]) {
			keys = append(keys, m[1])
		}
	}
	if c.namesAttribute(n) && c.Identifies(text) {
		keys = append(keys, text)
	}
	return keys
}

// keyFields are the fields of components whose value is an attribute key.
var keyFields = []string{"key", "name", "from_attribute", "attribute_source", "attribute", "default_key"}

// keyLists are the lists of components whose items are attribute keys.
var keyLists = []string{
	"keys", "dimensions", "attributes", "exclude_dimensions", "resource_metrics_key_attributes", "routing_attributes",
	"include_fields", "exclude_fields", "group_by_keys", "virtual_node_peer_attributes", "fields",
}

func (*config) namesAttribute(n *node) bool {
	if n.parent == nil {
		return false
	}
	if n.parent.kind == sequence {
		return slices.Contains(keyLists, n.parent.name)
	}
	return slices.Contains(keyFields, n.name)
}

// identities are all identifiers that a component's configuration names.
func (c *config) identities(n *node) []string {
	var keys []string
	n.walk(func(n *node) {
		if n.kind == scalar {
			keys = append(keys, c.identifiersIn(n)...)
		}
	})
	slices.Sort(keys)
	return slices.Compact(keys)
}
