//go:build race

package redact

// raceDetector says that the race detector runs: it makes pools forget, so allocations are not counted.
const raceDetector = true
