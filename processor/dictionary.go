package processor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pprofile"
)

// On the wire, the attributes of profiles refer to their strings by the place
// in the dictionary's string table. What pdata resolves of that it leaves in the
// table as well, where no attribute key tells what it is; what it does not
// resolve looks to its readers as if there were nothing.

// inline puts the strings that attribute values of the dictionary refer to into
// these values. Those that refer to nothing are masked.
func (w *walker) inline(d pprofile.ProfilesDictionary) {
	var values []pcommon.Value
	for _, a := range d.AttributeTable().All() {
		if refers(a.Value(), 0) {
			values = append(values, a.Value())
		}
	}
	if len(values) == 0 {
		return
	}
	// pdata resolves the references of a resource when it reads one.
	wire := pprofile.NewProfiles()
	d.StringTable().CopyTo(wire.Dictionary().StringTable())
	list := wire.ResourceProfiles().AppendEmpty().Resource().Attributes().PutEmptySlice("values")
	for _, v := range values {
		v.CopyTo(list.AppendEmpty())
	}
	if text, err := (&pprofile.ProtoMarshaler{}).MarshalProfiles(wire); err == nil {
		wire, err = (&pprofile.ProtoUnmarshaler{}).UnmarshalProfiles(text)
		if err == nil {
			resolved, _ := wire.ResourceProfiles().At(0).Resource().Attributes().Get("values")
			for i, v := range resolved.Slice().All() {
				v.MoveTo(values[i])
			}
			return
		}
	}
	for _, v := range values {
		v.SetStr(w.session.Opaque(profileAttributes, reasonType))
	}
}

// refers tells whether v, or something in it, may refer to a string. Of the
// nothing that pdata shows, only the size on the wire tells if it is nothing.
// What is nested too deeply is masked anyway.
func refers(v pcommon.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	switch v.Type() {
	case pcommon.ValueTypeEmpty:
		return wireSize(v) != sizeOfNothing
	case pcommon.ValueTypeMap:
		for key, e := range v.Map().All() {
			if key == "" || refers(e, depth+1) {
				return true
			}
		}
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			if refers(e, depth+1) {
				return true
			}
		}
	default:
	}
	return false
}

var sizeOfNothing = wireSize(pcommon.NewValueEmpty())

func wireSize(v pcommon.Value) int {
	rp := pprofile.NewResourceProfiles()
	v.CopyTo(rp.Resource().Attributes().PutEmpty("value"))
	return (&pprofile.ProtoMarshaler{}).ResourceProfilesSize(rp)
}

// forgetStrings empties what nothing in the batch refers to any more: where an
// attribute of a resource or scope was changed, its string is still in the table.
// The indices of the others stay. What the attributes hold now is spared, as it
// is looked for in the table when the batch is written.
func forgetStrings(pd pprofile.Profiles) {
	table := pd.Dictionary().StringTable()
	used := usedStrings(pd)
	held := make(map[string]bool)
	for _, rp := range pd.ResourceProfiles().All() {
		noteStrings(held, rp.Resource().Attributes(), 0)
		for _, sp := range rp.ScopeProfiles().All() {
			noteStrings(held, sp.Scope().Attributes(), 0)
		}
	}
	for i, s := range table.All() {
		if s != "" && !used[int32(i)] && !held[s] {
			table.SetAt(i, "")
		}
	}
}

// usedStrings are the indices of strings that something else than an attribute of
// a resource or scope refers to.
func usedStrings(pd pprofile.Profiles) map[int32]bool {
	used := make(map[int32]bool)
	use := func(indices ...int32) {
		for _, i := range indices {
			used[i] = true
		}
	}
	d := pd.Dictionary()
	for _, f := range d.FunctionTable().All() {
		use(f.NameStrindex(), f.SystemNameStrindex(), f.FilenameStrindex())
	}
	for _, m := range d.MappingTable().All() {
		use(m.FilenameStrindex())
	}
	for _, a := range d.AttributeTable().All() {
		use(a.KeyStrindex(), a.UnitStrindex())
	}
	for _, rp := range pd.ResourceProfiles().All() {
		for _, sp := range rp.ScopeProfiles().All() {
			for _, p := range sp.Profiles().All() {
				for _, t := range []pprofile.ValueType{p.SampleType(), p.PeriodType()} {
					use(t.TypeStrindex(), t.UnitStrindex())
				}
			}
		}
	}
	return used
}

// noteStrings adds the keys and texts in m, which stands inside of depth arrays
// and maps, to held.
func noteStrings(held map[string]bool, m pcommon.Map, depth int) {
	for key, v := range m.All() {
		held[key] = true
		noteString(held, v, depth)
	}
}

func noteString(held map[string]bool, v pcommon.Value, depth int) {
	if depth > maxDepth {
		return
	}
	switch v.Type() {
	case pcommon.ValueTypeStr:
		held[v.Str()] = true
	case pcommon.ValueTypeMap:
		noteStrings(held, v.Map(), depth+1)
	case pcommon.ValueTypeSlice:
		for _, e := range v.Slice().All() {
			noteString(held, e, depth+1)
		}
	default:
	}
}
