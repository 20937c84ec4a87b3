package lint

import (
	"regexp"
	"strings"
)

var unkeyedHash = Rule{
	ID: "unkeyed_hash", Severity: Error,
	Title: "an attribute is hashed without a key",
	Why:   "A user ID has few possible values: whoever holds the data computes the hash of each and has them back within minutes. It is also another value in each tool, so that nothing can be joined.",
	Mend:  "Let the privacy processor hash it: add the attribute to identifiers, and remove this hash.",
	check: func(c *config, report reporter) {
		for _, p := range c.all(processors) {
			switch p.typ {
			case "attributes", "resource":
				c.hashActions(p.node, report)
			case "transform", "filter":
				c.hashStatements(p.node, report)
			case "redaction":
				f := p.node.at("hash_function")
				if name := f.text(); name != "" && name != "none" && !strings.HasPrefix(name, "hmac") {
					report(f, Error, "%s replaces values by their plain %s", p.id, name)
				}
			}
		}
	},
}

func (c *config) hashActions(n *node, report reporter) {
	for _, list := range []string{"actions", "attributes"} {
		for _, action := range n.at(list).children() {
			if !strings.EqualFold(action.at("action").text(), "hash") {
				continue
			}
			key := action.at("key").text()
			if c.Identifies(key) {
				report(action.at("action"), Error, "the identifier %s is hashed without a key", key)
			} else {
				report(action.at("action"), Warning, "the value is hashed without a key")
			}
		}
	}
}

// hashFunction are OTTL's functions that hash without a key.
var hashFunction = regexp.MustCompile(`\b(SHA1|SHA256|SHA512|MD5|FNV|Murmur3Hash128|Murmur3Hash|XXH3|XXH128)\s*\(`)

func (c *config) hashStatements(n *node, report reporter) {
	n.walk(func(n *node) {
		m := hashFunction.FindStringSubmatch(n.text())
		if m == nil {
			return
		}
		if keys := c.identifiersIn(n); len(keys) > 0 {
			report(n, Error, "%s hashes the identifier %s without a key", m[1], strings.Join(keys, ", "))
			return
		}
		report(n, Warning, "%s hashes without a key", m[1])
	})
}
