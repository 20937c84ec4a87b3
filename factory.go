package privacyprocessor

import (
	"context"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/processor"
	"go.opentelemetry.io/collector/processor/processorhelper"

	"github.com/otel-privacy/privacyprocessor/internal/metadata"
	sanitizer "github.com/otel-privacy/privacyprocessor/processor"
)

// NewFactory returns the factory of the processor, as a Collector build needs it.
func NewFactory() processor.Factory {
	return processor.NewFactory(
		metadata.Type,
		createDefaultConfig,
		processor.WithTraces(createTraces, metadata.TracesStability),
	)
}

func createTraces(ctx context.Context, set processor.Settings, cfg component.Config, next consumer.Traces) (processor.Traces, error) {
	p, telemetry, err := newProcessor(cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewTraces(ctx, set, cfg, next, p.Traces, options(telemetry)...)
}

// newProcessor compiles c and gives what it runs with the Collector's logger
// and metrics.
func newProcessor(c *Config, set processor.Settings) (*sanitizer.Processor, *metadata.TelemetryBuilder, error) {
	settings, err := c.compile()
	if err != nil {
		return nil, nil, err
	}
	settings.Telemetry, err = metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, nil, err
	}
	settings.Logger = set.Logger
	return sanitizer.New(settings), settings.Telemetry, nil
}

func options(telemetry *metadata.TelemetryBuilder) []processorhelper.Option {
	return []processorhelper.Option{
		processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true}),
		processorhelper.WithShutdown(func(context.Context) error {
			telemetry.Shutdown()
			return nil
		}),
	}
}
