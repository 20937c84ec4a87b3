package lint

import (
	"io"
	"path/filepath"
)

// WriteSARIF writes findings in the Static Analysis Results Interchange Format
// 2.1.0 (OASIS), which code hosts show beside the lines of a change.
// Suppressed findings are in it and marked so, as section 3.27.23 asks.
func WriteSARIF(w io.Writer, findings []Finding, version string) error {
	index := map[string]int{}
	var described []any
	for i, r := range Rules() {
		index[r.ID] = i
		described = append(described, object{
			"id":                   r.ID,
			"shortDescription":     object{"text": r.Title},
			"fullDescription":      object{"text": r.Why},
			"help":                 object{"text": r.Mend, "markdown": r.Why + "\n\n" + r.Mend},
			"defaultConfiguration": object{"level": level(r.Severity)},
		})
	}
	results := []any{}
	for _, f := range findings {
		results = append(results, result(f, index[f.Rule]))
	}
	return writeIndented(w, object{
		"$schema": "https://json.schemastore.org/sarif-2.1.0.json",
		"version": "2.1.0",
		"runs": []any{object{
			"tool": object{"driver": object{
				"name":            "privacyctl",
				"semanticVersion": version,
				"informationUri":  "https://github.com/otel-privacy/privacyprocessor",
				"rules":           described,
			}},
			"columnKind": "unicodeCodePoints",
			"results":    results,
		}},
	})
}

type object map[string]any

func result(f Finding, rule int) object {
	r, _ := RuleByID(f.Rule)
	out := object{
		"ruleId":    f.Rule,
		"ruleIndex": rule,
		"level":     level(f.Severity),
		"message":   object{"text": f.Message + ". " + r.Mend},
		// The path outlives a change of lines above it.
		"partialFingerprints": object{"path/v1": f.Rule + " " + f.Path},
	}
	location := object{"logicalLocations": []any{object{"fullyQualifiedName": f.Path, "kind": "member"}}}
	if f.File != "" {
		location["physicalLocation"] = object{
			"artifactLocation": object{"uri": filepath.ToSlash(f.File)},
			"region":           object{"startLine": max(f.Line, 1), "startColumn": max(f.Column, 1)},
		}
	}
	out["locations"] = []any{location}
	if f.Suppressed != "" {
		out["suppressions"] = []any{object{"kind": "inSource", "justification": f.Suppressed}}
	}
	return out
}

// level is the word of SARIF for a severity.
func level(s Severity) string {
	if s == Info {
		return "note"
	}
	return string(s)
}
