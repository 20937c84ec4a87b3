package lookup

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/component"
	"go.opentelemetry.io/collector/component/componenttest"
	"go.opentelemetry.io/collector/confmap"
	"go.opentelemetry.io/collector/extension/extensiontest"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.uber.org/zap"
	"go.uber.org/zap/zaptest/observer"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/metadata"
)

// The day of the recording.
const (
	dayFrom = "2026-11-21T00:00:00Z"
	dayTo   = "2026-11-22T00:00:00Z"
)

// running is the extension in action, with all that it leaves behind.
type running struct {
	t     *testing.T
	url   string
	audit string
	logs  *observer.ObservedLogs
	own   *componenttest.Telemetry
	*server
}

// host gives the extension its authenticator.
type host map[component.ID]component.Component

func (h host) GetExtensions() map[component.ID]component.Component { return h }

// start runs the extension with settings over those that every test needs.
func start(t *testing.T, settings map[string]any, extensions host) *running {
	t.Helper()
	audit := filepath.Join(t.TempDir(), "audit.jsonl")
	conf := confmap.NewFromStringMap(map[string]any{
		"endpoint": "127.0.0.1:0",
		"audit":    map[string]any{"path": audit},
	})
	require.NoError(t, conf.Merge(confmap.NewFromStringMap(keys(map[string]any{"id": "k1", "secret": secretK1}))))
	require.NoError(t, conf.Merge(confmap.NewFromStringMap(settings)))
	factory := NewFactory()
	cfg := factory.CreateDefaultConfig()
	require.NoError(t, conf.Unmarshal(cfg))
	require.NoError(t, confmap.Validate(cfg))
	core, logs := observer.New(zap.DebugLevel)
	telemetry := componenttest.NewTelemetry()
	t.Cleanup(func() { require.NoError(t, telemetry.Shutdown(context.Background())) })
	set := extensiontest.NewNopSettings(metadata.Type)
	set.TelemetrySettings = telemetry.NewTelemetrySettings()
	set.Logger = zap.New(core)
	e, err := factory.Create(context.Background(), set, cfg)
	require.NoError(t, err)
	if extensions == nil {
		extensions = host{}
	}
	require.NoError(t, e.Start(context.Background(), extensions))
	s := e.(*server)
	r := &running{t: t, url: "http://" + s.addr.String(), audit: audit, logs: logs, own: telemetry, server: s}
	t.Cleanup(func() {
		http.DefaultClient.CloseIdleConnections()
		require.NoError(t, e.Shutdown(context.Background()))
	})
	return r
}

// files is the backend that reads the shop, pseudonymized under k1.
func files(t *testing.T) map[string]any {
	t.Helper()
	path := filepath.Join(t.TempDir(), "traces.jsonl")
	pseudonymized(t, path, keys(map[string]any{"id": "k1", "secret": secretK1}))
	return backends(map[string]any{"name": "files", "type": "otlp_file", "path": path})
}

func backends(list ...any) map[string]any { return map[string]any{"backends": list} }

// post sends a request as JSON and returns the status and the body.
func (r *running) post(path, body string) (int, string) {
	r.t.Helper()
	return r.send(http.MethodPost, path, "application/json", strings.NewReader(body), nil)
}

func (r *running) send(method, path, kind string, body io.Reader, change func(*http.Request)) (int, string) {
	r.t.Helper()
	req, err := http.NewRequest(method, r.url+path, body)
	require.NoError(r.t, err)
	req.Header.Set("Content-Type", kind)
	if change != nil {
		change(req)
	}
	resp, err := http.DefaultClient.Do(req)
	require.NoError(r.t, err)
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, "no-store", resp.Header.Get("Cache-Control"))
	require.Equal(r.t, contentPolicy, resp.Header.Get("Content-Security-Policy"))
	return resp.StatusCode, string(text)
}

func (r *running) lookup(body string) Answer {
	r.t.Helper()
	status, text := r.post("/api/v1/lookup", body)
	require.Equal(r.t, http.StatusOK, status, text)
	var a Answer
	require.NoError(r.t, json.Unmarshal([]byte(text), &a))
	return a
}

