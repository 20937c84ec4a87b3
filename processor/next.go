package processor

import (
	"context"

	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/xconsumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/pprofile"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

// A next consumer gets its batches with the context that [Processor.Context]
// makes: nothing after the processor sees the request's metadata as it came.

// NextTraces is next behind the processor.
func (p *Processor) NextTraces(next consumer.Traces) consumer.Traces {
	return nextTraces{next, p}
}

// NextLogs is next behind the processor.
func (p *Processor) NextLogs(next consumer.Logs) consumer.Logs {
	return nextLogs{next, p}
}

// NextMetrics is next behind the processor.
func (p *Processor) NextMetrics(next consumer.Metrics) consumer.Metrics {
	return nextMetrics{next, p}
}

// NextProfiles is next behind the processor.
func (p *Processor) NextProfiles(next xconsumer.Profiles) xconsumer.Profiles {
	return nextProfiles{next, p}
}

type nextTraces struct {
	consumer.Traces
	p *Processor
}

func (n nextTraces) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	return n.Traces.ConsumeTraces(n.p.Context(ctx, signalTraces), td)
}

type nextLogs struct {
	consumer.Logs
	p *Processor
}

func (n nextLogs) ConsumeLogs(ctx context.Context, ld plog.Logs) error {
	return n.Logs.ConsumeLogs(n.p.Context(ctx, signalLogs), ld)
}

type nextMetrics struct {
	consumer.Metrics
	p *Processor
}

func (n nextMetrics) ConsumeMetrics(ctx context.Context, md pmetric.Metrics) error {
	return n.Metrics.ConsumeMetrics(n.p.Context(ctx, signalMetrics), md)
}

type nextProfiles struct {
	xconsumer.Profiles
	p *Processor
}

func (n nextProfiles) ConsumeProfiles(ctx context.Context, pd pprofile.Profiles) error {
	return n.Profiles.ConsumeProfiles(n.p.Context(ctx, signalProfiles), pd)
}
