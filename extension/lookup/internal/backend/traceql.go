package backend

import (
	"fmt"
	"regexp"
	"strings"
)

// plainKey is an attribute key that TraceQL reads without quotes.
var plainKey = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z0-9_]+)*$`)

// TraceQL returns the search for q in Tempo's language. Everything that came
// from a person is quoted.
func TraceQL(q Query) string {
	var parts []string
	if len(q.Pseudonyms) > 0 {
		var either []string
		for _, a := range q.Attributes {
			for _, p := range q.Pseudonyms {
				either = append(either, traceQLKey(a)+" = "+traceQLString(p))
			}
		}
		parts = append(parts, "{ "+strings.Join(either, " || ")+" }")
	}
	switch q.Status {
	case StatusError:
		parts = append(parts, "{ status = error }")
	case StatusOK, StatusAny: // "no span failed" is checked on the whole trace
	}
	if q.Service != "" {
		parts = append(parts, "{ resource.service.name = "+traceQLString(q.Service)+" }")
	}
	if q.MinDuration > 0 {
		parts = append(parts, fmt.Sprintf("{ traceDuration >= %dms }", q.MinDuration.Milliseconds()))
	}
	if len(parts) == 0 {
		return "{ }"
	}
	return strings.Join(parts, " && ")
}

// traceQLKey is key in whichever scope it stands: span, resource, event.
func traceQLKey(key string) string {
	if plainKey.MatchString(key) {
		return "." + key
	}
	return "span." + traceQLString(key)
}

// traceQLString quotes s as TraceQL reads it: like Go, without its \x forms.
func traceQLString(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\r", `\r`, "\t", `\t`).Replace(s) + `"`
}
