package instance_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor"
	"go.uber.org/zap"

	"github.com/otel-privacy/privacyprocessor"
	"github.com/otel-privacy/privacyprocessor/internal/instance"
	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

const secret = "hex:6e1c97d0b0a4f35a8c2de1f9450b7733fa918c64de0275b1a8f46390c7d25e1b"

func conf(ids ...string) *confmap.Conf {
	processors := map[string]any{"batch": nil}
	for _, id := range ids {
		processors[id] = map[string]any{"keyring": map[string]any{"keys": []any{map[string]any{"id": "k1", "secret": secret}}}}
	}
	return confmap.NewFromStringMap(map[string]any{"processors": processors})
}

func TestConfig(t *testing.T) {
	broken := conf("privacy")
	if err := broken.Merge(confmap.NewFromStringMap(map[string]any{"processors": map[string]any{"privacy": map[string]any{"level": "high"}}})); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		conf     *confmap.Conf
		id, want string
	}{
		{conf("privacy"), "", ""},
		{conf("privacy", "privacy/b"), "privacy/b", ""},
		{conf("privacy", "privacy/b"), "", `there are several processors of type privacy: ["privacy" "privacy/b"]`},
		{conf(), "", "processors must have one of type privacy"},
		{conf("privacy"), "privacy/b", `processors must have "privacy/b", got ["privacy"]`},
		{conf("privacy"), "batch", `the processor must be of type privacy, got "batch"`},
		{broken, "", "processors::privacy"},
	}
	for _, tt := range tests {
		_, _, err := instance.Config(privacyprocessor.NewFactory(), tt.conf, tt.id)
		if got := errorText(err); got != tt.want && (tt.conf != broken || !strings.HasPrefix(got, tt.want)) {
			t.Errorf("Config(%q): error %q, want %q", tt.id, got, tt.want)
		}
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func span(name string) otlpfile.Telemetry {
	td := ptrace.NewTraces()
	s := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	s.SetName(name)
	s.Attributes().PutStr("user.id", "usr_k8x9m2q7")
	return otlpfile.Telemetry{Traces: td}
}

// TestApply: records that pass at the same time each find their own way back.
func TestApply(t *testing.T) {
	ctx := context.Background()
	id, cfg, err := instance.Config(privacyprocessor.NewFactory(), conf("privacy"), "")
	if err != nil {
		t.Fatal(err)
	}
	i, err := instance.New(ctx, privacyprocessor.NewFactory(), id, cfg, zap.NewNop())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := i.Shutdown(ctx); err != nil {
			t.Error(err)
		}
	}()
	var wg sync.WaitGroup
	for n := range 50 {
		wg.Go(func() {
			name := "span " + strings.Repeat("x", n)
			out, err := i.Apply(ctx, span(name))
			if err != nil {
				t.Error(err)
				return
			}
			s := out.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0)
			if user, _ := s.Attributes().Get("user.id"); s.Name() != name || !strings.HasPrefix(user.Str(), "user_k1_") {
				t.Errorf("got span %q of %q, want %q of a pseudonym", s.Name(), user.Str(), name)
			}
		})
	}
	wg.Wait()
}

// fake is a factory of processors that hand everything on, or nothing.
func fake(swallow bool) processor.Factory {
	typ := component.MustNewType("fake")
	config := func() component.Config { return &struct{}{} }
	return processor.NewFactory(typ, config,
		processor.WithMetrics(func(_ context.Context, _ processor.Settings, _ component.Config, next consumer.Metrics) (processor.Metrics, error) {
			return fakeProcessor{metrics: next, swallow: swallow}, nil
		}, component.StabilityLevelAlpha),
		processor.WithLogs(func(_ context.Context, _ processor.Settings, _ component.Config, next consumer.Logs) (processor.Logs, error) {
			return fakeProcessor{logs: next, swallow: swallow}, nil
		}, component.StabilityLevelAlpha),
	)
}

type fakeProcessor struct {
	component.StartFunc
	component.ShutdownFunc
	metrics consumer.Metrics
	logs    consumer.Logs
	swallow bool
}

func (fakeProcessor) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (p fakeProcessor) ConsumeMetrics(ctx context.Context, md pmetric.Metrics) error {
	if p.swallow {
		return nil
	}
	return p.metrics.ConsumeMetrics(ctx, md)
}

func (p fakeProcessor) ConsumeLogs(_ context.Context, ld plog.Logs) error {
	return p.logs.ConsumeLogs(context.Background(), ld)
}

// TestOtherSignals: what a processor cannot take is an error, what it drops is
// an empty record, and one that loses the context is found out.
func TestOtherSignals(t *testing.T) {
	ctx := context.Background()
	md := pmetric.NewMetrics()
	md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty().SetName("m")
	metrics := otlpfile.Telemetry{Signal: otlpfile.Metrics, Metrics: md}
	for _, swallow := range []bool{true, false} {
		i, err := instance.New(ctx, fake(swallow), component.MustNewID("fake"), &struct{}{}, zap.NewNop())
		if err != nil {
			t.Fatal(err)
		}
		out, err := i.Apply(ctx, metrics)
		if want := map[bool]int{true: 0, false: 1}[swallow]; err != nil || out.Metrics.ResourceMetrics().Len() != want {
			t.Errorf("swallow %t: %d metrics, error %v", swallow, out.Metrics.ResourceMetrics().Len(), err)
		}
		if _, err := i.Apply(ctx, span("x")); errorText(err) != "the processor does not handle traces" {
			t.Errorf("traces: error %v", err)
		}
		if _, err := i.Apply(ctx, otlpfile.Telemetry{Signal: otlpfile.Logs, Logs: plog.NewLogs()}); err == nil {
			t.Error("a processor that loses the context must be found out")
		}
	}
}

func TestNewFails(t *testing.T) {
	refused := errors.New("refused")
	factory := processor.NewFactory(component.MustNewType("fake"), func() component.Config { return &struct{}{} },
		processor.WithLogs(func(context.Context, processor.Settings, component.Config, consumer.Logs) (processor.Logs, error) {
			return nil, refused
		}, component.StabilityLevelAlpha))
	if _, err := instance.New(context.Background(), factory, component.MustNewID("fake"), &struct{}{}, zap.NewNop()); !errors.Is(err, refused) {
		t.Errorf("error %v, want %v", err, refused)
	}
	late := processor.NewFactory(component.MustNewType("fake"), func() component.Config { return &struct{}{} },
		processor.WithLogs(func(context.Context, processor.Settings, component.Config, consumer.Logs) (processor.Logs, error) {
			return fakeProcessor{StartFunc: func(context.Context, component.Host) error { return refused }}, nil
		}, component.StabilityLevelAlpha))
	if _, err := instance.New(context.Background(), late, component.MustNewID("fake"), &struct{}{}, zap.NewNop()); !errors.Is(err, refused) {
		t.Errorf("error %v, want %v", err, refused)
	}
}
