package catalog

import (
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"html/template"
	"io"
	"strconv"
	"strings"
	"time"
)

// WriteJSON writes the catalog for programs, and as a baseline.
func (c *Catalog) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(c)
}

var columns = []string{
	"attribute", "places", "action", "domain", "placeholder", "detectors", "condition", "level", "source", "rule", "reason", "until",
	"count", "first seen", "last seen", "services",
}

// cells are the texts of an entry, one for each column.
func (e *Entry) cells() []string {
	cells := []string{
		e.Attribute, strings.Join(e.Places, ", "), e.Action, e.Domain, e.Masked, strings.Join(e.Detectors, ", "), e.Condition,
		e.Level, e.Source, e.Rule, e.Reason, e.Until, "", "", "", "",
	}
	if e.Target != "" {
		cells[3] += " into " + e.Target
	}
	if s := e.Seen; s != nil {
		copy(cells[12:], []string{strconv.FormatInt(s.Count, 10), stamp(s.First), stamp(s.Last), strings.Join(s.Services, ", ")})
	}
	return cells
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// WriteCSV writes one line for each entry (RFC 4180). A cell that a spreadsheet
// would take for a formula has an apostrophe before it: attribute keys come
// from whoever sends telemetry.
func (c *Catalog) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	if err := out.Write(columns); err != nil {
		return err
	}
	for _, e := range c.Entries {
		cells := e.cells()
		for i, cell := range cells {
			if cell != "" && strings.ContainsRune("=+-@\t\r", rune(cell[0])) {
				cells[i] = "'" + cell
			}
		}
		if err := out.Write(cells); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// markdown makes text safe inside of a table.
var markdown = strings.NewReplacer("|", `\|`, "\n", " ", "\r", " ", "*", `\*`, "_", `\_`, "`", "\\`", "<", "&lt;", "[", `\[`)

// WriteMarkdown writes a page with a table.
func (c *Catalog) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Field catalog of %s\n\n", markdown.Replace(c.Processor))
	fmt.Fprintf(&b, "Level %s. Every text that is scanned is read by these detectors: %s.\n", c.Level, markdown.Replace(strings.Join(c.Detectors, ", ")))
	if c.Observed > 0 {
		fmt.Fprintf(&b, "Observed in %d records of telemetry.\n", c.Observed)
	}
	b.WriteString("\n| attribute | places | action | domain | source | reason | until | seen | last seen | services |\n|---|---|---|---|---|---|---|---|---|---|\n")
	for _, e := range c.Entries {
		cells := e.cells()
		action := e.Action
		if e.Condition != "" {
			action += " (" + e.Condition + ")"
		}
		source := e.Source
		if e.Rule != "" {
			source += ": " + e.Rule
		}
		for _, cell := range []string{e.Attribute, cells[1], action, cells[3], source, e.Reason, e.Until, cells[12], cells[14], cells[15]} {
			b.WriteString("| " + markdown.Replace(cell) + " ")
		}
		b.WriteString("|\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

//go:embed catalog.html
var page string

var pageTemplate = template.Must(template.New("catalog").Funcs(template.FuncMap{
	"cells": (*Entry).cells,
	"lower": func(cells []string) string { return strings.ToLower(strings.Join(cells, " ")) },
}).Parse(page))

// WriteHTML writes one page that needs nothing else: search and filters run in
// the browser, no request leaves it, and without scripts the table is all there.
func (c *Catalog) WriteHTML(w io.Writer) error {
	return pageTemplate.Execute(w, struct {
		*Catalog
		Columns []string
		Actions []string
		Sources []string
	}{c, columns, c.distinct(func(e *Entry) string { return e.Action }), c.distinct(func(e *Entry) string { return e.Source })})
}

func (c *Catalog) distinct(of func(*Entry) string) []string {
	var list []string
	for _, e := range c.Entries {
		list = insert(list, of(e))
	}
	return list
}
