package policy

import (
	"strings"
	"testing"
)

// TestTableIsWhole holds every row of the built-in tables to what a row means.
func TestTableIsWhole(t *testing.T) {
	p := newPolicy(t, Settings{})
	table := builtinTable()
	for _, rows := range []map[string]row{table.exact, table.templates, table.headers} {
		for key, r := range rows {
			if (r.action == Hash) != (r.domain != "") {
				t.Errorf("%s: treatment %s with domain %q", key, r.action, r.domain)
			}
			if r.domain != "" && p.domains[r.domain] == nil {
				t.Errorf("%s: unknown domain %q", key, r.domain)
			}
			if r.action == Mask && !isPlaceholder("[redacted:"+r.name+"]") {
				t.Errorf("%s: %q cannot stand in a placeholder", key, r.name)
			}
		}
	}
	for key := range table.headers {
		if strings.ToLower(key) != key || strings.Contains(key, "_") {
			t.Errorf("header %s: must be in lower case, with -", key)
		}
	}
	for key := range table.registry {
		if _, twice := table.exact[key]; twice {
			t.Errorf("%s: stands in two tables", key)
		}
	}
}

func TestParseRowRefuses(t *testing.T) {
	for line, want := range map[string]string{
		"a":                     "a: no treatment",
		"a\thide":               "a: unknown treatment hide",
		"a\tmask\tfold":         "a: unknown option fold",
		"a\tmask\tstrict=never": "a: unknown option strict=never",
	} {
		if _, _, err := parseRow(line); err == nil || err.Error() != want {
			t.Errorf("parseRow(%q): %v, want %s", line, err, want)
		}
	}
}

func TestMustParseRowsRefusesTwice(t *testing.T) {
	defer func() {
		if got := recover(); got != "built-in table: a: stands there twice" {
			t.Errorf("panic %v", got)
		}
	}()
	mustParseRows("a\tmask\na\tscan\n")
}

func TestWordsOfSets(t *testing.T) {
	if got := Action(200).String() + Source(200).String(); got != "unknownunknown" {
		t.Errorf("words out of range: %s", got)
	}
	if _, ok := ParseAction("hide"); ok {
		t.Error("an unknown word is an action")
	}
	if FromTable.String() != "table" {
		t.Errorf("FromTable is %s", FromTable)
	}
}
