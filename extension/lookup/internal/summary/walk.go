package summary

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// inSpan returns the pseudonyms that stand anywhere in sp.
func (s *Set) inSpan(sp ptrace.Span) []string {
	out := s.inText(nil, sp.Name())
	out = s.inText(out, sp.Status().Message())
	out = s.inText(out, sp.TraceState().AsRaw())
	out = s.inMap(out, sp.Attributes())
	for _, e := range sp.Events().All() {
		out = s.inMap(s.inText(out, e.Name()), e.Attributes())
	}
	for _, l := range sp.Links().All() {
		out = s.inMap(s.inText(out, l.TraceState().AsRaw()), l.Attributes())
	}
	return out
}

func (s *Set) inMap(out []string, m pcommon.Map) []string {
	for k, v := range m.All() {
		out = s.inValue(s.inText(out, k), v)
	}
	return out
}

func (s *Set) inValue(out []string, v pcommon.Value) []string {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		return s.inText(out, v.Str())
	case pcommon.ValueTypeMap:
		return s.inMap(out, v.Map())
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			out = s.inValue(out, e)
		}
	case pcommon.ValueTypeBytes:
		return s.inText(out, string(v.Bytes().AsRaw()))
	default: // numbers hold no pseudonym
	}
	return out
}

func (s *Set) inText(out []string, text string) []string {
	if !strings.Contains(text, "_") {
		return out
	}
	eachPseudonym(text, s.domain, func(p string) { out = append(out, p) })
	return out
}
