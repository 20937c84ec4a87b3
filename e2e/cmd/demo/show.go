package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/term"

	"github.com/otel-privacy/privacyprocessor/e2e/compare"
)

const (
	width       = 80
	placeColumn = 18
	countColumn = (width - 2 - placeColumn) / 6
)

// A show prints the demonstration: 80 columns, colors only on a terminal.
type show struct {
	w     io.Writer
	color bool
}

func newShow(f *os.File) *show {
	_, plain := os.LookupEnv("NO_COLOR")
	return &show{w: f, color: !plain && term.IsTerminal(int(f.Fd()))}
}

// The escape sequences of ECMA-48 that every terminal has.
const (
	bold  = "1"
	dim   = "2"
	red   = "31"
	green = "32"
)

func (s *show) paint(style, text string) string {
	if !s.color || style == "" || text == "" {
		return text
	}
	return "\x1b[" + style + "m" + text + "\x1b[0m"
}

func (s *show) line(format string, args ...any) { fmt.Fprintf(s.w, format+"\n", args...) }

func (s *show) title(text string) {
	s.line("\n%s\n", s.paint(bold, text))
}

func (s *show) field(name, format string, args ...any) {
	s.line("  %s %s", s.paint(dim, fmt.Sprintf("%-10s", name)), fmt.Sprintf(format, args...))
}

func (s *show) report(r *compare.Report) {
	changes := r.Changes()
	s.places(changes)
	s.keys(changes)
	if span, ok := telling(r); ok {
		s.span(span)
	}
}

// places prints how many values changed, by place and action.
func (s *show) places(changes []compare.Change) {
	table := make(map[string]map[compare.Action]int)
	total := make(map[compare.Action]int)
	for _, c := range changes {
		row := table[c.Place]
		if row == nil {
			row = make(map[compare.Action]int)
			table[c.Place] = row
		}
		for _, a := range c.Actions {
			row[a]++
			total[a]++
		}
	}
	s.title("Values that changed, by place")
	head := make([]string, 0, len(compare.Actions))
	for _, a := range compare.Actions {
		head = append(head, string(a))
	}
	s.row("", head, dim)
	for _, place := range slices.Sorted(maps.Keys(table)) {
		s.row(place, cells(table[place]), "")
	}
	s.row("all", cells(total), bold)
	s.line("\n  %s", s.paint(dim, "A value that holds both a pseudonym and a placeholder counts in both columns."))
}

// cells are the counts of one row, a dot for none.
func cells(counts map[compare.Action]int) []string {
	row := make([]string, 0, len(compare.Actions))
	for _, a := range compare.Actions {
		if counts[a] == 0 {
			row = append(row, "·")
			continue
		}
		row = append(row, count(counts[a]))
	}
	return row
}

func (s *show) row(name string, cells []string, style string) {
	var text strings.Builder
	text.WriteString("  " + pad(name, placeColumn))
	for _, cell := range cells {
		text.WriteString(strings.Repeat(" ", max(0, countColumn-len([]rune(cell)))) + cell)
	}
	s.line("%s", s.paint(style, text.String()))
}

// keys prints the attributes behind the counts, the frequent ones first.
func (s *show) keys(changes []compare.Change) {
	s.title("The attributes behind them")
	for _, a := range compare.Actions {
		counts := make(map[string]int)
		for _, c := range changes {
			if c.Key != "" && slices.Contains(c.Actions, a) {
				counts[c.Key]++
			}
		}
		if len(counts) == 0 {
			continue
		}
		keys := slices.SortedFunc(maps.Keys(counts), func(x, y string) int {
			return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y))
		})
		items := make([]string, 0, len(keys))
		for _, key := range keys {
			items = append(items, key+" "+count(counts[key]))
		}
		s.list(string(a), items)
	}
	s.users(changes)
}

// listLines bounds how long one action's list of attributes may get.
const listLines = 4

func (s *show) list(name string, items []string) {
	const indent = 13
	text, lines := "", 0
	for i, item := range items {
		if i < len(items)-1 {
			item += ","
		}
		room := width - indent - len([]rune(text))
		if lines == listLines-1 {
			room -= len(" and 99 more")
		}
		if text != "" && room < 1+len([]rune(item)) {
			if lines == listLines-1 {
				text += fmt.Sprintf(" and %d more", len(items)-i)
				break
			}
			s.field(name, "%s", text)
			name, text = "", ""
			lines++
		}
		text = strings.TrimPrefix(text+" "+item, " ")
	}
	s.field(name, "%s", text)
}

// users shows what pseudonyms are for: as many as there were users.
func (s *show) users(changes []compare.Change) {
	ids, pseudonyms := make(map[string]bool), make(map[string]bool)
	for _, c := range changes {
		if c.Key == "user.id" && compare.Pseudonym.FindString(c.After) == c.After && c.After != "" {
			ids[c.Before], pseudonyms[c.After] = true, true
		}
	}
	if len(ids) > 0 {
		s.line("\n  %d user IDs became %d pseudonyms, each the same in every service.", len(ids), len(pseudonyms))
	}
}

// next says how to go on.
func (s *show) next() {
	s.title("Your own telemetry")
	for line := range strings.Lines(instructions) {
		s.line("%s", strings.TrimRight(line, "\n"))
	}
}

// instructions end the demonstration.
const instructions = `  make run INPUT=my.jsonl     does the same with OTLP traces in JSON of yours

  export PRIVACY_KEY_K1=hex:$(openssl rand -hex 32)
  dist/otelcol-privacy --config examples/minimal/collector.yaml

  takes OTLP on 127.0.0.1:4317 (gRPC) and 127.0.0.1:4318 (HTTP) and writes
  traces.jsonl. To send an application's traces there:

  OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:4318 your-application

`

// count prints n with a comma between the thousands.
func count(n int) string {
	text := strconv.Itoa(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// pad fills text up to n columns.
func pad(text string, n int) string {
	return text + strings.Repeat(" ", max(0, n-len([]rune(text))))
}
