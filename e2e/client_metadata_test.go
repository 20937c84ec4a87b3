package e2e

import (
	"bytes"
	"context"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/twmb/franz-go/pkg/kfake"
	"github.com/twmb/franz-go/pkg/kgo"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace/ptraceotlp"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// The headers of a request, and what in them is raw.
var (
	requestHeaders = map[string]string{
		"baggage":       "user.id=usr_k8x9m2aa,mail=ann%40example.com,release=seven",
		"authorization": "Bearer 8sBfa0kQ2mXzT5vNcR1d",
		"cookie":        "sid=7fHq2LpZ0xWn5KcTbV3y",
		"x-user-id":     "usr_k8x9m2bb",
		"x-user-email":  "bob@example.com",
		"x-plain":       "harmless-and-kept",
	}
	rawBaggage = []string{"usr_k8x9m2aa", "ann%40example.com", "ann@example.com"}
	rawRest    = []string{"8sBfa0kQ2mXzT5vNcR1d", "7fHq2LpZ0xWn5KcTbV3y", "usr_k8x9m2bb", "bob@example.com"}
)

// TestClientMetadata sends requests with metadata, over both protocols and with
// all three signals, through everything that can read it, and looks at all that
// leaves the collector or lies on its disk.
func TestClientMetadata(t *testing.T) {
	for _, c := range []struct {
		option     string
		gone, kept []string
	}{
		{"all", append(append([]string{}, rawBaggage...), rawRest...), []string{"harmless-and-kept", "release=seven", "user.id=user_k1_"}},
		// The default does not break an exporter that passes authorization on.
		{"baggage", rawBaggage, append([]string{"harmless-and-kept", "release=seven", "user.id=user_k1_"}, rawRest...)},
		{"off", nil, append(append([]string{"harmless-and-kept"}, rawBaggage[:2]...), rawRest...)},
	} {
		t.Run(c.option, func(t *testing.T) {
			for name, text := range leftWith(t, c.option) {
				for _, raw := range c.gone {
					if strings.Contains(text, raw) {
						t.Errorf("%s holds %q", name, raw)
					}
				}
				// The log says nothing of it anyway; a queue holds the spans.
				if name == "the log" {
					continue
				}
				for _, kept := range c.kept {
					if !strings.Contains(text, kept) {
						t.Errorf("%s does not hold %q", name, kept)
					}
				}
			}
		})
	}
}

// leftWith is all that leaves the collector under an option, or stays on its
// disk, by name.
func leftWith(t *testing.T, option string) map[string]string {
	t.Helper()
	ctx := testContext(t)
	dir := t.TempDir()
	output, storage := filepath.Join(dir, "out.jsonl"), filepath.Join(dir, "storage")
	if err := os.Mkdir(storage, 0o700); err != nil {
		t.Fatal(err)
	}
	broker, err := kfake.NewCluster(kfake.NumBrokers(1), kfake.SeedTopics(1, "otlp_spans", "otlp_logs", "otlp_metrics"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(broker.Close)
	c, err := collector.Start(ctx, collector.Settings{
		Binary:  binary,
		Configs: []string{"testdata/client_metadata.yaml"},
		Env: []string{
			"PRIVACY_KEY_K1=" + testKey(0), "OUTPUT=" + output, "STORAGE=" + storage,
			"KAFKA=" + broker.ListenAddrs()[0], "CLIENT_METADATA=" + option,
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Stop() })
	sendWithHeaders(ctx, t, c)
	const batches = 3 // one for each signal: batch joins what came over two protocols
	messages := consume(ctx, t, broker.ListenAddrs(), batches)
	if err := c.Stop(); err != nil {
		t.Fatalf("collector did not stop cleanly: %v\n%s", err, c.Log())
	}
	return map[string]string{
		"the file":          string(readFile(t, output)),
		"the queue on disk": onDisk(t, storage),
		"Kafka":             messages,
		"the log":           c.Log(),
	}
}

// sendWithHeaders sends a span over each protocol, a log record and a data point.
func sendWithHeaders(ctx context.Context, t *testing.T, c *collector.Collector) {
	t.Helper()
	header := make(http.Header)
	for name, value := range requestHeaders {
		header.Set(name, value)
	}
	td := spansOf("orders", "", 1, func(int, pcommon.Map) {})
	ld := plog.NewLogs()
	ld.ResourceLogs().AppendEmpty().ScopeLogs().AppendEmpty().LogRecords().AppendEmpty().Body().SetStr("hello")
	md := pmetric.NewMetrics()
	m := md.ResourceMetrics().AppendEmpty().ScopeMetrics().AppendEmpty().Metrics().AppendEmpty()
	m.SetName("shop.orders")
	m.SetEmptyGauge().DataPoints().AppendEmpty().SetIntValue(1)
	for _, batch := range []any{td, ld, md} {
		if err := otlp.Post(ctx, c.HTTP, batch, header); err != nil {
			t.Fatalf("%v\n%s", err, c.Log())
		}
	}
	conn, err := grpc.NewClient(c.GRPC, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	ctx = metadata.NewOutgoingContext(ctx, metadata.New(requestHeaders))
	if _, err := ptraceotlp.NewGRPCClient(conn).Export(ctx, ptraceotlp.NewExportRequestFromTraces(td)); err != nil {
		t.Fatalf("%v\n%s", err, c.Log())
	}
}

// consume returns n messages with their headers.
func consume(ctx context.Context, t *testing.T, brokers []string, n int) string {
	t.Helper()
	k, err := kgo.NewClient(kgo.SeedBrokers(brokers...), kgo.ConsumeTopics("otlp_spans", "otlp_logs", "otlp_metrics"))
	if err != nil {
		t.Fatal(err)
	}
	defer k.Close()
	var all strings.Builder
	for n > 0 {
		fetched := k.PollFetches(ctx)
		if ctx.Err() != nil {
			t.Fatalf("%d messages did not arrive", n)
		}
		fetched.EachRecord(func(r *kgo.Record) {
			n--
			for _, h := range r.Headers {
				all.WriteString(h.Key + ": " + string(h.Value) + "\n")
			}
			all.Write(r.Value)
		})
	}
	return all.String()
}

// onDisk is what the files below dir hold.
func onDisk(t *testing.T, dir string) string {
	t.Helper()
	var all bytes.Buffer
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			all.Write(readFile(t, path))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if all.Len() == 0 {
		t.Fatal("the queue has nothing on disk")
	}
	return all.String()
}
