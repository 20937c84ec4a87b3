package privacyprocessor

import (
	"context"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/consumer"
	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/collector/processor/processortest"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
	"github.com/otel-privacy/privacyprocessor/internal/metadata"
)

// TestRotationUnderLoad rotates the keyring file under concurrent batches. No
// batch is lost, and each is explained by the keys of one version of the file:
// a batch that saw two of them would give one customer two pseudonyms.
func TestRotationUnderLoad(t *testing.T) {
	const rotations, workers = 8, 4
	ring := &versionedRing{path: filepath.Join(t.TempDir(), "keyring.yaml")}
	ring.write(t, 0)
	seen := &versionSink{}
	cfg := configured(t, confmap.NewFromStringMap(map[string]any{"keyring": map[string]any{"file": ring.path}}))
	p, err := NewFactory().CreateTraces(t.Context(), processortest.NewNopSettings(metadata.Type), cfg, seen)
	require.NoError(t, err)
	require.NoError(t, p.Start(t.Context(), componenttest.NewNopHost()))
	t.Cleanup(func() { require.NoError(t, p.Shutdown(context.WithoutCancel(t.Context()))) })

	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var sent atomic.Int64
	var load sync.WaitGroup
	stop := make(chan struct{})
	for range workers {
		load.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				sent.Add(1)
				if err := p.ConsumeTraces(ctx, hourly()); err != nil {
					t.Errorf("batch: %v", err)
					return
				}
			}
		})
	}
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for v := 1; v <= rotations; v++ {
		ring.write(t, v)
		for seen.newest.Load() < int64(v) && ctx.Err() == nil {
			<-tick.C
		}
	}
	close(stop)
	load.Wait()
	require.NoError(t, ctx.Err(), "a rotation was not seen in time")
	require.Equal(t, sent.Load(), seen.batches.Load(), "batches were lost")
	require.Empty(t, seen.faults())
	t.Logf("%d batches, %d rotations", sent.Load(), rotations)
}

// hour0 is when k0 takes effect; ki does i hours later.
var hour0 = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

const hoursSent = 12 // spans in a batch, one of each hour

func hourly() ptrace.Traces {
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i := range hoursSent {
		s := spans.AppendEmpty()
		s.SetTraceID(pcommon.TraceID{15: byte(i + 1)})
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(hour0.Add(time.Duration(i)*time.Hour + 30*time.Minute)))
		s.Attributes().PutStr("user.id", "usr_k8x9m2aa")
	}
	return td
}

// versionedRing is a keyring file. Version v of it has the keys k0 to kv.
type versionedRing struct{ path string }

func (r *versionedRing) write(t *testing.T, version int) {
	t.Helper()
	var b strings.Builder
	b.WriteString("keys:\n")
	for i := range version + 1 {
		secret := sha256.Sum256([]byte{byte(i)})
		fmt.Fprintf(&b, "- {id: k%d, secret: 'hex:%x', active_from: %s}\n", i, secret, hour0.Add(time.Duration(i)*time.Hour).Format(time.RFC3339))
	}
	require.NoError(t, os.WriteFile(r.path+"~", []byte(b.String()), 0o600))
	require.NoError(t, os.Rename(r.path+"~", r.path))
}

// versionSink tells which version of the ring each batch was written with.
type versionSink struct {
	batches, newest atomic.Int64
	mu              sync.Mutex
	unexplained     []string
}

func (*versionSink) Capabilities() consumer.Capabilities { return consumer.Capabilities{} }

func (s *versionSink) ConsumeTraces(_ context.Context, td ptrace.Traces) error {
	s.batches.Add(1)
	var keys []string
	for _, span := range td.ResourceSpans().At(0).ScopeSpans().At(0).Spans().All() {
		v, _ := span.Attributes().Get("user.id")
		_, key, _ := hashing.Parse(v.Str())
		keys = append(keys, key)
	}
	for version := range hoursSent {
		if fmt.Sprint(keys) == fmt.Sprint(keysOf(version)) {
			s.saw(int64(version))
			return nil
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.unexplained = append(s.unexplained, fmt.Sprint(keys))
	return nil
}

func (s *versionSink) saw(version int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.newest.Store(max(s.newest.Load(), version))
}

func (s *versionSink) faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.unexplained
}

// keysOf are the keys that the spans of a batch have under a version.
func keysOf(version int) (keys []string) {
	for i := range hoursSent {
		keys = append(keys, fmt.Sprint("k", min(i, version)))
	}
	return keys
}
