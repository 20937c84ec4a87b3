package processor

import (
	"strings"

	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// maxDepth is how many arrays and maps may hold each other. What is nested
// deeper is masked as a whole: it is not telemetry but an attack, or a mistake.
const maxDepth = 64

// Why a value is masked without being read.
const (
	reasonDepth policy.Reason = "nesting"
	reasonType  policy.Reason = "unknown_type"
)

// value carries out d on v, which stands at p under key, inside of depth arrays
// and maps; in the first walk it only learns.
func (w *walker) value(p policy.Place, d *policy.Decision, key string, v pcommon.Value, depth int) {
	if !w.learning {
		w.rewriteValue(p, d, key, v, depth)
		return
	}
	switch v.Type() {
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		w.container(p, d, key, v, depth)
	default:
		w.learnLeaf(d, v)
	}
}

// rewriteValue is value in the second walk. Types are kept, except that a number
// which identifies becomes a string.
func (w *walker) rewriteValue(p policy.Place, d *policy.Decision, key string, v pcommon.Value, depth int) {
	switch v.Type() {
	case pcommon.ValueTypeStr:
		old := v.Str()
		if safe := w.session.Text(p, d, key, old); safe != old {
			v.SetStr(safe)
		}
	case pcommon.ValueTypeInt:
		if safe, ok := w.session.Int(p, d, key, v.Int()); ok {
			v.SetStr(safe)
		}
	case pcommon.ValueTypeDouble:
		if safe, ok := w.session.Double(p, d, key, v.Double()); ok {
			v.SetStr(safe)
		}
	case pcommon.ValueTypeBytes:
		w.bytes(p, d, key, v)
	case pcommon.ValueTypeMap, pcommon.ValueTypeSlice:
		w.container(p, d, key, v, depth)
	case pcommon.ValueTypeBool, pcommon.ValueTypeEmpty:
		// Nothing that identifies or opens anything fits into one bit.
	default:
		v.SetStr(w.session.Opaque(p, reasonType))
	}
}

// container walks into an array or a map.
func (w *walker) container(p policy.Place, d *policy.Decision, key string, v pcommon.Value, depth int) {
	if depth >= maxDepth {
		if !w.learning {
			v.SetStr(w.session.Opaque(p, reasonDepth))
		}
		return
	}
	if depth == 0 {
		w.path = append(w.path[:0], key...)
	}
	if v.Type() == pcommon.ValueTypeMap {
		w.members(p, d, v.Map(), depth+1)
		return
	}
	if w.learning && !d.Learns() && isPlainList(v.Slice()) {
		return
	}
	w.elements(p, d, key, v.Slice(), depth+1)
}

// members walks a nested map. Each member is judged by its path and its name,
// and what holds a name and a value side by side also by that name.
func (w *walker) members(p policy.Place, parent *policy.Decision, m pcommon.Map, depth int) {
	label := labelOf(m)
	end, kept, drops, first := len(w.path), 0, false, len(w.moves)
	for name, v := range m.All() {
		w.path = member(w.path[:end], name)
		d, own := w.session.DecideNested(parent, w.path, name)
		key := own.Key
		if label != "" && isValueName(name) {
			d, key = w.labeled(d, label)
		}
		if d.Action == policy.Drop {
			drops = true
			continue
		}
		w.value(p, d, key, v, depth)
		if w.learning {
			continue
		}
		if safe := w.memberName(p, parent, d, own, name); safe != name {
			w.moves = append(w.moves, move{at: kept, to: safe})
		}
		kept++
	}
	if drops && !w.learning {
		w.dropMembers(p, parent, m, end)
	}
	w.moved(m, first)
	w.path = w.path[:end]
}

// memberName is the safe form of a member's name. d decides about the member,
// own is what its name alone would decide.
func (w *walker) memberName(p policy.Place, parent, d, own *policy.Decision, name string) string {
	if d == parent {
		return w.session.Name(p, own, name) // d goes for all members, and says nothing of their names
	}
	return w.session.Key(p, d, name)
}

// dropMembers removes the members that the policy drops.
func (w *walker) dropMembers(p policy.Place, parent *policy.Decision, m pcommon.Map, end int) {
	m.RemoveIf(func(name string, _ pcommon.Value) bool {
		w.path = member(w.path[:end], name)
		d := w.session.DecideNestedAnew(parent, w.path, name)
		if d.Action == policy.Drop {
			w.session.Dropped(p, d)
		}
		return d.Action == policy.Drop
	})
}

// elements walks an array. An element can be named by the one before it, as in
// the arguments of a command or in a list of pairs.
func (w *walker) elements(p policy.Place, d *policy.Decision, key string, s pcommon.Slice, depth int) {
	end := len(w.path)
	pairs := isPairs(s)
	flag := ""
	for _, v := range s.All() {
		switch {
		case pairs:
			w.pair(p, d, key, v.Slice(), depth)
		case v.Type() == pcommon.ValueTypeStr:
			flag = w.argument(p, d, key, v, flag)
		default:
			w.value(p, d, key, v, depth)
			flag = ""
		}
		w.path = w.path[:end]
	}
}

// pair walks an array of two whose first element names the second, as ASGI and
// many HTTP clients give headers.
func (w *walker) pair(p policy.Place, d *policy.Decision, key string, s pcommon.Slice, depth int) {
	label := s.At(0).Str()
	w.value(p, d, key, s.At(0), depth+1)
	if isLabel(label) {
		d, key = w.labeled(d, label)
	}
	w.value(p, d, key, s.At(1), depth+1)
}

// argument handles one string of an array, which may be an argument of a
// command: `--password` names the element after it, `--password=` the rest of
// its own. It returns the flag that names the next element.
func (w *walker) argument(p policy.Place, d *policy.Decision, key string, v pcommon.Value, flag string) string {
	text := v.Str()
	if !strings.HasPrefix(text, "-") {
		if flag != "" {
			d, key = w.labeled(d, flag)
		}
		w.value(p, d, key, v, 0)
		return ""
	}
	name, value, assigned := strings.Cut(strings.TrimLeft(text, "-"), "=")
	if !isLabel(name) {
		w.value(p, d, key, v, 0)
		return ""
	}
	if own, label := w.labeled(d, name); assigned && own != d && !w.learning {
		// The flag stays readable; only what is assigned to it is judged by it.
		if safe := w.session.Text(p, own, label, value); safe != value {
			v.SetStr(text[:len(text)-len(value)] + safe)
		}
		return ""
	}
	w.value(p, d, key, v, 0)
	if assigned {
		return ""
	}
	return name
}

// member is the path of the member name of what stands at path. What has no key
// of its own, as the body of a log record, has no path either.
func member(path []byte, name string) []byte {
	if len(path) > 0 {
		path = append(path, '.')
	}
	return append(path, name...)
}
