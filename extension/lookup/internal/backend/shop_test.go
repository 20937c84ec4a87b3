package backend

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/internal/hashing"
)

// shop is a recorded shop with pseudonyms in place of its user IDs, as the
// processor writes them under the key k1.
type shop struct {
	batches []ptrace.Traces
	// owners are the traces of each user, by the raw ID.
	owners map[string]map[string]bool
}

const shopFolder = "../../../../testdata/shop-node"

// pseudonymOf is that of a user under the key of the recorded answers.
func pseudonymOf(t testing.TB, id string) string {
	t.Helper()
	secret, err := hex.DecodeString("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")
	if err != nil {
		t.Fatal(err)
	}
	key, err := hashing.NewKey(hashing.KeySettings{ID: "k1", Secret: secret})
	if err != nil {
		t.Fatal(err)
	}
	ring, err := hashing.NewRing(key)
	if err != nil {
		t.Fatal(err)
	}
	return ring.Key("k1").Subkey("", "user").Pseudonym(id)
}

func readShop(t testing.TB) *shop {
	t.Helper()
	var planted struct {
		Values []struct{ Class, Value string }
	}
	if err := json.Unmarshal(unpack(t, "planted.json.gz"), &planted); err != nil {
		t.Fatal(err)
	}
	s := &shop{owners: map[string]map[string]bool{}}
	pseudonyms := map[string]string{}
	for _, v := range planted.Values {
		if v.Class == "user_id" {
			s.owners[v.Value] = map[string]bool{}
			pseudonyms[v.Value] = pseudonymOf(t, v.Value)
		}
	}
	if len(pseudonyms) != 20 {
		t.Fatalf("the shop has %d users, want 20", len(pseudonyms))
	}
	for line := range bytes.Lines(unpack(t, "traces.jsonl.gz")) {
		td, err := (&ptrace.JSONUnmarshaler{}).UnmarshalTraces(line)
		if err != nil {
			t.Fatal(err)
		}
		s.rewrite(td, pseudonyms)
		s.batches = append(s.batches, td)
	}
	return s
}

func unpack(t testing.TB, name string) []byte {
	t.Helper()
	file, err := os.Open(filepath.Join(shopFolder, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	z, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	text, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// rewrite replaces whole attribute values, of integers too, and notes whose
// trace it is.
func (s *shop) rewrite(td ptrace.Traces, pseudonyms map[string]string) {
	for _, rs := range td.ResourceSpans().All() {
		for _, ss := range rs.ScopeSpans().All() {
			for _, sp := range ss.Spans().All() {
				sp.Attributes().Range(func(_ string, v pcommon.Value) bool {
					if p, ok := pseudonyms[v.AsString()]; ok {
						s.owners[v.AsString()][sp.TraceID().String()] = true
						v.SetStr(p)
					}
					return true
				})
			}
		}
	}
}

// lines is the shop as the file exporter writes it.
func (s *shop) lines(t testing.TB) []byte {
	t.Helper()
	var out bytes.Buffer
	for _, td := range s.batches {
		text, err := (&ptrace.JSONMarshaler{}).MarshalTraces(td)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(text)
		out.WriteByte('\n')
	}
	return out.Bytes()
}

func write(t testing.TB, text []byte, path ...string) string {
	t.Helper()
	name := filepath.Join(path...)
	if err := os.WriteFile(name, text, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func sameTraces(got, want map[string]bool) bool {
	if len(got) != len(want) {
		return false
	}
	for id := range want {
		if !got[id] {
			return false
		}
	}
	return true
}

func idsOf(a Answer) map[string]bool {
	out := map[string]bool{}
	for _, t := range a.Traces {
		out[strings.ToLower(t.ID)] = true
	}
	return out
}
