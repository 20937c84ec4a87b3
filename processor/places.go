package processor

import "github.com/otel-privacy/privacyprocessor/internal/policy"

// The places of all signals. Their order is of no importance, but a place that
// pdata has and this list lacks is a leak: TestPlaces compares the two.
const (
	resourceAttributes policy.Place = iota
	resourceSchemaURL
	entityType
	entitySchemaURL
	entityKeys
	scopeName
	scopeVersion
	scopeAttributes
	scopeSchemaURL
	spanName
	spanTraceState
	spanStatus
	spanAttributes
	eventName
	eventAttributes
	linkTraceState
	linkAttributes
	logBody
	logAttributes
	logEventName
	logSeverityText
	metricName
	metricDescription
	metricUnit
	metricMetadata
	pointAttributes
	exemplarAttributes
	profileStrings
	profileAttributes
	profilePayload
	clientMetadata
)

// places is the one table of the places that the walk visits: the name that
// metrics and reports use, and the getters of pdata that give what stands there.
var places = [...]struct {
	name    string
	getters []string
}{
	resourceAttributes: {"resource.attributes", []string{"pcommon.Resource.Attributes"}},
	resourceSchemaURL:  {"resource.schema_url", []string{"ptrace.ResourceSpans.SchemaUrl", "plog.ResourceLogs.SchemaUrl", "pmetric.ResourceMetrics.SchemaUrl", "pprofile.ResourceProfiles.SchemaUrl"}},
	entityType:         {"entity.type", []string{"entity.EntityRef.Type"}},
	entitySchemaURL:    {"entity.schema_url", []string{"entity.EntityRef.SchemaUrl"}},
	entityKeys:         {"entity.keys", []string{"entity.EntityRef.IdKeys", "entity.EntityRef.DescriptionKeys"}},
	scopeName:          {"scope.name", []string{"pcommon.InstrumentationScope.Name"}},
	scopeVersion:       {"scope.version", []string{"pcommon.InstrumentationScope.Version"}},
	scopeAttributes:    {"scope.attributes", []string{"pcommon.InstrumentationScope.Attributes"}},
	scopeSchemaURL:     {"scope.schema_url", []string{"ptrace.ScopeSpans.SchemaUrl", "plog.ScopeLogs.SchemaUrl", "pmetric.ScopeMetrics.SchemaUrl", "pprofile.ScopeProfiles.SchemaUrl"}},
	spanName:           {"span.name", []string{"ptrace.Span.Name"}},
	spanTraceState:     {"span.trace_state", []string{"ptrace.Span.TraceState"}},
	spanStatus:         {"span.status_message", []string{"ptrace.Status.Message"}},
	spanAttributes:     {"span.attributes", []string{"ptrace.Span.Attributes"}},
	eventName:          {"event.name", []string{"ptrace.SpanEvent.Name"}},
	eventAttributes:    {"event.attributes", []string{"ptrace.SpanEvent.Attributes"}},
	linkTraceState:     {"link.trace_state", []string{"ptrace.SpanLink.TraceState"}},
	linkAttributes:     {"link.attributes", []string{"ptrace.SpanLink.Attributes"}},
	logBody:            {"log.body", []string{"plog.LogRecord.Body"}},
	logAttributes:      {"log.attributes", []string{"plog.LogRecord.Attributes"}},
	logEventName:       {"log.event_name", []string{"plog.LogRecord.EventName"}},
	logSeverityText:    {"log.severity_text", []string{"plog.LogRecord.SeverityText"}},
	metricName:         {"metric.name", []string{"pmetric.Metric.Name"}},
	metricDescription:  {"metric.description", []string{"pmetric.Metric.Description"}},
	metricUnit:         {"metric.unit", []string{"pmetric.Metric.Unit"}},
	metricMetadata:     {"metric.metadata", []string{"pmetric.Metric.Metadata"}},
	pointAttributes:    {"data_point.attributes", []string{"pmetric.NumberDataPoint.Attributes", "pmetric.HistogramDataPoint.Attributes", "pmetric.ExponentialHistogramDataPoint.Attributes", "pmetric.SummaryDataPoint.Attributes"}},
	exemplarAttributes: {"exemplar.attributes", []string{"pmetric.Exemplar.FilteredAttributes"}},
	profileStrings:     {"profile.strings", []string{"pprofile.ProfilesDictionary.StringTable"}},
	profileAttributes:  {"profile.attributes", []string{"pprofile.KeyValueAndUnit.Value"}},
	profilePayload:     {"profile.original_payload", []string{"pprofile.Profile.OriginalPayload", "pprofile.Profile.OriginalPayloadFormat"}},
	clientMetadata:     {"client.metadata", []string{"client.Metadata.Get"}},
}

// placeName is what metrics and reports call p.
func placeName(p policy.Place) string {
	if int(p) < len(places) {
		return places[p].name
	}
	return "unknown"
}
