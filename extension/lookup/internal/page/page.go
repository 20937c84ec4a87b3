// Package page draws the lookup's two pages as HTML without scripts: plain
// forms, an answer as a drawing and a table. Start with [New]. It decides
// nothing; what it is given is what it shows, escaped.
package page

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io"
	"time"
)

//go:embed *.tmpl page.css
var files embed.FS

// View renders pages. It is safe for concurrent use.
type View struct {
	templates *template.Template
	style     []byte
}

// New parses the templates, which are part of the program.
func New() *View {
	style, err := files.ReadFile("page.css")
	if err != nil {
		panic(err)
	}
	return &View{
		templates: template.Must(template.New("").Funcs(functions).ParseFS(files, "*.tmpl")),
		style:     style,
	}
}

var functions = template.FuncMap{
	"duration": Duration,
	"inc":      func(i int) int { return i + 1 },
}

// Style is the style sheet.
func (v *View) Style() []byte { return v.style }

// Lookup writes the page of a lookup.
func (v *View) Lookup(w io.Writer, p LookupPage) error { return v.execute(w, "lookup.tmpl", p) }

// Impact writes the page of an impact.
func (v *View) Impact(w io.Writer, p ImpactPage) error { return v.execute(w, "impact.tmpl", p) }

// execute writes whole pages alone: half a page is no answer.
func (v *View) execute(w io.Writer, name string, data any) error {
	var out bytes.Buffer
	if err := v.templates.ExecuteTemplate(&out, name, data); err != nil {
		return fmt.Errorf("render page: %w", err)
	}
	_, err := out.WriteTo(w)
	return err
}

// Frame is what every page has around it.
type Frame struct {
	Title string
	// Actor is who is logged in; Local if nobody has to be.
	Actor string
	Local bool
	// Domains and Zones are offered by the form.
	Domains []string
	Zones   []string
	// Problem says in plain words why there is no answer; empty if there is one.
	Problem string
}

// When is the part of a form that makes a window: a time and minutes around it,
// in the customer's own time zone.
type When struct {
	Date, Time, Zone string
	Minutes          int
}

// LookupForm is what stands in the fields. ID is never a raw one.
type LookupForm struct {
	When
	ID, Domain, Reason, Tenant, Status, Service string
}

// LookupPage is the page of a lookup.
type LookupPage struct {
	Frame
	Form   LookupForm
	Answer *LookupAnswer
}

// LookupAnswer is the answer in words and numbers that are ready to be shown.
type LookupAnswer struct {
	Window     string // "between 14:00 and 14:30 CEST"
	Newest     string // if nothing was found: when the newest trace was
	Pseudonyms []string
	Warnings   []string
	Rows       []Row
	Failed     int
	Timeline   *Timeline
	Ticket     string
	TraceQL    string
	Jaeger     []string
}

// Row is one trace.
type Row struct {
	TraceID   string
	At        time.Time // in the customer's zone
	Duration  time.Duration
	Service   string
	Operation string
	Failure   *Failure
	Spans     int
	Backend   string
	Link      string
}

// Failure is where a trace failed.
type Failure struct {
	Service, Operation, Exception, Message string
	Path                                   []Step
}

// Step is one span on the way to a failure.
type Step struct {
	Service, Operation string
	Duration           time.Duration
}

// ImpactForm is what stands in the fields. Known IDs are never put back.
type ImpactForm struct {
	When
	Domain, Reason, Tenant, Status, Service string
	MinDuration                             int64
}

// ImpactPage is the page of an impact.
type ImpactPage struct {
	Frame
	Form   ImpactForm
	Answer *ImpactAnswer
}

// ImpactAnswer is who was affected.
type ImpactAnswer struct {
	Window   string
	Traces   int
	Resolved int
	Asked    bool // whether known IDs were given
	Warnings []string
	Bars     []Bar
}

// Bar is one pseudonym.
type Bar struct {
	Pseudonym, ID  string
	Traces, Errors int
	First, Last    time.Time
	// Width and ErrorWidth are in percent of the longest bar.
	Width, ErrorWidth float64
}

// Duration is d as people read it: two or three digits and a unit.
func Duration(d time.Duration) string {
	switch {
	case d >= time.Minute:
		return d.Round(time.Second).String()
	case d >= 10*time.Second:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d >= time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d >= 10*time.Millisecond:
		return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond))
	}
	return fmt.Sprintf("%.1f ms", float64(d)/float64(time.Millisecond))
}
