package processor

import (
	"context"
	"net/url"
	"testing"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/consumer/consumertest"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"google.golang.org/grpc/metadata"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

func TestClientMetadata(t *testing.T) {
	headers := map[string][]string{
		"authorization": {"Bearer 8sBfa0kQ2mXzAAAA"},
		"baggage":       {"user.id=usr_k8x9m2aa,release=7"},
		"cookie":        {"sid=8sBfa0kQ2mXzAAAA"},
		"x-tenant-id":   {"acme"},
	}
	ctx := client.NewContext(t.Context(), client.Info{Metadata: client.NewMetadata(headers)})
	ctx = metadata.NewIncomingContext(ctx, headers)
	for which, raw := range map[ClientMetadata][]string{
		BaggageMetadata: {"authorization", "cookie", "x-tenant-id"},
		AllMetadata:     {"x-tenant-id"},
		NoMetadata:      {"authorization", "baggage", "cookie", "x-tenant-id"},
	} {
		b := newBench(t, func(s *Settings) { s.ClientMetadata = which })
		sink := new(contextSink)
		if err := b.NextTraces(sink).ConsumeTraces(ctx, ptrace.NewTraces()); err != nil {
			t.Fatal(err)
		}
		incoming, _ := metadata.FromIncomingContext(sink.ctx)
		for key, values := range headers {
			same := false
			for _, k := range raw {
				same = same || k == key
			}
			for from, got := range map[string][]string{"client.Info": client.FromContext(sink.ctx).Metadata.Get(key), "gRPC": incoming.Get(key)} {
				if len(got) != 1 || (got[0] == values[0]) != same {
					t.Errorf("client metadata %d, %s of %s: got %q, want unchanged: %v", which, key, from, got, same)
				}
			}
		}
	}
	if got := client.FromContext(ctx).Metadata.Get("baggage")[0]; got != headers["baggage"][0] {
		t.Errorf("the caller's own metadata became %q", got)
	}
}

func TestContextWithoutMetadataIsItself(t *testing.T) {
	b := newBench(t, nil)
	ctx := client.NewContext(t.Context(), client.Info{Metadata: client.NewMetadata(map[string][]string{"x-tenant-id": {"acme"}})})
	if got := b.Context(ctx, signalTraces); got != ctx {
		t.Error("a context that has nothing to hide was replaced")
	}
}

// TestClientMetadataThatCannotBeSanitized: what was not read does not pass, and
// the batch goes on with a context that can be used.
func TestClientMetadataThatCannotBeSanitized(t *testing.T) {
	type word struct{}
	headers := map[string][]string{"baggage": {"user.id=usr_k8x9m2aa"}, "x-tenant-id": {"acme"}}
	ctx := context.WithValue(t.Context(), word{}, "kept")
	ctx = client.NewContext(ctx, client.Info{Metadata: client.NewMetadata(headers)})
	ctx = metadata.NewIncomingContext(ctx, headers)
	b := newBench(t, func(s *Settings) { s.Ring = func() *hashing.Ring { panic("") } })
	got := b.Context(ctx, signalTraces)
	if got == nil || got.Value(word{}) != "kept" {
		t.Fatalf("Context = %v, want one that is made of the caller's", got)
	}
	incoming, _ := metadata.FromIncomingContext(got)
	for key := range headers {
		if left := append(client.FromContext(got).Metadata.Get(key), incoming.Get(key)...); len(left) > 0 {
			t.Errorf("%s passed: %q", key, left)
		}
	}
	want := map[string]int64{"reason=client_metadata,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_failed_closed"); !equal(got, want) {
		t.Errorf("failed_closed = %v, want %v", got, want)
	}
}

// TestReportOnlyLeavesClientMetadata: what would change is counted.
func TestReportOnlyLeavesClientMetadata(t *testing.T) {
	ctx := client.NewContext(t.Context(), client.Info{Metadata: client.NewMetadata(map[string][]string{"baggage": {"user.id=usr_k8x9m2aa"}})})
	b := newBench(t, func(s *Settings) { s.ReportOnly, s.Policy = true, knowing(t) })
	if got := b.Context(ctx, signalTraces); got != ctx {
		t.Error("with report_only the context was replaced")
	}
	want := map[string]int64{"action=hash,domain=user,place=client.metadata,signal=traces": 1}
	if got := b.sums(t, "otelcol_processor_privacy_values"); !equal(got, want) {
		t.Errorf("values = %v, want %v", got, want)
	}
}

// TestClientMetadataWithoutTenant: a request has none if the tenant is an
// attribute of the resource. A pseudonym without one would be the same for all.
func TestClientMetadataWithoutTenant(t *testing.T) {
	ctx := client.NewContext(t.Context(), client.Info{Metadata: client.NewMetadata(map[string][]string{"baggage": {"user.id=usr_k8x9m2aa,release=7"}})})
	b := newBench(t, func(s *Settings) { s.Tenant = Tenant{Attribute: "tenant.id"} })
	got := client.FromContext(b.Context(ctx, signalTraces)).Metadata.Get("baggage")
	if want := "user.id=[redacted:user],release=7"; len(got) != 1 || unescape(t, got[0]) != want {
		t.Errorf("baggage = %q, want %q", got, want)
	}
}

func unescape(t *testing.T, text string) string {
	t.Helper()
	plain, err := url.PathUnescape(text)
	if err != nil {
		t.Fatal(err)
	}
	return plain
}

// contextSink remembers the context that it was called with.
type contextSink struct {
	consumertest.TracesSink
	ctx context.Context //nolint:containedctx // it is what is tested.
}

func (s *contextSink) ConsumeTraces(ctx context.Context, td ptrace.Traces) error {
	s.ctx = ctx
	return s.TracesSink.ConsumeTraces(ctx, td)
}
