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
	"go.opentelemetry.io/collector/pdata/xpdata/entity"
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

// batch is one record of each signal, in which every place exists.
type batch struct {
	traces   ptrace.Traces
	logs     plog.Logs
	metrics  pmetric.Metrics
	profiles pprofile.Profiles
	headers  map[string][]string // of the client's request
}

func newBatch(userID string) batch {
	b := batch{ptrace.NewTraces(), plog.NewLogs(), pmetric.NewMetrics(), pprofile.NewProfiles(), map[string][]string{"x-user-id": {userID}}}
	span := b.traces.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetTraceID([16]byte{1})
	span.Attributes().PutStr("user.id", userID)
	span.Events().AppendEmpty()
	span.Links().AppendEmpty()
	log := b.logs.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
	log.SetTraceID([16]byte{2})
	log.Attributes().PutStr("user.id", userID)
	metrics := b.metrics.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics()
	point := func(attributes pcommon.Map, exemplars pmetric.ExemplarSlice) {
		attributes.PutStr("user.id", userID)
		exemplars.AppendEmpty()
	}
	p1 := metrics.AppendEmpty().SetEmptyGauge().DataPoints().AppendEmpty()
	point(p1.Attributes(), p1.Exemplars())
	p2 := metrics.AppendEmpty().SetEmptySum().DataPoints().AppendEmpty()
	point(p2.Attributes(), p2.Exemplars())
	p3 := metrics.AppendEmpty().SetEmptyHistogram().DataPoints().AppendEmpty()
	point(p3.Attributes(), p3.Exemplars())
	p4 := metrics.AppendEmpty().SetEmptyExponentialHistogram().DataPoints().AppendEmpty()
	point(p4.Attributes(), p4.Exemplars())
	metrics.AppendEmpty().SetEmptySummary().DataPoints().AppendEmpty().Attributes().PutStr("user.id", userID)
	b.profiles.ResourceProfiles().AppendEmpty().ScopeProfiles().AppendEmpty().Profiles().AppendEmpty()
	b.profileAttribute("user.id").SetStr(userID)
	for _, r := range b.resources() {
		ref := entity.ResourceEntityRefs(r).AppendEmpty()
		ref.IdKeys().Append("service.name")
		ref.DescriptionKeys().Append("service.version")
	}
	return b
}

func (b batch) span() ptrace.Span {
	return b.traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
}

func (b batch) log() plog.LogRecord {
	return b.logs.ResourceLogs().At(0).ScopeLogs().At(0).LogRecords().At(0)
}

func (b batch) profile() pprofile.Profile {
	return b.profiles.ResourceProfiles().At(0).ScopeProfiles().At(0).Profiles().At(0)
}

// profileAttribute adds an attribute with that key to the dictionary.
func (b batch) profileAttribute(key string) pcommon.Value {
	d := b.profiles.Dictionary()
	d.StringTable().Append(key)
	a := d.AttributeTable().AppendEmpty()
	a.SetKeyStrindex(int32(d.StringTable().Len() - 1))
	return a.Value()
}

func (b batch) resources() []pcommon.Resource {
	return []pcommon.Resource{
		b.traces.ResourceSpans().At(0).Resource(),
		b.logs.ResourceLogs().At(0).Resource(),
		b.metrics.ResourceMetrics().At(0).Resource(),
		b.profiles.ResourceProfiles().At(0).Resource(),
	}
}

func (b batch) scopes() []pcommon.InstrumentationScope {
	return []pcommon.InstrumentationScope{
		b.traces.ResourceSpans().At(0).ScopeSpans().At(0).Scope(),
		b.logs.ResourceLogs().At(0).ScopeLogs().At(0).Scope(),
		b.metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Scope(),
		b.profiles.ResourceProfiles().At(0).ScopeProfiles().At(0).Scope(),
	}
}

func (b batch) eachMetric(do func(pmetric.Metric)) {
	for _, m := range b.metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).Metrics().All() {
		do(m)
	}
}

func (b batch) eachPoint(do func(dataPoint, pmetric.ExemplarSlice)) {
	b.eachMetric(func(m pmetric.Metric) { eachPoint(m, do) })
}

