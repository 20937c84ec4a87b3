package processor

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/grpc/metadata"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// The marks: one value of each kind that must not pass. The user ID looks like
// nothing: only the attribute user.id of the same record gives it away.
var marks = map[string]string{
	"email":   "canary.bird@mail.example.net",
	"secret":  "gh" + "p_" + "6xfgZL0FdJZ5Rh1EQKDYoAWadlr8XK2Mq9Tb",
	"card":    "4111111111111111",
	"user ID": "Quetzal77Blue",
}

// encodings are the ways in which a text may carry a mark.
var encodings = map[string]func(string) string{
	"raw":            func(s string) string { return s },
	"percent":        url.QueryEscape,
	"percent, all":   percentAll,
	"percent, twice": func(s string) string { return strings.ReplaceAll(percentAll(s), "%", "%25") },
	"base64":         func(s string) string { return base64.StdEncoding.EncodeToString([]byte("owner=" + s + ";")) },
	"base64url":      func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(`{"owner":"` + s + `"}`)) },
	"JSON":           func(s string) string { return `{"a":{"b":["` + s + `"]}}` },
	"JSON escapes":   func(s string) string { return `{"a":"` + jsonEscaped(s) + `"}` },
	"HTML":           func(s string) string { return fmt.Sprintf("&#%d;", s[0]) + strings.ReplaceAll(s[1:], "@", "&#64;") },
}

func percentAll(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

func jsonEscaped(s string) string {
	return fmt.Sprintf(`\u%04x`, s[0]) + strings.ReplaceAll(s[1:], "@", `\u0040`)
}

// carried are the types of value in which an attribute may carry a text.
var carried = map[string]func(pcommon.Value, string){
	"string": func(v pcommon.Value, s string) { v.SetStr(s) },
	"bytes":  func(v pcommon.Value, s string) { v.SetEmptyBytes().FromRaw([]byte(s)) },
	"array":  func(v pcommon.Value, s string) { v.SetEmptySlice().AppendEmpty().SetStr(s) },
	"nested": func(v pcommon.Value, s string) {
		v.SetEmptyMap().PutEmptySlice("list").AppendEmpty().SetEmptyMap().PutEmptySlice("deeper").AppendEmpty().SetStr(s)
	},
	"bytes in a map": func(v pcommon.Value, s string) { v.SetEmptyMap().PutEmptyBytes("raw").FromRaw([]byte(s)) },
	"key in a map":   func(v pcommon.Value, s string) { v.SetEmptyMap().PutInt(s, 1) },
}

// TestCanary puts a mark of each kind, in every encoding, into every place, and
// looks for it in all that comes out: telemetry, logs and metrics.
func TestCanary(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.ClientMetadata = AllMetadata })
	for p, row := range places {
		place := policy.Place(p)
		t.Run(row.name, func(t *testing.T) {
			put := putters(place)
			if len(put) == 0 {
				t.Fatal("the canary test does not know how to fill this place")
			}
			for how, put := range put {
				for encoding, encode := range encodings {
					for kind, mark := range marks {
						batch := newBatch(marks["user ID"])
						put(batch, encode(mark))
						out := b.sanitized(t, batch)
						if leaked := leak(out, mark, encode(mark)); leaked != "" {
							t.Errorf("%s in %s, %s, leaks as %q", kind, encoding, how, leaked)
						}
					}
				}
			}
		})
	}
	for kind, mark := range marks {
		for _, entry := range b.logs.All() {
			if strings.Contains(fmt.Sprint(entry.Message, entry.ContextMap()), mark) {
				t.Errorf("%s is in the log", kind)
			}
		}
		if strings.Contains(b.measured(t), mark) {
			t.Errorf("%s is in the metrics", kind)
		}
	}
}

