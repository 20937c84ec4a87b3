package page

import (
	"bytes"
	"errors"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

func rows() []Row {
	at := time.Date(2026, 3, 31, 14, 15, 0, 0, time.UTC)
	return []Row{
		{
			TraceID: "01", At: at, Duration: 250 * time.Millisecond, Service: "shop", Operation: "POST /checkout", Spans: 7, Backend: "files",
			Link: "https://tempo.example/01", Failure: &Failure{
				Service: "pay", Operation: "charge", Exception: "Declined", Message: "card declined",
				Path: []Step{{"shop", "POST /checkout", time.Second}, {"pay", "charge", time.Millisecond}},
			},
		},
		{TraceID: "02", At: at.Add(-20 * time.Minute), Duration: 3 * time.Millisecond, Service: "shop", Operation: "GET /", Spans: 2, Backend: "files"},
	}
}

func render(t *testing.T, p LookupPage) string {
	t.Helper()
	var out bytes.Buffer
	if err := New().Lookup(&out, p); err != nil {
		t.Fatal(err)
	}
	if _, err := html.Parse(bytes.NewReader(out.Bytes())); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// foreign is whatever would load or run something: the policy forbids it, and
// the page must not try.
var foreign = regexp.MustCompile(`(?i)<script|<style|style=|javascript:|\bon[a-z]+=|src=|@import|url\(|//[a-z]`)

func TestNoScript(t *testing.T) {
	all := render(t, LookupPage{Frame: Frame{Title: "Find a customer's traces", Local: true, Domains: []string{"user"}}, Answer: &LookupAnswer{Rows: rows()[1:], Timeline: NewTimeline(rows()[1:])}})
	var impact bytes.Buffer
	if err := New().Impact(&impact, ImpactPage{Answer: &ImpactAnswer{Bars: []Bar{{Pseudonym: "user_k1_x", Traces: 2, Width: 100}}}}); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"lookup": all, "impact": impact.String(), "style": string(New().Style())} {
		text = strings.ReplaceAll(text, "<!DOCTYPE html>", "")
		if bad := foreign.FindString(text); bad != "" {
			t.Errorf("%s holds %q", name, bad)
		}
	}
}

// TestEscaped puts hostile text wherever traces or people put text.
func TestEscaped(t *testing.T) {
	const evil = `"><img src=x onerror=alert(1)><script>`
	r := rows()
	r[0].Service, r[0].Operation, r[0].Backend, r[0].Link = evil, evil, evil, "javascript:alert(1)"
	r[0].Failure = &Failure{evil, evil, evil, evil, []Step{{evil, evil, 0}}}
	p := LookupPage{
		Frame: Frame{Title: evil, Actor: evil, Domains: []string{evil}, Zones: []string{evil}, Problem: evil},
		Form:  LookupForm{When: When{evil, evil, evil, 1}, ID: evil, Domain: evil, Reason: evil, Tenant: evil, Status: evil, Service: evil},
		Answer: &LookupAnswer{
			Window: evil, Pseudonyms: []string{evil}, Warnings: []string{evil}, Rows: r,
			Timeline: NewTimeline(r), Ticket: "</textarea>" + evil, TraceQL: evil, Jaeger: []string{evil},
		},
	}
	text := render(t, p)
	for _, bad := range []string{"<img", "<script", "javascript:alert", "</textarea><"} {
		if strings.Contains(strings.ReplaceAll(text, "</textarea>\n", ""), bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

func TestLookupStates(t *testing.T) {
	for name, c := range map[string]struct {
		page LookupPage
		want []string
		not  []string
	}{
		"form":     {LookupPage{Frame: Frame{Local: true}}, []string{"No login is configured", "autofocus"}, []string{`id="answer"`}},
		"known":    {LookupPage{Frame: Frame{Actor: "carol"}}, []string{"You are carol."}, []string{"No login"}},
		"problem":  {LookupPage{Frame: Frame{Problem: "Reason: must say why."}}, []string{`role="alert"`, "must say why"}, nil},
		"found":    {LookupPage{Answer: &LookupAnswer{Window: "between", Failed: 1, Rows: rows(), Timeline: NewTimeline(rows())}}, []string{"2 traces between, 1 failed", "Failed at charge in pay: Declined", `href="#t1"`, `id="t1"`, "open in files", "card declined"}, nil},
		"one":      {LookupPage{Answer: &LookupAnswer{Window: "between", Rows: rows()[1:]}}, []string{"1 trace between, none failed"}, []string{"<figure>"}},
		"earlier":  {LookupPage{Answer: &LookupAnswer{Window: "between", Newest: "2026-03-31 13:52 UTC"}}, []string{"No traces between", "The newest for this customer is from <strong>2026-03-31 13:52 UTC"}, []string{"Is the ID complete"}},
		"nobody":   {LookupPage{Answer: &LookupAnswer{Window: "between"}}, []string{"None in the 30 days before that", "Is the ID complete"}, nil},
		"warnings": {LookupPage{Answer: &LookupAnswer{Warnings: []string{"tempo did not answer"}}}, []string{"<li>tempo did not answer"}, nil},
	} {
		text := render(t, c.page)
		for _, want := range c.want {
			if !strings.Contains(text, want) {
				t.Errorf("%s: lacks %q", name, want)
			}
		}
		for _, not := range c.not {
			if strings.Contains(text, not) {
				t.Errorf("%s: holds %q", name, not)
			}
		}
	}
}

func TestTimeline(t *testing.T) {
	if NewTimeline(nil) != nil {
		t.Error("a drawing of nothing")
	}
	line := NewTimeline(rows())
	if len(line.Points) != 2 || !line.Points[1].Failed || line.Points[1].Row != 1 {
		t.Fatalf("points %+v, want the failed one of row 1 on top", line.Points)
	}
	early, late := line.Points[0], line.Points[1]
	if early.X != left || late.X != right || early.Y <= late.Y {
		t.Errorf("points %+v, want the later to the right and the slower above", line.Points)
	}
	if !strings.HasSuffix(late.Label, "failed") || line.X[0].Label != "13:55" {
		t.Errorf("labels %q and %q", late.Label, line.X[0].Label)
	}
	for _, p := range append(line.Points, NewTimeline(rows()[:1]).Points...) {
		if p.X < left || p.X > right || p.Y < top || p.Y > bottom {
			t.Errorf("%+v lies outside", p)
		}
	}
	for window, want := range map[time.Duration]string{48 * time.Hour: "2 Jan", time.Hour: "15:04", time.Minute: "15:04:05", time.Second: "15:04:05.0"} {
		if got := timeFormat(window); got != want {
			t.Errorf("%s: %q, want %q", window, got, want)
		}
	}
}

func TestDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		90 * time.Second: "1m30s", 12 * time.Second: "12 s", 1500 * time.Millisecond: "1.5 s", 250 * time.Millisecond: "250 ms", 3600 * time.Microsecond: "3.6 ms", 0: "0.0 ms",
	} {
		if got := Duration(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

type broken struct{}

func (broken) Write([]byte) (int, error) { return 0, errors.New("gone") }

func TestWriter(t *testing.T) {
	if err := New().Lookup(broken{}, LookupPage{}); err == nil {
		t.Error("a page that cannot be written is no error")
	}
}
