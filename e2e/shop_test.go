package e2e

import (
	"bytes"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/ptrace"

	"github.com/otel-privacy/privacyprocessor/e2e/compare"
	"github.com/otel-privacy/privacyprocessor/e2e/otlp"
)

// plantedValues is what a program planted in the traces of a shop before it was
// recorded from the OpenTelemetry SDKs for JavaScript.
type plantedValues struct {
	MustSurvive []string `json:"must_survive"`
	Values      []struct {
		Scope, Class, Value string
		User                int
		Forms               []struct{ Form, Text string }
	}
}

func readPlanted(t *testing.T) (p plantedValues) {
	t.Helper()
	f, err := otlp.Open(planted)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := json.NewDecoder(f).Decode(&p); err != nil {
		t.Fatal(err)
	}
	return p
}

// TestShop sends the recorded shop through the distribution, over each protocol,
// with a keyring configured and nothing else.
func TestShop(t *testing.T) {
	want := readPlanted(t)
	before := readTraces(t, shop)
	users := make(map[string]map[string]string)
	for _, protocol := range []string{"http", "grpc"} {
		t.Run(protocol, func(t *testing.T) {
			output := sanitize(t, protocol, before)
			after := readTraces(t, output)
			checkStructure(t, before, after)
			checkPlanted(t, want, output)
			users[protocol] = checkUsers(t, want, before, after)
		})
	}
	t.Run("same pseudonyms over both", func(t *testing.T) {
		for id, pseudonym := range users["http"] {
			if got := users["grpc"][id]; got != pseudonym {
				t.Errorf("user %s: %s over HTTP, %s over gRPC", id, pseudonym, got)
			}
		}
	})
}

// TestShopTwice sends the output through a second collector, as an agent and a
// gateway in a row would: nothing may change any more.
func TestShopTwice(t *testing.T) {
	once := sanitize(t, "http", readTraces(t, shop))
	twice := sanitize(t, "http", readTraces(t, once))
	first, second := readFile(t, once), readFile(t, twice)
	if bytes.Equal(first, second) {
		return
	}
	r := compare.Traces(readTraces(t, once), readTraces(t, twice))
	for i, c := range r.Changes() {
		if i == 10 {
			break
		}
		t.Errorf("second pass: %s %s: %q became %q", c.Place, c.Key, c.Before, c.After)
	}
	t.Errorf("second pass changed the output: %d values, %d spans missing", len(r.Changes()), r.Missing)
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// checkStructure holds every span against its original.
func checkStructure(t *testing.T, before, after []ptrace.Traces) {
	t.Helper()
	if b, a := otlp.Spans(before), otlp.Spans(after); b != a {
		t.Errorf("%d spans went in, %d came out", b, a)
	}
	r := compare.Traces(before, after)
	if r.Missing > 0 {
		t.Errorf("%d spans did not come out", r.Missing)
	}
	for _, s := range r.Spans {
		if err := compare.Structure(s.Before, s.After); err != nil {
			t.Error(err)
		}
	}
}

// checkPlanted looks for every form of every planted value in everything that
// the output says, in the encodings that one can undo.
func checkPlanted(t *testing.T, want plantedValues, output string) {
	t.Helper()
	texts := decoded(t, readFile(t, output))
	all := strings.Join(texts, "\x00")
	for _, v := range want.Values {
		if !slices.Contains([]string{"id", "email", "secret"}, v.Scope) {
			continue
		}
		for _, f := range v.Forms {
			if n := strings.Count(all, f.Text); n > 0 {
				t.Errorf("%s %s (%s of %q) is still there %d times, as in %q", v.Scope, v.Class, f.Form, v.Value, n, around(texts, f.Text))
			}
		}
	}
	for _, text := range want.MustSurvive {
		if !strings.Contains(all, text) {
			t.Errorf("harmless %q did not survive", text)
		}
	}
}

// around returns the first text that holds the needle, shortened.
func around(texts []string, needle string) string {
	for _, text := range texts {
		if i := strings.Index(text, needle); i >= 0 {
			return text[max(0, i-60):min(len(text), i+len(needle)+20)]
		}
	}
	return ""
}

// checkUsers demands exactly one pseudonym for each user, wherever and in
// whichever type the ID stood, and returns them by ID.
func checkUsers(t *testing.T, want plantedValues, before, after []ptrace.Traces) map[string]string {
	t.Helper()
	pseudonyms := make(map[string]map[string]int)
	for _, v := range want.Values {
		if v.Class == "user_id" {
			pseudonyms[v.Value] = make(map[string]int)
		}
	}
	for _, c := range compare.Traces(before, after).Changes() {
		if seen, ok := pseudonyms[c.Before]; ok {
			seen[c.After]++
		}
	}
	only, owner := make(map[string]string), make(map[string]string)
	for id, seen := range pseudonyms {
		if len(seen) != 1 {
			t.Errorf("user %s has %d pseudonyms, want one: %v", id, len(seen), seen)
			continue
		}
		for p := range seen {
			if compare.Pseudonym.FindString(p) != p || !strings.HasPrefix(p, "user_k1_") {
				t.Errorf("user %s became %q, want a pseudonym of domain user", id, p)
			}
			if other, taken := owner[p]; taken {
				t.Errorf("users %s and %s share pseudonym %s", id, other, p)
			}
			only[id], owner[p] = p, id
		}
	}
	return only
}
