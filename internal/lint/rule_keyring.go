package lint

import (
	"io/fs"
	"os"
	"time"
)

// Ages of a key, after NIST SP 800-57 part 1, 5.3.6: one to two years for a
// symmetric key that authenticates.
const (
	oldKey  = 365 * 24 * time.Hour
	agedKey = 2 * oldKey
)

var keyCount = Rule{
	ID: "key_count", Severity: Error,
	Title: "the keyring has too few keys",
	Why:   "Without a key in force every identifier is masked and no customer's traces can be found. With a single key, the day of a leak is the first time that a rotation is tried.",
	Mend:  "Add a key with `privacyctl keys add --active-from`; pseudonyms of the older key stay findable.",
	check: func(c *config, report reporter) {
		c.keyrings(func(at *node, keys []key) {
			usable := 0
			for _, k := range keys {
				if !k.revoked && !k.from.After(c.Now) {
					usable++
				}
			}
			switch {
			case usable == 0:
				report(at, Error, "none of its %d keys is in force", len(keys))
			case len(keys) == 1:
				report(at, Info, "it has one key: rotation has not been tried yet")
			}
		})
	},
}

var keyAge = Rule{
	ID: "key_age", Severity: Error,
	Title: "the key in force is too old",
	Why:   "The longer a key is used, the more lies open when it leaks: every pseudonym made with it.",
	Mend:  "Add a new key with `privacyctl keys add --active-from`, roll it out, and leave the old one for lookups.",
	check: func(c *config, report reporter) {
		c.keyrings(func(_ *node, keys []key) {
			current, ok := inForce(keys, c.Now)
			switch age := c.Now.Sub(current.from); {
			case !ok:
			case current.from.IsZero():
				report(current.at, Info, "key %q has no active_from, so its age is unknown", current.id)
			case age > agedKey:
				report(current.at, Error, "key %q is in force for more than two years", current.id)
			case age > oldKey:
				report(current.at, Warning, "key %q is in force for more than a year", current.id)
			}
		})
	},
}

// key is what rules need of a key; its secret is not read.
type key struct {
	id      string
	from    time.Time
	revoked bool
	at      *node
}

// inForce is the key that writes now: the latest active_from that has passed.
func inForce(keys []key, now time.Time) (best key, ok bool) {
	for _, k := range keys {
		if k.revoked || k.from.After(now) {
			continue
		}
		if !ok || k.from.After(best.from) {
			best, ok = k, true
		}
	}
	return best, ok
}

// keyrings visits the keyrings that can be read here: inline ones, and files
// that exist on this machine.
func (c *config) keyrings(visit func(at *node, keys []key)) {
	for _, p := range append(c.privacy(), c.lookups()...) {
		ring := p.node.at("keyring")
		if list := ring.at("keys"); list != nil && list.kind == sequence {
			visit(list, readKeys(list, nil))
		}
		file := ring.at("file")
		data, err := c.ReadFile(file.text())
		if file.text() == "" || err != nil {
			continue
		}
		root, err := parse(file.text(), data, newExpander())
		if err != nil {
			continue // the processor says so itself: invalid
		}
		list := root.at("keys")
		if list == nil {
			list = root.at("keyring", "keys")
		}
		// A finding stands where the configuration names the file.
		visit(file, readKeys(list, file))
	}
}

func (c *config) lookups() []*component {
	var list []*component
	for _, e := range c.all(extensions) {
		if e.typ == "privacylookup" && e.used {
			list = append(list, e)
		}
	}
	return list
}

func readKeys(list, at *node) []key {
	var keys []key
	for _, n := range list.children() {
		k := key{id: n.at("id").text(), revoked: n.at("revoked").isTrue(), at: at}
		if k.at == nil {
			k.at = n
		}
		k.from, _ = day(n.at("active_from"))
		keys = append(keys, k)
	}
	return keys
}

var keyringMode = Rule{
	ID: "keyring_mode", Severity: Warning,
	Title: "the keyring file can be read by other users of the host",
	Why:   "Who has a key and the telemetry can find out who each pseudonym is.",
	Mend:  "chmod 600, and let the Collector's user own it.",
	check: func(c *config, report reporter) {
		for _, p := range append(c.privacy(), c.lookups()...) {
			file := p.node.at("keyring", "file")
			info, err := os.Stat(file.text())
			if err == nil && info.Mode().Perm()&othersMayRead != 0 {
				report(file, Warning, "its mode is %#o, it should be 0600", info.Mode().Perm())
			}
		}
	},
}

// othersMayRead are the mode bits for group and world.
const othersMayRead fs.FileMode = 0o077
