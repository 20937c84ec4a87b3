// Package e2e drives the built distribution from outside, as a user does:
// [github.com/otel-privacy/privacyprocessor/e2e/collector] runs the binary,
// .../otlp sends it recorded telemetry and reads what it wrote, .../compare says
// what changed in between. The tests here, `make run` (cmd/demo) and
// `make score` (cmd/score) are built from these three.
//
// It is a module of its own and imports nothing of the processor's: what it says
// about the distribution, it learned over the wire.
package e2e
