// Package instance runs one processor outside of a Collector: the real one,
// made by its factory from the Collector's own configuration, so that what is
// tested or applied to files is what runs in production.
//
// Start with [New]. An [Instance] is safe for concurrent use.
package instance

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"strings"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/pipeline"
	"go.opentelemetry.io/collector/processor"
	tracenoop "go.opentelemetry.io/otel/trace/noop"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// Instance is one running processor.
type Instance struct {
	traces  processor.Traces
	metrics processor.Metrics
	logs    processor.Logs
	failed  *failures
}

// Config reads the settings of the processor id from a Collector's
// configuration and validates them, as the Collector does at start. Without an
// id there must be exactly one processor of the factory's type.
func Config(factory processor.Factory, conf *confmap.Conf, id string) (component.ID, component.Config, error) {
	chosen, err := choose(factory.Type(), conf, id)
	if err != nil {
		return chosen, nil, err
	}
	path := "processors::" + chosen.String()
	sub, err := conf.Sub(path)
	if err != nil {
		return chosen, nil, fmt.Errorf("%s: %w", path, err)
	}
	cfg := factory.CreateDefaultConfig()
	if err := sub.Unmarshal(cfg); err != nil {
		return chosen, nil, fmt.Errorf("%s: %w", path, err)
	}
	if err := confmap.Validate(cfg); err != nil {
		return chosen, nil, fmt.Errorf("%s::%w", path, err)
	}
	return chosen, cfg, nil
}

func choose(typ component.Type, conf *confmap.Conf, id string) (component.ID, error) {
	processors, _ := conf.Get("processors").(map[string]any)
	var found []string
	for name := range processors {
		if kind, _, _ := strings.Cut(name, "/"); kind == typ.String() {
			found = append(found, name)
		}
	}
	sort.Strings(found)
	var chosen component.ID
	switch {
	case id != "":
		if _, ok := processors[id]; !ok {
			return chosen, fmt.Errorf("processors must have %q, got %q", id, found)
		}
	case len(found) == 0:
		return chosen, fmt.Errorf("processors must have one of type %s", typ)
	case len(found) > 1:
		return chosen, fmt.Errorf("there are several processors of type %s: %q", typ, found)
	default:
		id = found[0]
	}
	if err := chosen.UnmarshalText([]byte(id)); err != nil {
		return chosen, err
	}
	if chosen.Type() != typ {
		return chosen, fmt.Errorf("the processor must be of type %s, got %q", typ, id)
	}
	return chosen, nil
}

// New makes and starts the processor for each signal that it can handle.
func New(ctx context.Context, factory processor.Factory, id component.ID, cfg component.Config, logger *zap.Logger) (*Instance, error) {
	i := Instance{failed: newFailures()}
	settings := processor.Settings{
		ID: id,
		TelemetrySettings: component.TelemetrySettings{
			Logger:         logger,
			TracerProvider: tracenoop.NewTracerProvider(),
			MeterProvider:  i.failed,
			Resource:       pcommon.NewResource(),
		},
	}
	var errs [3]error
	i.traces, errs[0] = factory.CreateTraces(ctx, settings, cfg, tracesSlot)
	i.metrics, errs[1] = factory.CreateMetrics(ctx, settings, cfg, metricsSlot)
	i.logs, errs[2] = factory.CreateLogs(ctx, settings, cfg, logsSlot)
	for _, err := range errs {
		if err != nil && !errors.Is(err, pipeline.ErrSignalNotSupported) {
			return nil, fmt.Errorf("make %s: %w", id, err)
		}
	}
	for _, c := range i.components() {
		if err := c.Start(ctx, host{}); err != nil {
			return nil, errors.Join(fmt.Errorf("start %s: %w", id, err), i.Shutdown(ctx))
		}
	}
	return &i, nil
}

// components are those that the factory made.
func (i *Instance) components() []component.Component {
	var list []component.Component
	if i.traces != nil {
		list = append(list, i.traces)
	}
	if i.metrics != nil {
		list = append(list, i.metrics)
	}
	if i.logs != nil {
		list = append(list, i.logs)
	}
	return list
}

// Shutdown stops the processor.
func (i *Instance) Shutdown(ctx context.Context) error {
	var err error
	for _, c := range i.components() {
		err = errors.Join(err, c.Shutdown(ctx))
	}
	return err
}

// host is the little of a Collector that a processor may ask for.
type host struct{}

func (host) GetExtensions() map[component.ID]component.Component { return nil }

// Apply sends one record through the processor as one batch. It changes the
// telemetry that it is given. A processor that refuses the record returns an
// error; one that drops all of it leaves an empty record.
func (i *Instance) Apply(ctx context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error) {
	out := &otlpfile.Telemetry{Signal: t.Signal}
	ctx = context.WithValue(ctx, slotKey{}, out)
	var err error
	switch {
	case t.Signal == otlpfile.Metrics && i.metrics != nil:
		out.Metrics = pmetric.NewMetrics()
		err = i.metrics.ConsumeMetrics(ctx, t.Metrics)
	case t.Signal == otlpfile.Logs && i.logs != nil:
		out.Logs = plog.NewLogs()
		err = i.logs.ConsumeLogs(ctx, t.Logs)
	case t.Signal == otlpfile.Traces && i.traces != nil:
		out.Traces = ptrace.NewTraces()
		err = i.traces.ConsumeTraces(ctx, t.Traces)
	default:
		return *out, fmt.Errorf("the processor does not handle %s", t.Signal)
	}
	return *out, err
}

// slotKey is where the context carries the place for a record's outcome: the
// processor hands the context on with the record, so concurrent records find
// their own places.
type slotKey struct{}

func slot(ctx context.Context) (*otlpfile.Telemetry, error) {
	out, ok := ctx.Value(slotKey{}).(*otlpfile.Telemetry)
	if !ok {
		return nil, errors.New("the processor must hand on the context that it was given")
	}
	return out, nil
}

var (
	tracesSlot = must(consumer.NewTraces(func(ctx context.Context, td ptrace.Traces) error {
		out, err := slot(ctx)
		if err == nil {
			out.Traces = td
		}
		return err
	}, mutates))
	metricsSlot = must(consumer.NewMetrics(func(ctx context.Context, md pmetric.Metrics) error {
		out, err := slot(ctx)
		if err == nil {
			out.Metrics = md
		}
		return err
	}, mutates))
	logsSlot = must(consumer.NewLogs(func(ctx context.Context, ld plog.Logs) error {
		out, err := slot(ctx)
		if err == nil {
			out.Logs = ld
		}
		return err
	}, mutates))
)

var mutates = consumer.WithCapabilities(consumer.Capabilities{MutatesData: true})

// must: the constructors fail only without a function.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
