package processor

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
)

// harmless are the getters whose text comes from a number or an ID, not from
// the program that made the telemetry.
var harmless = []string{
	"pcommon.SpanID.String",
	"pcommon.Timestamp.String",
	"pcommon.TraceID.String",
	"plog.SeverityNumber.String",
	"pprofile.ProfileID.String",
	"pmetric.AggregationTemporality.String",
	"pmetric.ExemplarValueType.String",
	"pmetric.MetricType.String",
	"pmetric.NumberDataPointValueType.String",
	"ptrace.SpanKind.String",
	"ptrace.StatusCode.String",
}

// carriers are the types that can hold text from the program.
var carriers = []reflect.Type{
	reflect.TypeFor[string](),
	reflect.TypeFor[[]byte](),
	reflect.TypeFor[any](),
	reflect.TypeFor[pcommon.Map](),
	reflect.TypeFor[pcommon.Value](),
	reflect.TypeFor[pcommon.Slice](),
	reflect.TypeFor[pcommon.ByteSlice](),
	reflect.TypeFor[pcommon.StringSlice](),
	reflect.TypeFor[pcommon.TraceState](),
}

// TestPlaces walks the types of pdata and fails when one of them has a getter
// of text that the table of places lacks, or the table one that pdata lacks.
func TestPlaces(t *testing.T) {
	found := make(map[string]bool)
	// Entity references are not a method of the resource yet.
	for _, root := range []any{ptrace.Traces{}, plog.Logs{}, pmetric.Metrics{}, pprofile.Profiles{}, entity.EntityRef{}} {
		getters(reflect.TypeOf(root), found, make(map[reflect.Type]bool))
	}
	metadata := reflect.TypeFor[client.Metadata]()
	for m := range metadata.Methods() {
		if name := m.Name; name != "Keys" { // the keys are names of headers
			found["client.Metadata."+name] = true
		}
	}
	listed := make(map[string]bool)
	for _, name := range harmless {
		listed[name] = true
	}
	for p, row := range places {
		if row.name == "" || len(row.getters) == 0 {
			t.Errorf("place %d has no row in the table", p)
		}
		for _, name := range row.getters {
			if listed[name] {
				t.Errorf("%s is listed twice", name)
			}
			listed[name] = true
		}
	}
	for name := range found {
		if !listed[name] {
			t.Errorf("%s can hold text and is in no place: what stands there would leak", name)
		}
	}
	for name := range listed {
		if !found[name] {
			t.Errorf("%s is in the table of places, but not in pdata", name)
		}
	}
}

// getters adds the getters of text that can be reached from typ to found.
func getters(typ reflect.Type, found map[string]bool, seen map[reflect.Type]bool) {
	if seen[typ] || !strings.HasPrefix(typ.PkgPath(), "go.opentelemetry.io/collector/pdata/") {
		return
	}
	seen[typ] = true
	for m := range typ.Methods() {
		if m.Type.NumOut() == 0 || m.Name != "At" && m.Type.NumIn() != 1 {
			continue
		}
		if out := m.Type.Out(0); slices.Contains(carriers, out) {
			found[typ.String()+"."+m.Name] = true
		} else {
			getters(out, found, seen)
		}
	}
}

// TestWireFields does the same for what is on the wire, where a field may exist
// before pdata has a getter for it.
func TestWireFields(t *testing.T) {
	want := []string{
		"AnyValue.Value",
		"EntityRef.DescriptionKeys",
		"EntityRef.IdKeys",
		"EntityRef.SchemaUrl",
		"EntityRef.Type",
		"InstrumentationScope.Name",
		"InstrumentationScope.Version",
		"KeyValue.Key",
		"ResourceSpans.SchemaUrl",
		"ScopeSpans.SchemaUrl",
		"Span.Name",
		"Span.TraceState",
		"SpanEvent.Name",
		"SpanLink.TraceState",
		"Status.Message",
	}
	found := make(map[string]bool)
	fields(reflect.TypeFor[ptrace.Traces](), found, make(map[reflect.Type]bool))
	var got []string
	for name := range found {
		got = append(got, name)
	}
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the wire format of traces can hold text in\n%q\nthe walk knows\n%q", got, want)
	}
}

func fields(typ reflect.Type, found map[string]bool, seen map[reflect.Type]bool) {
	for typ.Kind() == reflect.Pointer || typ.Kind() == reflect.Slice {
		typ = typ.Elem()
	}
	if typ.Kind() != reflect.Struct || seen[typ] {
		return
	}
	seen[typ] = true
	for f := range typ.Fields() {
		elem := f.Type
		for elem.Kind() == reflect.Pointer || elem.Kind() == reflect.Slice {
			elem = elem.Elem()
		}
		switch elem.Kind() {
		case reflect.String, reflect.Uint8, reflect.Interface:
			found[typ.Name()+"."+f.Name] = true
		default:
			fields(f.Type, found, seen)
		}
	}
}

// TestValueTypes fails when a value can be of a type that the walk lacks.
func TestValueTypes(t *testing.T) {
	var got []string
	for typ := pcommon.ValueType(0); typ.String() != ""; typ++ {
		got = append(got, typ.String())
	}
	want := []string{"Empty", "Str", "Int", "Double", "Bool", "Map", "Slice", "Bytes"}
	if !slices.Equal(got, want) {
		t.Errorf("values are of the types %q, the walk knows %q", got, want)
	}
}
