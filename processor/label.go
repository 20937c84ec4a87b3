package processor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// maxLabel is the longest text that is taken for the name of what stands beside
// it, and maxLabeled the most members of a map in which a name is looked for.
const (
	maxLabel   = 128
	maxLabeled = 8
)

// isLabelName and isValueName know the names of the members of a map such as
// {"name": "password", "value": "x"}.
func isLabelName(s string) bool {
	switch s {
	case "name", "key", "k", "header", "field", "param", "parameter", "Name", "Key":
		return true
	}
	return false
}

func isValueName(s string) bool {
	switch s {
	case "value", "val", "v", "values", "Value", "Values", "stringValue", "string_value":
		return true
	}
	return false
}

// labelOf is the text by which m names its own value, or empty.
func labelOf(m pcommon.Map) string {
	if m.Len() < 2 || m.Len() > maxLabeled {
		return ""
	}
	label, hasValue := "", false
	for name, v := range m.All() {
		hasValue = hasValue || isValueName(name)
		if label == "" && v.Type() == pcommon.ValueTypeStr && isLabelName(name) && isLabel(v.Str()) {
			label = v.Str()
		}
	}
	if !hasValue {
		return ""
	}
	return label
}

// isLabel says whether s can be a name at all: prose is not.
func isLabel(s string) bool {
	return s != "" && len(s) <= maxLabel && !strings.ContainsAny(s, " \t\r\n")
}

// labeled is the decision about a value that label names, where d is the one
// about its place, and the label as the key of its own. A label can only make a
// decision stricter.
func (w *walker) labeled(d *policy.Decision, label string) (*policy.Decision, string) {
	named := w.session.DecideAnew(label)
	if d.Action == policy.Scan && named.Source != policy.FromDefault && named.Action != policy.Drop && named.Action != policy.Keep {
		return named, named.Key
	}
	return d, named.Key
}

// isPairs says whether s is a list of pairs, each with a string first.
func isPairs(s pcommon.Slice) bool {
	for _, v := range s.All() {
		if v.Type() != pcommon.ValueTypeSlice || v.Slice().Len() != 2 || v.Slice().At(0).Type() != pcommon.ValueTypeStr {
			return false
		}
	}
	return s.Len() > 0
}

// isPlainList says whether the elements of s name nothing: they are no arrays,
// maps or arguments of a command.
func isPlainList(s pcommon.Slice) bool {
	for _, v := range s.All() {
		switch v.Type() {
		case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
			return false
		case pcommon.ValueTypeStr:
			if strings.HasPrefix(v.Str(), "-") {
				return false
			}
		default:
		}
	}
	return true
}
