package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/collector"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// replica is a collector as one whose clock is ahead of the true time by skew.
//
// No clock of this machine is set. A collector knows the time by its clock, by
// its keyring and by the records; one whose clock is ten minutes ahead sees
// the same as one with a true clock does that gets a keyring and records which
// are ten minutes older. So both are shifted against the clock, and the skew is
// the same for the collector as if its clock were wrong. A replay is a replica
// whose clock is days ahead of the records.
type replica struct {
	skew time.Duration
	more bool // its ring has a third key already, in force from tomorrow
}

// TestReplicasAgree runs ten replicas with clocks up to ten minutes apart, and
// two replays days later, on records from around the moment at which a new key
// takes effect. All must write the same pseudonyms: old key before, new after.
func TestReplicasAgree(t *testing.T) {
	rotated := time.Now().UTC().Truncate(time.Second)
	replicas := []replica{{skew: 0}, {skew: 5 * 24 * time.Hour}, {skew: 5 * 24 * time.Hour, more: true}}
	for i := range 9 {
		replicas = append(replicas, replica{skew: time.Duration(i-4) * 75 * time.Second}) // -5 to +5 minutes
	}
	var want map[string]string
	for _, r := range replicas {
		got := r.pseudonyms(t, rotated)
		if want == nil {
			want = got
			checkRotation(t, want)
			continue
		}
		for name, pseudonym := range want {
			if got[name] != pseudonym {
				t.Errorf("replica %+v: record %s has %q, others have %q", r, name, got[name], pseudonym)
			}
		}
	}
}

// offsets are the times of the records, from the rotation.
var offsets = []time.Duration{
	-48 * time.Hour, -10 * time.Minute, -5 * time.Minute, -time.Second, -time.Nanosecond,
	0, time.Nanosecond, time.Second, 5 * time.Minute, 10 * time.Minute,
}

func checkRotation(t *testing.T, pseudonyms map[string]string) {
	t.Helper()
	for _, d := range offsets {
		want := "user_k1_"
		if d >= 0 {
			want = "user_k2_"
		}
		if got := pseudonyms[d.String()]; !strings.HasPrefix(got, want) {
			t.Errorf("record at %v has %q, want %s...", d, got, want)
		}
	}
}

// pseudonyms sends one record of each offset through the replica.
func (r replica) pseudonyms(t *testing.T, rotated time.Time) map[string]string {
	t.Helper()
	ctx := testContext(t)
	dir := t.TempDir()
	ring, output := filepath.Join(dir, "keyring.yaml"), filepath.Join(dir, "traces.jsonl")
	seen := rotated.Add(-r.skew) // the rotation, as the replica's clock tells it
	text := fmt.Sprintf("keys:\n- {id: k1, secret: '%s'}\n- {id: k2, secret: '%s', active_from: %s}\n",
		testKey(0), testKey(100), seen.Format(time.RFC3339Nano))
	if r.more {
		text += fmt.Sprintf("- {id: k3, secret: '%s', active_from: %s}\n", testKey(200), seen.Add(24*time.Hour).Format(time.RFC3339Nano))
	}
	if err := os.WriteFile(ring, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := collector.Start(ctx, collector.Settings{
		Binary: binary,
		Configs: []string{
			minimal, quiet, "yaml:processors::privacy::keyring: {keys: null, file: " + ring + "}",
			"yaml:exporters::file::flush_interval: 20ms",
		},
		Env: []string{"PRIVACY_KEY_K1=" + testKey(0), "OUTPUT=" + output},
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Stop() }()
	td := ptrace.NewTraces()
	spans := td.ResourceSpans().AppendEmpty().ScopeSpans().AppendEmpty().Spans()
	for i, d := range offsets {
		s := spans.AppendEmpty()
		s.SetName(d.String())
		s.SetTraceID(pcommon.TraceID{15: byte(i + 1)}) // a trace of its own: nothing is known from another
		s.SetStartTimestamp(pcommon.NewTimestampFromTime(seen.Add(d)))
		s.Attributes().PutStr("user.id", user(0))
	}
	if err := otlp.Post(ctx, c.HTTP, td, nil); err != nil {
		t.Fatalf("%v\n%s", err, c.Log())
	}
	// A collector that is stopped before it minds signals dies with what it
	// holds: it is asked to stop once all is on the disk.
	waitFor(t, func() bool { return bytes.HasSuffix(readFile(t, output), []byte("}\n")) })
	_ = c.Stop()
	users := userByName(t, output)
	if len(users) != len(offsets) {
		t.Fatalf("replica %+v: %d records went in, %d came out\n%s", r, len(offsets), len(users), c.Log())
	}
	return users
}

// userByName is the user.id of every span in a file, by the span's name.
func userByName(t *testing.T, file string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for _, td := range readTraces(t, file) {
		for _, rs := range td.ResourceSpans().All() {
			for _, ss := range rs.ScopeSpans().All() {
				for _, s := range ss.Spans().All() {
					v, _ := s.Attributes().Get("user.id")
					found[s.Name()] = v.AsString()
				}
			}
		}
	}
	return found
}
