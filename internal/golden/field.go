package golden

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Field is one value of a record: where it is, and what it is.
type Field struct {
	Record    int      // from 1
	Path      string   // resourceSpans[0].scopeSpans[0].spans[1].attributes["user.id"]
	Place     string   // in words: span attribute, event name
	Attribute string   // the attribute key, with the path inside of it; or ""
	Key       string   // the attribute key alone; or ""
	Inside    []string // the keys inside of the attribute's value, indexes left out
	Type      string   // string, int, double, bool, bytes; "" where OTLP has no choice
	Value     string
}

// Flatten lists the values of a record in order. It goes by OTLP/JSON, which
// is the same for all signals, so that it has no second table of places.
func Flatten(record int, t otlpfile.Telemetry) ([]Field, error) {
	data, err := t.Encode(otlpfile.JSON)
	if err != nil {
		return nil, err
	}
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber() // 64-bit integers keep their digits
	f := &flattener{record: record}
	if err := f.value(d, step{}); err != nil {
		return nil, err
	}
	return f.fields, nil
}

// flattener collects fields while it reads tokens, since only those keep the
// order in which members stand.
type flattener struct {
	record int
	fields []Field
}

// step is where the flattener is.
type step struct {
	path      string
	place     string
	attribute string
	key       string
	inside    []string
	typ       string
}

func (at step) field(record int, typ, value string) Field {
	return Field{
		Record: record, Path: at.path, Place: at.place, Attribute: at.attribute, Key: at.key, Inside: at.inside,
		Type: typ, Value: value,
	}
}

func (f *flattener) value(d *json.Decoder, at step) error {
	token, err := d.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return f.object(d, at)
		}
		return f.array(d, at)
	case nil:
		return nil
	default:
		f.fields = append(f.fields, at.field(f.record, at.typ, fmt.Sprint(t)))
		return nil
	}
}

// anyTypes are the members of OTLP's AnyValue.
var anyTypes = map[string]string{
	"stringValue": "string", "intValue": "int", "doubleValue": "double", "boolValue": "bool", "bytesValue": "bytes",
}

// object reads the members of an object. Those that only wrap a value (value,
// stringValue, kvlistValue, values) add nothing to the path.
func (f *flattener) object(d *json.Decoder, at step) error {
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return err
		}
		name := fmt.Sprint(token)
		next := at
		switch typ := anyTypes[name]; {
		case typ != "":
			next.typ = typ
		case at.inValue() && (name == "value" || name == "kvlistValue" || name == "arrayValue" || name == "values"):
		default:
			next = at.member(name)
		}
		if err := f.value(d, next); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// inValue says that at is inside of an AnyValue.
func (at step) inValue() bool { return at.attribute != "" || at.place == "log body" }

// attributeLists are the members that hold lists of key and value.
var attributeLists = map[string]bool{"attributes": true, "filteredAttributes": true, "metadata": true}

func (f *flattener) array(d *json.Decoder, at step) error {
	list := at.path[strings.LastIndexByte(at.path, '.')+1:]
	seen := map[string]int{}
	for i := 0; d.More(); i++ {
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			return err
		}
		next := at
		pair, isPair := asPair(raw)
		switch {
		case isPair && (attributeLists[list] || at.inValue()):
			next = at.keyed(pair.Key, seen)
			raw = pair.Value
		default:
			next.path += "[" + strconv.Itoa(i) + "]"
			if at.attribute != "" {
				next.attribute += "[" + strconv.Itoa(i) + "]"
			}
		}
		if len(raw) == 0 {
			f.fields = append(f.fields, next.field(f.record, "empty", ""))
			continue
		}
		inner := json.NewDecoder(bytes.NewReader(raw))
		inner.UseNumber()
		if err := f.value(inner, next); err != nil {
			return err
		}
	}
	_, err := d.Token()
	return err
}

// pair is OTLP's KeyValue.
type pair struct {
	Key   string          `json:"key"`
	Value json.RawMessage `json:"value"`
}

func asPair(raw json.RawMessage) (pair, bool) {
	var p pair
	if !bytes.HasPrefix(raw, []byte(`{"key":`)) {
		return p, false
	}
	return p, json.Unmarshal(raw, &p) == nil
}

// keyed is the step to a member of a map. A key that stands twice is numbered.
func (at step) keyed(key string, seen map[string]int) step {
	seen[key]++
	name := strconv.Quote(key)
	if n := seen[key]; n > 1 {
		name += "#" + strconv.Itoa(n)
	}
	at.path += "[" + name + "]"
	if at.attribute == "" {
		at.key, at.attribute = key, key
		return at
	}
	at.attribute += "." + key
	at.inside = append(slices.Clip(at.inside), key)
	return at
}

// member is the step to a member of a message.
func (at step) member(name string) step {
	owner := at.place
	if at.path != "" {
		at.path += "."
	}
	at.path += name
	if at.attribute == "" {
		at.place = placeOf(owner, name)
	}
	return at
}

// parts are the words for the messages that have members of interest.
var parts = map[string]string{
	"resource": "resource", "scope": "scope", "spans": "span", "events": "event", "links": "link", "status": "status",
	"logRecords": "log", "body": "log body", "metrics": "metric", "dataPoints": "data point", "exemplars": "exemplar",
	"resourceSpans": "resource", "resourceLogs": "resource", "resourceMetrics": "resource",
	"scopeSpans": "scope", "scopeLogs": "scope", "scopeMetrics": "scope",
	"gauge": "metric", "sum": "metric", "histogram": "metric", "exponentialHistogram": "metric", "summary": "metric",
}

// placeOf names the member of an owner: "span" and "attributes" make "span attribute".
func placeOf(owner, name string) string {
	if part, ok := parts[name]; ok {
		return part
	}
	if name == "attributes" || name == "filteredAttributes" {
		name = "attribute"
	}
	return strings.TrimSpace(owner + " " + name)
}
