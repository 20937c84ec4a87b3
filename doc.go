// Package privacyprocessor is an OpenTelemetry Collector processor, type
// "privacy", that turns user and account identifiers into keyed pseudonyms,
// strips emails and secrets from telemetry and W3C baggage, and passes the rest
// on untouched. Start with [NewFactory].
package privacyprocessor
