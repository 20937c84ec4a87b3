package processor

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// sent is pd as it comes out of another collector.
func sent(t *testing.T, pd pprofile.Profiles) (pprofile.Profiles, string) {
	t.Helper()
	wire, err := (&pprofile.ProtoMarshaler{}).MarshalProfiles(pd)
	if err != nil {
		t.Fatal(err)
	}
	pd, err = (&pprofile.ProtoUnmarshaler{}).UnmarshalProfiles(wire)
	if err != nil {
		t.Fatal(err)
	}
	return pd, string(wire)
}

// TestAttributesLeaveNoStrings sends profiles through two collectors: the first
// one moves the texts of attributes to the dictionary, the second one sanitizes.
func TestAttributesLeaveNoStrings(t *testing.T) {
	rules, err := policy.New(policy.Settings{Rules: []policy.Rule{{Attributes: []string{"dropped"}, Action: policy.Drop}}})
	if err != nil {
		t.Fatal(err)
	}
	b := newBench(t, func(s *Settings) { s.Policy = rules })
	in := pprofile.NewProfiles()
	d := in.Dictionary()
	d.StringTable().FromRaw([]string{"", "main.serve", "cpu", "nanoseconds", "app"})
	d.FunctionTable().AppendEmpty().SetNameStrindex(1)
	d.MappingTable().AppendEmpty().SetFilenameStrindex(4)
	rp := in.ResourceProfiles().AppendEmpty()
	secrets := []string{"correct horse", "bob", "203.0.113.77", "nothing to see", "inner word", "4711 main street"}
	fill := func(m pcommon.Map) {
		m.PutStr("note", "kept text")
		m.PutStr("db.password", secrets[0])
		m.PutStr("user.id", secrets[1])
		m.PutStr("client.address", secrets[2])
		m.PutStr("dropped", secrets[3])
		m.PutEmptyMap("login").PutEmptyMap("basic").PutStr("password", secrets[4])
		m.PutEmptySlice("api_key").AppendEmpty().SetStr(secrets[5])
	}
	fill(rp.Resource().Attributes())
	sp := rp.ScopeProfiles().AppendEmpty()
	fill(sp.Scope().Attributes())
	p := sp.Profiles().AppendEmpty()
	p.SampleType().SetTypeStrindex(2)
	p.PeriodType().SetUnitStrindex(3)

	in, wire := sent(t, in)
	for _, s := range secrets {
		if !strings.Contains(wire, s) {
			t.Fatalf("%q is not in what is sent", s)
		}
	}
	out, err := b.Profiles(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	want := out.ResourceProfiles().At(0).Resource().Attributes().AsRaw()
	got, wire := sent(t, out)
	for _, s := range secrets {
		if strings.Contains(wire, s) {
			t.Errorf("%q is still there", s)
		}
	}
	if m := got.ResourceProfiles().At(0).Resource().Attributes().AsRaw(); !reflect.DeepEqual(m, want) || m["note"] != "kept text" {
		t.Errorf("the attributes that were sent are %v, want %v", m, want)
	}
	if s := got.Dictionary().StringTable().AsRaw(); !slices.Equal(s[:5], []string{"", "main.serve", "cpu", "nanoseconds", "app"}) {
		t.Errorf("the strings are %q", s[:5])
	}
}

// TestReferringValues has values of the dictionary refer to its strings, as the
// protocol allows.
func TestReferringValues(t *testing.T) {
	const id = "8fc2ffe3-899a-4293-af0c-000000000003"
	in, err := (&pprofile.JSONUnmarshaler{}).UnmarshalProfiles([]byte(`{"resourceProfiles":[{"scopeProfiles":[{"profiles":[{"attributeIndices":[1,2,3,4]}]}]}],
		"dictionary":{"stringTable":["","user.id","` + id + `","db.password","correct horse","login","password","battery staple","note","served ` + id + `","kept"],
		"functionTable":[{"nameStrindex":9}],
		"attributeTable":[{},
			{"keyStrindex":1,"value":{"stringValueStrindex":2}},
			{"keyStrindex":3,"value":{"arrayValue":{"values":[{"stringValueStrindex":4},{}]}}},
			{"keyStrindex":5,"value":{"kvlistValue":{"values":[{"keyStrindex":6,"value":{"stringValueStrindex":7}}]}}},
			{"keyStrindex":8,"value":{"stringValueStrindex":10}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	in, _ = sent(t, in)
	if v := in.Dictionary().AttributeTable().At(1).Value(); v.Type() != pcommon.ValueTypeEmpty {
		t.Fatalf("pdata resolves the value: it is %s", v.Type())
	}
	b := newBench(t, nil)
	out, err := b.Profiles(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	table := out.Dictionary().AttributeTable()
	var got []string
	for _, a := range table.All() {
		got = append(got, a.Value().AsString())
	}
	user := got[1]
	want := []string{"", user, `["[redacted:secret]",null]`, `{"password":"[redacted:secret]"}`, "kept"}
	if !slices.Equal(got, want) || !strings.HasPrefix(user, "user_k1_") {
		t.Errorf("the values are %q, want %q", got, want)
	}
	_, wire := sent(t, out)
	for _, s := range []string{id, "correct horse", "battery staple"} {
		if strings.Contains(wire, s) {
			t.Errorf("%q is still there", s)
		}
	}
	if !strings.Contains(wire, "served "+user) {
		t.Error("the name of the function is not what it should be")
	}
}

// TestReferenceToNowhere: what cannot be resolved is masked.
func TestReferenceToNowhere(t *testing.T) {
	in, err := (&pprofile.JSONUnmarshaler{}).UnmarshalProfiles([]byte(`{"dictionary":{"stringTable":["","user.id"],"attributeTable":[{},{"keyStrindex":1,"value":{"stringValueStrindex":7}}]}}`))
	if err != nil {
		t.Fatal(err)
	}
	out, err := newBench(t, nil).Profiles(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	if got := out.Dictionary().AttributeTable().At(1).Value().AsString(); got != "[redacted:opaque]" {
		t.Errorf("the value is %q", got)
	}
}

// TestStringIndices fails when pdata gains a reference to a string that
// usedStrings lacks: the string would be emptied.
func TestStringIndices(t *testing.T) {
	found := make(map[string]bool)
	stringIndices(reflect.TypeFor[pprofile.Profiles](), found, make(map[reflect.Type]bool))
	for _, name := range []string{
		"Function.NameStrindex", "Function.SystemNameStrindex", "Function.FilenameStrindex", "Mapping.FilenameStrindex",
		"KeyValueAndUnit.KeyStrindex", "KeyValueAndUnit.UnitStrindex", "ValueType.TypeStrindex", "ValueType.UnitStrindex",
	} {
		if !found[name] {
			t.Errorf("%s is not in pdata", name)
		}
		delete(found, name)
	}
	for name := range found {
		t.Errorf("%s is not known", name)
	}
}

func stringIndices(typ reflect.Type, found map[string]bool, seen map[reflect.Type]bool) {
	if seen[typ] || !strings.HasPrefix(typ.PkgPath(), "go.opentelemetry.io/collector/pdata/") {
		return
	}
	seen[typ] = true
	for m := range typ.Methods() {
		if strings.Contains(m.Name, "Strind") && !strings.HasPrefix(m.Name, "Set") {
			found[typ.Name()+"."+m.Name] = true
		}
		if m.Type.NumOut() > 0 {
			stringIndices(m.Type.Out(0), found, seen)
		}
	}
}
