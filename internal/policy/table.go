package policy

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
)

var (
	//go:embed table.tsv
	tableText string
	//go:embed headers.tsv
	headersText string
	//go:embed registry.txt
	registryText string
)

// row is one line of the built-in table.
type row struct {
	action   Action
	strict   Action // from level strict on
	domain   string
	name     string
	server   bool
	learned  bool
	anywhere bool // of headers: also as the last part of any other key
}

// table is the built-in knowledge of attribute keys.
type table struct {
	exact     map[string]row
	templates map[string]row // by prefix, without the dot
	longest   int            // prefix of them, in bytes
	headers   map[string]row
	registry  map[string]bool // known, and only scanned
}

// builtinTable parses the embedded files; they are part of the program, so a
// fault in them is a bug.
var builtinTable = sync.OnceValue(func() *table {
	t := &table{exact: make(map[string]row), templates: make(map[string]row), registry: make(map[string]bool)}
	for key, r := range mustParseRows(tableText) {
		if prefix, ok := strings.CutSuffix(key, ".**"); ok {
			t.templates[prefix] = r
			t.longest = max(t.longest, len(prefix))
		} else {
			t.exact[key] = r
		}
	}
	t.headers = mustParseRows(headersText)
	for key := range lines(registryText) {
		t.registry[key] = true
	}
	return t
})

// names tells whether key as a whole is a name that the conventions, or
// instrumentations, give an attribute.
func (t *table) names(key string) bool {
	_, exact := t.exact[key]
	return exact || t.registry[key]
}

// template returns the row of the longest template that key lies under, and the
// part of the key that the template leaves open.
func (t *table) template(key string) (r row, rest string, ok bool) {
	for end := strings.LastIndexByte(key[:min(len(key), t.longest+1)], '.'); end > 0; end = strings.LastIndexByte(key[:end], '.') {
		if r, ok = t.templates[key[:end]]; ok {
			return r, key[end+1:], true
		}
	}
	return row{}, "", false
}

// lines yields the lines of text that are neither empty nor comments.
func lines(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\r\n")
			if line != "" && line[0] != '#' && !yield(line) {
				return
			}
		}
	}
}

func mustParseRows(text string) map[string]row {
	rows := make(map[string]row)
	for line := range lines(text) {
		key, r, err := parseRow(line)
		if err == nil && rows[key] != (row{}) {
			err = fmt.Errorf("%s: stands there twice", key)
		}
		if err != nil {
			panic("built-in table: " + err.Error())
		}
		rows[key] = r
	}
	return rows
}

// parseRow reads a line: key, treatment, options, note, with tabs between.
func parseRow(line string) (key string, r row, err error) {
	fields := strings.Split(line, "\t")
	if len(fields) < 2 {
		return "", row{}, fmt.Errorf("%s: no treatment", line)
	}
	key, r = fields[0], row{learned: true, name: "secret"}
	var ok bool
	if r.action, ok = ParseAction(fields[1]); !ok {
		return "", row{}, fmt.Errorf("%s: unknown treatment %s", key, fields[1])
	}
	r.strict = r.action
	if len(fields) < 3 || fields[2] == "" {
		return key, r, nil
	}
	for option := range strings.SplitSeq(fields[2], ",") {
		if !r.set(option) {
			return "", row{}, fmt.Errorf("%s: unknown option %s", key, option)
		}
	}
	return key, r, nil
}

// set applies one option of a row.
func (r *row) set(option string) (ok bool) {
	name, value, _ := strings.Cut(option, "=")
	switch name {
	case "domain":
		r.domain = value
	case "name":
		r.name = value
	case "strict":
		r.strict, ok = ParseAction(value)
		return ok
	case "server":
		r.server = true
	case "unlearned":
		r.learned = false
	case "anywhere":
		r.anywhere = true
	default:
		return false
	}
	return true
}
