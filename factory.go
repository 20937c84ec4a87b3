package privacyprocessor

import (
	"context"
	"errors"

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
	p, options, err := newProcessor(cfg.(*Config), set)
	if err != nil {
		return nil, err
	}
	return processorhelper.NewTraces(ctx, set, cfg, next, p.Traces, options...)
}

// newProcessor compiles c and gives what it runs with the Collector's logger
// and metrics. The options end all of it at shutdown.
func newProcessor(c *Config, set processor.Settings) (*sanitizer.Processor, []processorhelper.Option, error) {
	made, err := c.compile(set.Logger)
	if err != nil {
		return nil, nil, err
	}
	telemetry, err := metadata.NewTelemetryBuilder(set.TelemetrySettings)
	if err != nil {
		return nil, nil, errors.Join(err, made.keys.Close())
	}
	made.settings.Telemetry = telemetry
	return sanitizer.New(made.settings), []processorhelper.Option{
		processorhelper.WithCapabilities(consumer.Capabilities{MutatesData: true}),
		processorhelper.WithShutdown(func(context.Context) error {
			telemetry.Shutdown()
			return made.keys.Close()
		}),
	}, nil
}
