package golden

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Write prints the result for a person. Nothing is printed of a case that
// passed but its name.
func (r *Result) Write(w io.Writer, color bool) {
	p := palette{}
	if color {
		p = colors
	}
	switch {
	case r.Passed() && r.Updated:
		fmt.Fprintf(w, "%supdated%s %s\n", p.good, p.off, r.Case.Name)
	case r.Passed():
		fmt.Fprintf(w, "%sok%s      %s\n", p.good, p.off, r.Case.Name)
	default:
		fmt.Fprintf(w, "%sFAIL%s    %s\n", p.bad, p.off, r.Case.Name)
		r.details(w, p)
	}
}

func (r *Result) details(w io.Writer, p palette) {
	if r.Err != nil {
		fmt.Fprintf(w, "  %v\n", r.Err)
	}
	for _, l := range r.Leaks {
		fmt.Fprintf(w, "  %sleak%s: %q stands in %s %s (%s)\n", p.bad, p.off, l.Text, where(l.At), l.In, position(l.At))
	}
	for _, d := range r.Diffs {
		d.write(w, p)
	}
	if r.Order {
		fmt.Fprintf(w, "  all values are as expected, but not their order\n")
	}
	for _, key := range r.Unclassified {
		fmt.Fprintf(w, "  unclassified: no rule names the attribute %s\n", key)
	}
}

// junit is the report format that CI systems read; there is no standard, this
// is the common part of what they take.
type junit struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	File    string        `xml:"file,attr"`
	Time    string        `xml:"time,attr"`
	Failure *junitFailure `xml:"failure,omitempty"`
	Error   *junitFailure `xml:"error,omitempty"`
}

type junitFailure struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// WriteJUnit writes the results as JUnit XML.
func WriteJUnit(w io.Writer, results []Result) error {
	suite := junit{Name: "privacyctl test", Tests: len(results)}
	total := 0.0
	for i := range results {
		r := &results[i]
		total += r.Duration.Seconds()
		c := junitCase{Class: suite.Name, Name: r.Case.Name, File: r.Case.Input, Time: seconds(r.Duration.Seconds())}
		if !r.Passed() {
			var text strings.Builder
			r.details(&text, palette{})
			failure := &junitFailure{Message: r.summary(), Text: strings.ToValidUTF8(text.String(), "?")}
			if r.Err != nil {
				suite.Errors++
				c.Error = failure
			} else {
				suite.Failures++
				c.Failure = failure
			}
		}
		suite.Cases = append(suite.Cases, c)
	}
	suite.Time = seconds(total)
	data, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, data)
	return err
}

func seconds(s float64) string { return fmt.Sprintf("%.3f", s) }

func (r *Result) summary() string {
	if r.Err != nil {
		return r.Err.Error()
	}
	return fmt.Sprintf("%d leaks, %d differences, %d unclassified attributes", len(r.Leaks), len(r.Diffs), len(r.Unclassified))
}
