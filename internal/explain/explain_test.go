package explain

import (
	"context"
	"errors"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
)

// upper is a processor that writes every text in capitals.
type upper struct{}

func (upper) Apply(_ context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error) {
	data, err := t.Encode(otlpfile.JSON)
	if err != nil {
		return t, err
	}
	text := strings.ReplaceAll(string(data), "value of mine", "VALUE OF MINE")
	return otlpfile.Record{Data: []byte(text), Encoding: otlpfile.JSON, Signal: t.Signal}.Decode()
}

// TestPlaces: what is put at a place is read back from there.
func TestPlaces(t *testing.T) {
	for _, place := range Places {
		v := Value{Place: place, Kind: Kinds[0], Text: "value of mine"}
		if HasKey(place) {
			v.Key = "shop.note"
		}
		if got, err := Apply(context.Background(), upper{}, v); err != nil || got != "VALUE OF MINE" {
			t.Errorf("at %s: %q, %v", place, got, err)
		}
	}
}

// change is a processor that does something to the span.
type change func(ptrace.Span) error

func (c change) Apply(_ context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error) {
	return t, c(t.Traces.ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0))
}

func TestOutcomes(t *testing.T) {
	ctx := context.Background()
	v := Value{Place: "span", Kind: "client", Key: "user.id", Text: "42"}
	moved := change(func(s ptrace.Span) error {
		if s.Kind() != ptrace.SpanKindClient {
			t.Errorf("kind %s, want client", s.Kind())
		}
		s.Attributes().Clear()
		s.Attributes().PutStr("user.hash", "x")
		return nil
	})
	if got, _ := Apply(ctx, moved, v); got != "user.hash = x" {
		t.Errorf("moved: %q", got)
	}
	removed := change(func(s ptrace.Span) error {
		s.Attributes().RemoveIf(func(string, pcommon.Value) bool { return true })
		return nil
	})
	if got, _ := Apply(ctx, removed, v); got != Gone {
		t.Errorf("removed: %q", got)
	}
	refused := errors.New("refused")
	if _, err := Apply(ctx, change(func(ptrace.Span) error { return refused }), v); !errors.Is(err, refused) {
		t.Errorf("refused: %v", err)
	}
	if got, err := Apply(ctx, drop{}, v); got != Gone || err != nil {
		t.Errorf("dropped: %q, %v", got, err)
	}
	if got, err := Apply(ctx, drop{}, Value{Place: "log_body", Text: "x"}); got != Gone || err != nil {
		t.Errorf("dropped log: %q, %v", got, err)
	}
}

// drop is a processor that passes nothing on.
type drop struct{}

func (drop) Apply(_ context.Context, t otlpfile.Telemetry) (otlpfile.Telemetry, error) {
	return otlpfile.Record{Data: []byte("{}"), Encoding: otlpfile.JSON, Signal: t.Signal}.Decode()
}