// records are the audit log's lines.
func (r *running) records() []map[string]any {
	r.t.Helper()
	text, err := os.ReadFile(r.audit)
	require.NoError(r.t, err)
	var out []map[string]any
	for line := range bytes.Lines(text) {
		var m map[string]any
		require.NoError(r.t, json.Unmarshal(line, &m))
		out = append(out, m)
	}
	return out
}

func (r *running) last() map[string]any {
	r.t.Helper()
	all := r.records()
	require.NotEmpty(r.t, all)
	return all[len(all)-1]
}

func lookupBody(id string) string {
	return fmt.Sprintf(`{"domain":"user","id":%q,"from":%q,"to":%q,"reason":"SHOP-14 order failed"}`, id, dayFrom, dayTo)
}

// TestLookup finds exactly the traces of each user whom the recording knows,
// whether the ID is sent as text or as a number.
func TestLookup(t *testing.T) {
	r := start(t, files(t), nil)
	numbers := 0
	for _, u := range shopUsers(t) {
		bodies := []string{lookupBody(u.ID)}
		if strings.Trim(u.ID, "0123456789") == "" {
			numbers++
			bodies = append(bodies, strings.Replace(bodies[0], `"`+u.ID+`"`, u.ID, 1))
		}
		for _, body := range bodies {
			a := r.lookup(body)
			found := map[string]bool{}
			for _, tr := range a.Traces {
				found[tr.TraceID] = true
				require.Equal(t, "files", tr.Backend)
				require.Equal(t, "frontend", tr.RootService)
				require.Equal(t, tr.Error, tr.ErrorSpan != nil)
				require.NotZero(t, tr.SpanCount)
			}
			require.Equal(t, u.Traces, found)
			require.Empty(t, a.Warnings)
			require.Len(t, a.Pseudonyms, 1)
			require.Contains(t, a.Queries.TraceQL, a.Pseudonyms[0])
		}
	}
	require.Equal(t, 5, numbers)

	last := r.last()
	require.Equal(t, "allowed", last["decision"])
	require.Equal(t, "local", last["actor"])
	require.Equal(t, "127.0.0.1", last["client"])
	require.Equal(t, "SHOP-14 order failed", last["reason"])
	require.EqualValues(t, 9, last["results"])
	require.NotEmpty(t, r.logs.FilterMessageSnippet("no authenticator").All())
}

// TestNoRawID holds everything the extension leaves behind against what it was
// asked, also where someone writes the ID into the reason.
func TestNoRawID(t *testing.T) {
	r := start(t, files(t), nil)
	const canary = "D147-603475"
	body := lookupBody(canary)
	for _, b := range []string{
		body,
		strings.Replace(body, "SHOP-14", "asked by d147-603475:", 1),
		strings.Replace(body, `"user"`, `"nodomain"`, 1),
		strings.Replace(body, dayFrom, canary, 1),
		`{"domain":"user","id":{"` + canary + `":1}}`,
		canary,
		`{"` + canary + `":"` + canary + `"}`,
	} {
		_, text := r.post("/api/v1/lookup", b)
		require.NotContains(t, strings.ToUpper(text), canary)
	}
	_, text := r.send(http.MethodPost, "/", "application/x-www-form-urlencoded", strings.NewReader(
		"id="+canary+"&domain=user&date=2026-11-21&time=21:00&minutes=60&zone=UTC&reason=for+"+canary,
	), nil)
	require.NotContains(t, text, canary)
	require.Contains(t, text, "9 traces")

	text, _ = func() (string, error) { b, err := os.ReadFile(r.audit); return string(b), err }()
	require.NotContains(t, strings.ToUpper(text), canary)
	require.Contains(t, text, "asked by [id]:")
	for _, l := range r.logs.All() {
		line, err := json.Marshal(l.ContextMap())
		require.NoError(t, err)
		require.NotContains(t, l.Message+string(line), canary)
	}
	spans := r.own.SpanRecorder.Ended()
	require.NotEmpty(t, spans, "requests are traced")
	for _, s := range spans {
		require.NotContains(t, fmt.Sprintf("%s %v %v %v", s.Name(), s.Attributes(), s.Events(), s.Status()), canary)
	}
	var metrics metricdata.ResourceMetrics
	require.NoError(t, r.own.Reader.Collect(context.Background(), &metrics))
	text = fmt.Sprintf("%+v", metrics)
	require.Contains(t, text, "privacy_lookup_requests")
	require.NotContains(t, text, canary)
}

