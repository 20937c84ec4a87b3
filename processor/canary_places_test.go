package processor

import (
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pdata/xpdata/entity"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

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
	profileStrings: func(b batch, s string) {
		d := b.profiles.Dictionary()
		d.StringTable().Append(s)
		d.FunctionTable().AppendEmpty().SetNameStrindex(int32(d.StringTable().Len() - 1))
	},
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