// putters are the ways in which a text gets to p.
func putters(p policy.Place) map[string]func(batch, string) {
	if put, ok := texts[p]; ok {
		return map[string]func(batch, string){"as text": put}
	}
	put := make(map[string]func(batch, string))
	each, ok := maps[p]
	for how, carry := range carried {
		switch p {
		case logBody:
			put[how] = func(b batch, s string) { carry(b.log().Body(), s) }
		case profileAttributes:
			put[how] = func(b batch, s string) { carry(b.profileAttribute("note"), s) }
			put["key"] = func(b batch, s string) { b.profileAttribute(s).SetInt(1) }
		}
	}
	if !ok {
		return put
	}
	put["key"] = func(b batch, s string) { each(b, func(m pcommon.Map) { m.PutInt(s, 1) }) }
	for how, carry := range carried {
		put[how] = func(b batch, s string) { each(b, func(m pcommon.Map) { carry(m.PutEmpty("note"), s) }) }
	}
	return put
}

// sanitized is what comes out for in, serialized in every form.
func (b bench) sanitized(t *testing.T, in batch) (forms []string) {
	t.Helper()
	add := func(out []byte, err error) {
		if err != nil {
			t.Fatal(err)
		}
		forms = append(forms, string(out))
	}
	td, err := b.Traces(t.Context(), in.traces)
	if err != nil {
		t.Fatal(err)
	}
	add((&ptrace.ProtoMarshaler{}).MarshalTraces(td))
	add((&ptrace.JSONMarshaler{}).MarshalTraces(td))
	ld, err := b.Logs(t.Context(), in.logs)
	if err != nil {
		t.Fatal(err)
	}
	add((&plog.ProtoMarshaler{}).MarshalLogs(ld))
	add((&plog.JSONMarshaler{}).MarshalLogs(ld))
	md, err := b.Metrics(t.Context(), in.metrics)
	if err != nil {
		t.Fatal(err)
	}
	add((&pmetric.ProtoMarshaler{}).MarshalMetrics(md))
	add((&pmetric.JSONMarshaler{}).MarshalMetrics(md))
	pd, err := b.Profiles(t.Context(), in.profiles)
	if err != nil {
		t.Fatal(err)
	}
	add((&pprofile.ProtoMarshaler{}).MarshalProfiles(pd))
	add((&pprofile.JSONMarshaler{}).MarshalProfiles(pd))
	ctx := client.NewContext(t.Context(), client.Info{Metadata: client.NewMetadata(in.headers)})
	ctx = b.Context(metadata.NewIncomingContext(ctx, in.headers), signalTraces)
	incoming, _ := metadata.FromIncomingContext(ctx)
	add(json.Marshal(incoming))
	seen := map[string][]string{}
	for key := range client.FromContext(ctx).Metadata.Keys() {
		seen[key] = client.FromContext(ctx).Metadata.Get(key)
	}
	add(json.Marshal(seen))
	return forms
}

// measured is all that the metrics say.
func (b bench) measured(t *testing.T) string {
	t.Helper()
	var all []string
	for _, name := range []string{"already_pseudonymized", "batches", "failed_closed", "pseudonyms", "records", "service_records", "service_values", "unclassified_keys", "values"} {
		for attributes := range b.sums(t, "otelcol_processor_privacy_"+name) {
			all = append(all, attributes)
		}
	}
	return strings.Join(all, "\n")
}

// leak returns what of a mark is in one of the serialized forms, or nothing.
func leak(forms []string, mark, encoded string) string {
	inBytes := base64.StdEncoding.EncodeToString([]byte(encoded)) // as JSON writes them
	inJSON, _ := json.Marshal(encoded)
	for _, form := range forms {
		for _, needle := range []string{mark, encoded, inBytes, strings.Trim(string(inJSON), `"`)} {
			if strings.Contains(form, needle) {
				return needle
			}
		}
		if strings.Contains(html.UnescapeString(form), mark) {
			return mark
		}
		if plain, err := url.PathUnescape(form); err == nil && strings.Contains(plain, mark) {
			return mark
		}
	}
	return ""
}