func TestNothingFound(t *testing.T) {
	r := start(t, files(t), nil)
	a := r.lookup(strings.NewReplacer(dayFrom, "2026-11-22T00:00:00Z", dayTo, "2026-11-22T00:30:00Z").Replace(lookupBody("70416177")))
	require.Empty(t, a.Traces)
	require.False(t, a.Newest.IsZero())
	require.Len(t, a.Warnings, 1)
	require.Regexp(t, `^no traces between 2026-11-22 00:00 and 2026-11-22 00:30 UTC; the newest for this customer is from 2026-11-21 \d\d:\d\d UTC$`, a.Warnings[0])

	a = r.lookup(lookupBody("nobody at all"))
	require.Empty(t, a.Traces)
	require.Len(t, a.Warnings, 1)
	require.Contains(t, a.Warnings[0], "and none in the 30 days before that either")
}

// TestRotation looks a customer up over the change of a key: traces written
// with the old one, since revoked, and with the new one.
func TestRotation(t *testing.T) {
	dir := t.TempDir()
	k1 := map[string]any{"id": "k1", "secret": secretK1}
	k2 := map[string]any{"id": "k2", "secret": secretK2, "active_from": "2026-11-21T12:00:00Z"}
	pseudonymized(t, filepath.Join(dir, "traces-old.jsonl"), keys(k1))
	batches, err := shop()
	require.NoError(t, err)
	start1 := batches[0].ResourceSpans().At(0).ScopeSpans().At(0).Spans().At(0).StartTimestamp().AsTime()
	require.Equal(t, "2026-11-21", start1.Format(time.DateOnly))
	pseudonymized(t, filepath.Join(dir, "traces-new.jsonl"), keys(k1, k2))

	settings := backends(map[string]any{"name": "files", "type": "otlp_file", "path": filepath.Join(dir, "*.jsonl")})
	revoked := map[string]any{"id": "k1", "secret": secretK1, "revoked": true}
	settings["keyring"] = keys(revoked, k2)["keyring"]
	r := start(t, settings, nil)
	a := r.lookup(lookupBody("70416177"))
	require.Len(t, a.Pseudonyms, 2)
	require.True(t, strings.HasPrefix(a.Pseudonyms[0], "user_k1_") && strings.HasPrefix(a.Pseudonyms[1], "user_k2_"))
	require.Len(t, a.Traces, 9)

	// Long after the change only the new key comes into question.
	later := r.lookup(strings.NewReplacer(dayFrom, "2026-11-25T00:00:00Z", dayTo, "2026-11-26T00:00:00Z").Replace(lookupBody("70416177")))
	require.Equal(t, []string{a.Pseudonyms[1]}, later.Pseudonyms)
	require.False(t, later.Newest.IsZero())

	// A pseudonym seen in a trace stands for itself.
	own := r.lookup(lookupBody(a.Pseudonyms[0]))
	require.Equal(t, a.Pseudonyms[:1], own.Pseudonyms)
	require.Len(t, own.Traces, 9)

	// Its kind is that of the pseudonym, whatever was chosen.
	other := r.lookup(strings.Replace(lookupBody(a.Pseudonyms[0]), `"user"`, `"account"`, 1))
	require.Equal(t, own.Pseudonyms, other.Pseudonyms)
	require.Equal(t, own.Traces, other.Traces)
	require.Equal(t, []string{"this is a pseudonym of kind user, and was looked for as such"}, other.Warnings)
	require.Equal(t, "user", r.last()["domain"])
	for _, raw := range []string{a.Pseudonyms[0] + " 70416177", "user_k9" + a.Pseudonyms[0][len("user_k1"):], "nobody" + a.Pseudonyms[0][len("user"):]} {
		other = r.lookup(strings.Replace(lookupBody(raw), `"user"`, `"account"`, 1))
		require.Empty(t, other.Traces)
		require.True(t, strings.HasPrefix(other.Pseudonyms[0], "account_"), "what no key of ours made is a raw ID")
	}
}
