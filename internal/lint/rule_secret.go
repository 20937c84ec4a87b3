package lint

import (
	"net/url"
	"slices"
	"strings"
	"unicode"
)

var plainSecret = Rule{
	ID: "plain_secret", Severity: Error,
	Title: "a secret stands in the YAML as plain text",
	Why:   "Configurations are committed, mailed, and shown by zpages and print-config. A keyring secret that has been seen lets anyone who has the telemetry compute who is who.",
	Mend:  "Take it from the environment or a mounted file: ${env:NAME} or ${file:/run/secrets/name}. Replace the secret, since it has been written down.",
	check: func(c *config, report reporter) {
		for _, section := range append([]string{"service"}, sections...) {
			c.root.at(section).walk(func(n *node) {
				if n.kind == scalar {
					c.checkSecret(n, report)
				}
			})
		}
	},
}

func (c *config) checkSecret(n *node, report reporter) {
	text, ok := n.value.(string)
	if n.referenced {
		text = n.fallback // only what follows ":-" is written down
	}
	if !ok || text == "" {
		return
	}
	switch {
	case secretField(n):
		severity := Warning
		if n.name == "secret" && isKeyring(n) {
			severity = Error
		}
		report(n, severity, "its value is a secret and stands in the YAML")
	case hasUserinfo(text):
		report(n, Warning, "its URL holds a password")
	case c.Secret(text):
		report(n, Warning, "its value has the form of a secret")
	}
}

func isKeyring(n *node) bool {
	return n.parent != nil && n.parent.parent != nil && n.parent.parent.name == "keys"
}

// secretField judges the name of a field, and for headers the header's name.
// Attribute keys and statements of processors are values, not names, so the
// word "password" in a list of attributes to delete is no secret.
func secretField(n *node) bool {
	switch {
	case n.parent == nil || n.parent.name == "detectors": // the detector named secret
		return false
	case n.parent.name == "htpasswd" && n.name == "inline":
		return true
	}
	name := n.name
	if name == "value" && underHeaders(n) { // headers as a list: {name: Authorization, value: ...}
		name = n.parent.at("name").text() + n.parent.at("key").text()
	}
	words := segments(name)
	if len(words) == 0 || slices.Contains(aboutSecrets, words[len(words)-1]) {
		return false
	}
	for i, w := range words {
		if slices.Contains(secretWords, w) {
			return true
		}
		if i > 0 && w == "key" && slices.Contains(keyKinds, words[i-1]) {
			return true
		}
		if w == "pem" && i > 0 && words[i-1] == "key" {
			return true
		}
	}
	return false
}

func underHeaders(n *node) bool {
	for p := n.parent; p != nil; p = p.parent {
		if p.name == "headers" {
			return true
		}
	}
	return false
}

// Words of field names. A name whose last word is about a secret (its file,
// its name) holds none itself.
var (
	secretWords  = []string{"password", "passwd", "secret", "token", "apikey", "authorization", "passphrase", "credentials"}
	keyKinds     = []string{"api", "access", "private", "secret", "license", "ingest", "account", "write", "master", "encryption", "shared"}
	aboutSecrets = []string{
		"file", "path", "name", "id", "url", "endpoint", "type", "env", "header", "enabled", "required", "source",
		"size", "length", "ttl", "duration", "interval", "expiry", "scheme", "mode", "provider", "uri", "audience", "field", "passthrough", "namespace",
	}
)

// segments are the words of a name: split at punctuation and camelCase.
func segments(name string) []string {
	var words []string
	start := 0
	flush := func(end int) {
		if end > start {
			words = append(words, strings.ToLower(name[start:end]))
		}
	}
	runes := []rune(name)
	at := 0
	for i, r := range runes {
		size := len(string(r))
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush(at)
			start = at + size
		case i > 0 && unicode.IsUpper(r) && unicode.IsLower(runes[i-1]):
			flush(at)
			start = at
		}
		at += size
	}
	flush(at)
	return words
}

func hasUserinfo(text string) bool {
	if !strings.Contains(text, "://") || !strings.Contains(text, "@") {
		return false
	}
	u, err := url.Parse(text)
	if err != nil || u.User == nil {
		return false
	}
	password, ok := u.User.Password()
	return ok && password != "" && !strings.Contains(password, "${")
}
