package lint

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Count is how many findings are not suppressed, by severity.
func Count(findings []Finding) map[Severity]int {
	count := map[Severity]int{}
	for _, f := range findings {
		if f.Suppressed == "" {
			count[f.Severity]++
		}
	}
	return count
}

// WriteText writes findings for a person: what, where, why, how to mend. The
// explanation of a rule is written with its first finding only.
func WriteText(w io.Writer, findings []Finding) error {
	explained := map[string]bool{}
	suppressed := 0
	var b strings.Builder
	for _, f := range findings {
		if f.Suppressed != "" {
			suppressed++
			continue
		}
		fmt.Fprintf(&b, "%s: %s: %s [%s]\n", position(f), f.Severity, f.Message, f.Rule)
		if f.Path != "" {
			fmt.Fprintf(&b, "    at   %s\n", f.Path)
		}
		if r, ok := RuleByID(f.Rule); ok && !explained[f.Rule] {
			explained[f.Rule] = true
			fmt.Fprintf(&b, "    why  %s\n    mend %s\n", r.Why, r.Mend)
		}
	}
	count := Count(findings)
	fmt.Fprintf(&b, "%s, %s, %d info", plural(count[Error], "error"), plural(count[Warning], "warning"), count[Info])
	if suppressed > 0 {
		fmt.Fprintf(&b, ", %d suppressed", suppressed)
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

func position(f Finding) string {
	if f.File == "" {
		return "suppressions"
	}
	return fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Column)
}

func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	return fmt.Sprintf("%d %ss", n, word)
}

// WriteJSON writes findings, with their rules' texts, for a program.
func WriteJSON(w io.Writer, findings []Finding) error {
	type full struct {
		Finding
		Why  string `json:"why"`
		Mend string `json:"mend"`
	}
	out := struct {
		Findings []full           `json:"findings"`
		Count    map[Severity]int `json:"count"`
	}{Findings: []full{}, Count: Count(findings)}
	for _, f := range findings {
		r, _ := RuleByID(f.Rule)
		out.Findings = append(out.Findings, full{Finding: f, Why: r.Why, Mend: r.Mend})
	}
	return writeIndented(w, out)
}

func writeIndented(w io.Writer, v any) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}
