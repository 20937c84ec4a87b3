package privacyprocessor

import (
	"context"
	"errors"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/consumer/xconsumer"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processorhelper"
	"go.opentelemetry.io/collector/processor/processorhelper/xprocessorhelper"
	"go.opentelemetry.io/collector/processor/xprocessor"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
	sanitizer "github.com/otel-privacy/privacyprocessor/processor"
)

// NewFactory returns the factory of the processor, as a Collector build needs it.
func NewFactory() processor.Factory {
	return xprocessor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		xprocessor.WithTraces(createTraces, metadata.TracesStability),
		xprocessor.WithLogs(createLogs, metadata.LogsStability),
		xprocessor.WithMetrics(createMetrics, metadata.MetricsStability),
		xprocessor.WithProfiles(createProfiles, metadata.ProfilesStability),
	)
}

func createTraces(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	p, stop, err := newProcessor("traces", cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewTraces(ctx, set, cfg, p.NextTraces(next), p.Traces, processorhelper.WithCapabilities(mutates), processorhelper.WithShutdown(stop))
}

func createLogs(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Logs) (processor.Logs, error) {
	p, stop, err := newProcessor("logs", cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewLogs(ctx, set, cfg, p.NextLogs(next), p.Logs, processorhelper.WithCapabilities(mutates), processorhelper.WithShutdown(stop))
}

func createMetrics(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Metrics) (processor.Metrics, error) {
	p, stop, err := newProcessor("metrics", cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewMetrics(ctx, set, cfg, p.NextMetrics(next), p.Metrics, processorhelper.WithCapabilities(mutates), processorhelper.WithShutdown(stop))
}

func createProfiles(ctx context.Context, set processor.Settings, cfg component.Config, next xconsumer.Profiles) (xprocessor.Profiles, error) {
	p, stop, err := newProcessor("profiles", cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return xprocessorhelper.NewProfiles(ctx, set, cfg, p.NextProfiles(next), p.Profiles, xprocessorhelper.WithCapabilities(mutates), xprocessorhelper.WithShutdown(stop))
}

// mutates says that a processor changes the batches it gets.
var mutates = consumer.Capabilities{MutatesData: true}

// newProcessor compiles c and gives what it runs with the Collector's logger
// and metrics. stop ends all of it.
func newProcessor(signal string, c *Config, set processor.Settings) (p *sanitizer.Processor, stop component.ShutdownFunc, err error) {
	made, err := c.compile(set.Logger)
	if err != nil {
		return nil, nil, err
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, nil, errors.Join(err, made.keys.Close())
	}
	stop = func(context.Context) error {
		telemetry.Shutdown()
		return made.keys.Close()
	}
	made.settings.Telemetry = telemetry
	p = sanitizer.New(made.settings)
	if err := p.Observe(signal, made.reloads); err != nil {
		return nil, nil, errors.Join(err, stop(context.Background()))
	}
	return p, stop, nil
}