// texts puts a text into each place that is a string.
var texts = map[policy.Place]func(batch, string){
	resourceSchemaURL: func(b batch, s string) {
		b.traces.ResourceSpans().At(0).SetSchemaUrl("https://schemas.example.net/" + s)
		b.logs.ResourceLogs().At(0).SetSchemaUrl("https://schemas.example.net/" + s)
		b.metrics.ResourceMetrics().At(0).SetSchemaUrl("https://schemas.example.net/" + s)
		b.profiles.ResourceProfiles().At(0).SetSchemaUrl("https://schemas.example.net/" + s)
	},
	scopeSchemaURL: func(b batch, s string) {
		b.traces.ResourceSpans().At(0).ScopeSpans().At(0).SetSchemaUrl("https://schemas.example.net/?q=" + s)
		b.logs.ResourceLogs().At(0).ScopeLogs().At(0).SetSchemaUrl("https://schemas.example.net/?q=" + s)
		b.metrics.ResourceMetrics().At(0).ScopeMetrics().At(0).SetSchemaUrl("https://schemas.example.net/?q=" + s)
		b.profiles.ResourceProfiles().At(0).ScopeProfiles().At(0).SetSchemaUrl("https://schemas.example.net/?q=" + s)
	},
	entityType: func(b batch, s string) {
		for _, r := range b.resources() {
			entity.ResourceEntityRefs(r).At(0).SetType(s)
		}
	},
	entitySchemaURL: func(b batch, s string) {
		for _, r := range b.resources() {
			entity.ResourceEntityRefs(r).At(0).SetSchemaUrl("https://schemas.example.net/" + s)
		}
	},
	entityKeys: func(b batch, s string) {
		for _, r := range b.resources() {
			entity.ResourceEntityRefs(r).At(0).IdKeys().Append(s)
			entity.ResourceEntityRefs(r).At(0).DescriptionKeys().Append(s)
		}
	},
	scopeName: func(b batch, s string) {
		for _, scope := range b.scopes() {
			scope.SetName(s)
		}
	},
	scopeVersion: func(b batch, s string) {
		for _, scope := range b.scopes() {
			scope.SetVersion(s)
		}
	},
	spanName:       func(b batch, s string) { b.span().SetName(s) },
	spanTraceState: func(b batch, s string) { b.span().TraceState().FromRaw("vendor=" + s + ",other=1") },
	spanStatus:     func(b batch, s string) { b.span().Status().SetMessage(s) },
	eventName:      func(b batch, s string) { b.span().Events().At(0).SetName(s) },
	linkTraceState: func(b batch, s string) { b.span().Links().At(0).TraceState().FromRaw("vendor=" + s) },
	logEventName:   func(b batch, s string) { b.log().SetEventName(s) },
	logSeverityText: func(b batch, s string) {
		b.log().SetSeverityText(s)
	},
	metricName:        func(b batch, s string) { b.eachMetric(func(m pmetric.Metric) { m.SetName(s) }) },
	metricDescription: func(b batch, s string) { b.eachMetric(func(m pmetric.Metric) { m.SetDescription(s) }) },
	metricUnit:        func(b batch, s string) { b.eachMetric(func(m pmetric.Metric) { m.SetUnit(s) }) },
	profileStrings:    func(b batch, s string) { b.profiles.Dictionary().StringTable().Append(s) },
	clientMetadata: func(b batch, s string) {
		b.headers["baggage"] = []string{"note=" + s + ",other=1"}
		b.headers["x-note"] = []string{"none", s}
	},
	profilePayload: func(b batch, s string) {
		b.profile().SetOriginalPayloadFormat(s)
		b.profile().OriginalPayload().FromRaw([]byte(s))
	},
}

// maps calls do with each map that is a place.
var maps = map[policy.Place]func(batch, func(pcommon.Map)){
	resourceAttributes: func(b batch, do func(pcommon.Map)) {
		for _, r := range b.resources() {
			do(r.Attributes())
		}
	},
	scopeAttributes: func(b batch, do func(pcommon.Map)) {
		for _, s := range b.scopes() {
			do(s.Attributes())
		}
	},
	spanAttributes:  func(b batch, do func(pcommon.Map)) { do(b.span().Attributes()) },
	eventAttributes: func(b batch, do func(pcommon.Map)) { do(b.span().Events().At(0).Attributes()) },
	linkAttributes:  func(b batch, do func(pcommon.Map)) { do(b.span().Links().At(0).Attributes()) },
	logAttributes:   func(b batch, do func(pcommon.Map)) { do(b.log().Attributes()) },
	metricMetadata:  func(b batch, do func(pcommon.Map)) { b.eachMetric(func(m pmetric.Metric) { do(m.Metadata()) }) },
	pointAttributes: func(b batch, do func(pcommon.Map)) {
		b.eachPoint(func(p dataPoint, _ pmetric.ExemplarSlice) { do(p.Attributes()) })
	},
	exemplarAttributes: func(b batch, do func(pcommon.Map)) {
		b.eachPoint(func(_ dataPoint, exemplars pmetric.ExemplarSlice) {
			for _, e := range exemplars.All() {
				do(e.FilteredAttributes())
			}
		})
	},
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
