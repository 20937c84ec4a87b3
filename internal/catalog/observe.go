package catalog

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/otel-privacy/privacyprocessor/internal/golden"
	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Observe counts the attributes of one record of telemetry. What is not in the
// catalog yet is added. A key that itself holds an email or another finding is
// listed as the processor would write it.
func (c *Catalog) Observe(t otlpfile.Telemetry) error {
	c.Observed++
	fields, err := golden.Flatten(c.Observed, t)
	if err != nil {
		return err
	}
	first, last := times(fields)
	services := serviceNames(fields)
	for i := range fields {
		f := &fields[i]
		if f.Key == "" {
			continue
		}
		e := c.observed(f)
		if e.Seen == nil {
			e.Seen = &Seen{}
		}
		e.Seen.Count++
		if !first.IsZero() && (e.Seen.First.IsZero() || first.Before(e.Seen.First)) {
			e.Seen.First = first
		}
		if last.After(e.Seen.Last) {
			e.Seen.Last = last
		}
		e.Places = insert(e.Places, f.Place)
		if name := services[resource(f)]; name != "" {
			e.Seen.Services = insert(e.Seen.Services, name)
		}
	}
	return nil
}

// observed is the entry that a field counts for: its attribute, or the member
// of it that has a decision of its own.
func (c *Catalog) observed(f *golden.Field) *Entry {
	d := c.policy.Decide(f.Key)
	if d.Inherited() || len(f.Inside) == 0 {
		return c.entryOf(c.clean(f.Key), d)
	}
	path := []byte(f.Key)
	for _, name := range f.Inside {
		path = append(append(path, '.'), name...)
		d = c.policy.DecideNested(d, path, name)
		if d.Inherited() {
			break
		}
	}
	return c.entryOf(c.clean(string(path)), d)
}

// clean is an attribute key as the processor writes it.
func (c *Catalog) clean(key string) string {
	_, clean := c.policy.Findings("", key)
	return clean
}

// times are the earliest and the latest time in a record.
func times(fields []golden.Field) (first, last time.Time) {
	for i := range fields {
		f := &fields[i]
		if f.Key != "" || !strings.HasSuffix(f.Path, "UnixNano") {
			continue
		}
		n, err := strconv.ParseInt(f.Value, 10, 64)
		if err != nil || n <= 0 {
			continue
		}
		t := time.Unix(0, n).UTC()
		if first.IsZero() || t.Before(first) {
			first = t
		}
		if t.After(last) {
			last = t
		}
	}
	return first, last
}

// resource is the part of a path that names the resource.
func resource(f *golden.Field) string {
	head, _, _ := strings.Cut(f.Path, "]")
	return head
}

func serviceNames(fields []golden.Field) map[string]string {
	names := map[string]string{}
	for i := range fields {
		if f := &fields[i]; f.Key == "service.name" && f.Place == "resource attribute" {
			names[resource(f)] = f.Value
		}
	}
	return names
}

// insert puts text into a sorted list, once.
func insert(list []string, text string) []string {
	at, found := slices.BinarySearch(list, text)
	if found {
		return list
	}
	return slices.Insert(list, at, text)
}
