package redact

// protected reports whether text[start:end] is, or is part of, a token that only looks random: a UUID, a digest, a trace
// ID, a version, a time. Detectors that judge by digits or entropy ask before they add a finding.
func (w *work) protectedToken(start, end int) bool { return false }
