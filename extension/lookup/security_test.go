package lookup

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/backend"
)

// authenticator knows people by "Authorization: Bearer NAME".
type authenticator struct {
	component.StartFunc
	component.ShutdownFunc
}

type claims map[string]any

func (c claims) GetAttribute(name string) any { return c[name] }

func (c claims) GetAttributeNames() []string {
	var out []string
	for n := range c {
		out = append(out, n)
	}
	return out
}

var people = map[string]claims{
	"agent":    {"subject": "agent", "membership": []string{"support"}},
	"engineer": {"subject": "engineer", "membership": []any{"sre", 7}},
	"officer":  {"subject": "officer", "membership": "privacy"},
	"intern":   {"subject": "intern", "membership": []string{"canteen"}},
	"nameless": {"membership": []string{"support"}},
	"boss":     {"username": "boss"},
}

func (authenticator) Authenticate(ctx context.Context, sources map[string][]string) (context.Context, error) {
	for name, c := range people {
		if len(sources["Authorization"]) == 1 && sources["Authorization"][0] == "Bearer "+name {
			info := client.FromContext(ctx)
			info.Auth = c
			return client.NewContext(ctx, info), nil
		}
	}
	return ctx, fmt.Errorf("token %q is expired", sources["Authorization"])
}

// secured starts the extension with people who may do different things.
func secured(t *testing.T, settings map[string]any) *running {
	t.Helper()
	settings["auth"] = map[string]any{"authenticator": "people"}
	settings["access"] = map[string]any{
		"grants": map[string]any{
			"support": []any{"lookup"},
			"sre":     []any{"lookup", "impact"},
			"privacy": []any{"impact", "resolve", "audit"},
		},
		"actors": map[string]any{"boss": []any{"audit"}},
	}
	return start(t, settings, host{component.MustNewID("people"): authenticator{}})
}

func (r *running) as(who, path, body string) (int, string) {
	r.t.Helper()
	method := http.MethodPost
	if body == "" {
		method = http.MethodGet
	}
	return r.send(method, path, "application/json", strings.NewReader(body), func(req *http.Request) {
		if who != "" {
			req.Header.Set("Authorization", "Bearer "+who)
		}
	})
}

func TestRoles(t *testing.T) {
	r := secured(t, files(t))
	lookup := lookupBody("70416177")
	impact := `{"domain":"user","from":"` + dayFrom + `","to":"` + dayTo + `","reason":"INC-7"}`
	resolve := strings.Replace(impact, `"reason"`, `"ids":["70416177"],"reason"`, 1)
	for _, c := range []struct {
		who, path, body string
		want            int
	}{
		{"agent", pathLookup, lookup, 200},
		{"agent", pathImpact, impact, 403},
		{"agent", pathAudit, "", 403},
		{"engineer", pathLookup, lookup, 200},
		{"engineer", pathImpact, impact, 200},
		{"engineer", pathImpact, resolve, 403},
		{"officer", pathLookup, lookup, 403},
		{"officer", pathImpact, resolve, 200},
		{"officer", pathAudit, "", 200},
		{"boss", pathAudit, "", 200},
		{"boss", pathLookup, lookup, 403},
		{"intern", pathLookup, lookup, 403},
		{"nameless", pathLookup, lookup, 403},
		{"", pathLookup, lookup, 401},
		{"expired", pathLookup, lookup, 401},
	} {
		status, text := r.as(c.who, c.path, c.body)
		require.Equal(t, c.want, status, "%s %s: %s", c.who, c.path, text)
		require.NotContains(t, text, "expired")
		last := r.last()
		if c.want == 200 {
			require.Equal(t, "allowed", last["decision"])
			require.Equal(t, c.who, last["actor"])
		} else {
			require.Equal(t, "denied", last["decision"])
		}
	}
	require.Empty(t, r.logs.FilterMessageSnippet("no authenticator").All())

	t.Run("resolve names those who are known", func(t *testing.T) {
		_, text := r.as("officer", pathImpact, resolve)
		require.Contains(t, text, `"id":"70416177"`)
		require.Contains(t, text, `"resolved":1`)
		last := r.last()
		require.Equal(t, "resolve", last["action"])
		require.Len(t, last["pseudonyms"], 1)
		log, err := os.ReadFile(r.audit)
		require.NoError(t, err)
		require.NotContains(t, string(log), `70416177`)
	})
	t.Run("a browser is told how to log in", func(t *testing.T) {
		resp, err := http.Get(r.url + "/")
		require.NoError(t, err)
		defer resp.Body.Close()
		require.Equal(t, http.StatusUnauthorized, resp.StatusCode)
		require.Equal(t, `Bearer realm="lookup"`, resp.Header.Get("WWW-Authenticate"))
	})
	t.Run("the page too", func(t *testing.T) {
		form := url.Values{"id": {"70416177"}, "domain": {"user"}, "date": {"2026-11-21"}, "time": {"21:00"}, "minutes": {"120"}, "zone": {"UTC"}, "reason": {"SHOP-14"}}.Encode()
		for who, want := range map[string]int{"agent": 200, "intern": 403, "": 401} {
			status, text := r.send(http.MethodPost, "/", "application/x-www-form-urlencoded", strings.NewReader(form), func(req *http.Request) {
				if who != "" {
					req.Header.Set("Authorization", "Bearer "+who)
				}
			})
			require.Equal(t, want, status, text)
		}
	})
}

func TestRateLimit(t *testing.T) {
	r := secured(t, files(t))
	for range 60 {
		status, text := r.as("agent", pathLookup, lookupBody("70416177"))
		require.Equal(t, http.StatusOK, status, text)
	}
	for range 100 {
		status, _ := r.as("agent", pathLookup, lookupBody("70416177"))
		require.Equal(t, http.StatusTooManyRequests, status)
	}
	require.Equal(t, "limited", r.last()["decision"])
	require.Len(t, r.records(), 60+refusalsPerMinute, "a flood of refusals must not fill the disk")

	status, _ := r.as("engineer", pathLookup, lookupBody("70416177"))
	require.Equal(t, http.StatusOK, status, "one actor's limit is not another's")
}

// TestForeignSites sends what a page of another site can make a browser send.
func TestForeignSites(t *testing.T) {
	r := start(t, files(t), nil)
	form := "id=70416177&domain=user&date=2026-11-21&time=21:00&minutes=120&zone=UTC&reason=x+y+z"
	for name, c := range map[string]struct {
		kind, body string
		change     func(*http.Request)
		want       int
	}{
		"own form":             {"application/x-www-form-urlencoded", form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-origin") }, 200},
		"form of another site": {"application/x-www-form-urlencoded", form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") }, 403},
		"form of a sibling":    {"application/x-www-form-urlencoded", form, func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") }, 403},
		"old browser":          {"application/x-www-form-urlencoded", form, func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }, 403},
		"rebound name":         {"application/x-www-form-urlencoded", form, func(r *http.Request) { r.Host = "evil.example:8889" }, 403},
		"text that is JSON":    {"text/plain", lookupBody("70416177"), nil, 415},
		"no kind":              {"", lookupBody("70416177"), nil, 415},
	} {
		t.Run(name, func(t *testing.T) {
			path := "/"
			if c.body != form {
				path = pathLookup
			}
			status, text := r.send(http.MethodPost, path, c.kind, strings.NewReader(c.body), c.change)
			require.Equal(t, c.want, status, text)
			if c.want != 200 {
				require.NotContains(t, text, "trace_id")
				require.NotEqual(t, "allowed", r.last()["decision"])
			}
		})
	}
}

// TestHostileInput sends what must be refused, or be harmless.
func TestHostileInput(t *testing.T) {
	var mu sync.Mutex
	var asked []string
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		asked = append(asked, r.URL.String()+fmt.Sprint(r.Header))
		mu.Unlock()
		_, _ = io.WriteString(w, `{"traces":[]}`)
	}))
	t.Cleanup(store.Close)
	r := start(t, backends(map[string]any{"name": "tempo", "type": "tempo", "endpoint": store.URL}), nil)
	replace := func(old, with string) string { return strings.Replace(lookupBody("canary"), old, with, 1) }
	for name, c := range map[string]struct {
		body string
		want int
	}{
		"TraceQL in the ID":            {replace(`"canary"`, `"canary\" } || { true } || { .a = \""`), 200},
		"path in the ID":               {replace(`"canary"`, `"../../canary?x=%2f"`), 200},
		"header in the ID":             {replace(`"canary"`, `"canary\r\nX-Canary: 1"`), 200},
		"TraceQL in the service":       {replace(`"reason"`, `"service":"a\" } || { .b = \"","reason"`), 200},
		"lines in the service":         {replace(`"reason"`, `"service":"a\nb","reason"`), 400},
		"lines in the reason":          {replace(`SHOP-14`, `a\r\nb`), 400},
		"lines in the tenant":          {replace(`"reason"`, `"tenant":"a\u0000b","reason"`), 400},
		"TraceQL in the status":        {replace(`"reason"`, `"status":"error } || {","reason"`), 400},
		"a domain that is none":        {replace(`"user"`, `"user_k1"`), 400},
		"no reason":                    {replace(`SHOP-14 order failed`, ` `), 400},
		"an ID of one sign":            {replace(`"canary"`, `" "`), 400},
		"an ID of 8 KiB":               {replace(`canary`, strings.Repeat("canary", 1400)), 400},
		"an ID of 1 MB":                {replace(`canary`, strings.Repeat("canary", 180_000)), 413},
		"a window of a century":        {replace(dayTo, "2126-01-01T00:00:00Z"), 400},
		"a window that ends before":    {replace(dayTo, "2026-01-01T00:00:00Z"), 400},
		"two requests":                 {lookupBody("canary") + lookupBody("canary"), 400},
		"nesting":                      {strings.Repeat("[", 30_000), 400},
		"a number that is none":        {replace(`"canary"`, `1e999`), 400},
		"a name twice, the last sound": {replace(`"id"`, `"id":{"a":1},"id"`), 400},
	} {
		t.Run(name, func(t *testing.T) {
			status, text := r.post(pathLookup, c.body)
			require.Equal(t, c.want, status, text)
			require.NotContains(t, text, "canary")
		})
	}
	t.Run("an ID in the URL", func(t *testing.T) {
		status, _ := r.post(pathLookup+"?id=canary", lookupBody("canary"))
		require.Equal(t, http.StatusBadRequest, status)
		status, _ = r.send(http.MethodPost, "/?id=canary", "application/x-www-form-urlencoded", strings.NewReader("domain=user"), nil)
		require.Equal(t, http.StatusBadRequest, status)
	})
	t.Run("paths", func(t *testing.T) {
		for _, path := range []string{"/assets/../page.tmpl", "/assets/page.tmpl", "/%2e%2e/etc/passwd", "/api/v1/", "/impact/x"} {
			status, _ := r.send(http.MethodGet, path, "", nil, nil)
			require.NotEqual(t, http.StatusOK, status, path)
		}
	})
	t.Run("zones", func(t *testing.T) {
		for _, zone := range []string{"../../../etc/passwd", "Local", "", "/etc/localtime", "Nowhere/Else"} {
			form := url.Values{"id": {"canary"}, "domain": {"user"}, "date": {"2026-11-21"}, "time": {"21:00"}, "minutes": {"15"}, "zone": {zone}, "reason": {"SHOP-14"}}
			status, text := r.send(http.MethodPost, "/", "application/x-www-form-urlencoded", strings.NewReader(form.Encode()), nil)
			require.Equal(t, http.StatusBadRequest, status)
			require.NotContains(t, text, "canary")
		}
	})
	mu.Lock()
	defer mu.Unlock()
	require.NotEmpty(t, asked)
	for _, a := range asked {
		require.NotContains(t, strings.ToLower(a), "canary", "the raw ID went to a backend")
	}
}

func TestSlowBody(t *testing.T) {
	settings := files(t)
	settings["read_timeout"] = "100ms"
	r := start(t, settings, nil)
	conn, err := net.Dial("tcp", r.addr.String())
	require.NoError(t, err)
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{", pathLookup)
	require.NoError(t, err)
	require.NoError(t, conn.SetReadDeadline(time.Now().Add(10*time.Second)))
	answer, err := io.ReadAll(conn)
	require.NoError(t, err, "the server keeps a slow connection")
	require.True(t, strings.HasPrefix(string(answer), "HTTP/1.1 408 "), "%s", answer)
	require.Contains(t, string(answer), "the request did not arrive in time")
}

// TestRefusalsSayWhy holds the words of refusals against the bounds behind them.
func TestRefusalsSayWhy(t *testing.T) {
	r := start(t, files(t), nil)
	long := strings.Repeat("x", maxText+1)
	replace := func(old, with string) string { return strings.Replace(lookupBody("70416177"), old, with, 1) }
	for _, c := range []struct {
		body string
		want int
		says string
	}{
		{replace("SHOP-14 order failed", "x"), 400, "reason: must have at least 3 characters: say why, or name a ticket"},
		{replace("SHOP-14 order failed", " \u00fcx "), 400, "reason: must have at least 3 characters: say why, or name a ticket"},
		{replace("SHOP-14 order failed", "\u00fcxy"), 200, ""},
		{replace("SHOP-14 order failed", long), 400, "reason: must be a line of at most 1024 bytes"},
		{replace("SHOP-14 order failed", long[1:]), 200, ""},
		{replace(`"reason"`, `"tenant":"`+long+`","reason"`), 400, "tenant: must be a line of at most 1024 bytes"},
		{replace(`"reason"`, `"service":"`+long+`","reason"`), 400, "service: must be a line of at most 1024 bytes"},
		{replace("70416177", strings.Repeat("7", maxLookupBody)), 413, "the request is too large"},
	} {
		status, text := r.post(pathLookup, c.body)
		require.Equal(t, c.want, status, text)
		if c.want != 200 {
			require.Contains(t, text, `"error":"`+c.says+`"`)
		}
	}
	t.Run("a body that cannot be unpacked", func(t *testing.T) {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		_, err := io.WriteString(z, lookupBody("70416177"))
		require.NoError(t, err)
		require.NoError(t, z.Close())
		status, text := r.send(http.MethodPost, pathLookup, "application/json", bytes.NewReader(packed.Bytes()[:packed.Len()-8]), func(req *http.Request) {
			req.Header.Set("Content-Encoding", "gzip")
		})
		require.Equal(t, http.StatusBadRequest, status, text)
		require.Contains(t, text, "body: must arrive whole")
	})
}

// TestNoAuditNoAnswer takes the audit log away under a running extension.
func TestNoAuditNoAnswer(t *testing.T) {
	for name, harm := range map[string]func(t *testing.T, path string){
		"cut": func(t *testing.T, path string) {
			t.Helper()
			require.NoError(t, os.Truncate(path, 10))
		},
		"replaced by a folder": func(t *testing.T, path string) {
			t.Helper()
			require.NoError(t, os.Remove(path))
			require.NoError(t, os.Mkdir(path, 0o700))
		},
		"a disk that is full": func(t *testing.T, path string) {
			t.Helper()
			require.NoError(t, os.Mkdir(path+".head.new", 0o700)) // the head cannot be written
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, files(t), nil)
			r.lookup(lookupBody("70416177"))
			harm(t, r.audit)
			status, text := r.post(pathLookup, lookupBody("70416177"))
			require.Equal(t, http.StatusServiceUnavailable, status, text)
			require.NotContains(t, text, "trace_id")
			require.NotEmpty(t, r.logs.FilterMessageSnippet("audit record cannot be written").All())
		})
	}
}

// TestBackendFaults shows what is left, and says what is missing.
func TestBackendFaults(t *testing.T) {
	gone := make(chan struct{})
	answers := map[string]http.HandlerFunc{
		"slow":    func(http.ResponseWriter, *http.Request) { <-gone },
		"garbage": func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "<html>") },
		"refused": func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) },
	}
	settings := files(t)
	list := settings["backends"].([]any)
	for name, answer := range answers {
		s := httptest.NewServer(answer)
		t.Cleanup(s.Close)
		list = append(list, map[string]any{"name": name, "type": "tempo", "endpoint": s.URL, "timeout": "300ms"})
	}
	t.Cleanup(func() { close(gone) })
	list = append(list, map[string]any{"name": "down", "type": "jaeger", "endpoint": "http://127.0.0.1:1"})
	settings["backends"] = list
	r := start(t, settings, nil)
	a := r.lookup(lookupBody("70416177"))
	require.Len(t, a.Traces, 9)
	warnings := strings.Join(a.Warnings, "\n")
	for _, w := range []string{
		"slow did not answer in time; its traces are missing here",
		"garbage answered with something that cannot be read (search)",
		"refused refused the request (HTTP 403)",
		"down cannot be reached",
	} {
		require.Contains(t, warnings, w)
	}
	settings["backends"] = list[1:]
	r = start(t, settings, nil)
	status, text := r.post(pathLookup, lookupBody("70416177"))
	require.Equal(t, http.StatusBadGateway, status, text)
	require.Equal(t, "failed", r.last()["decision"])
}

// TestForeignTraces answers with other people's traces: they are not shown.
func TestForeignTraces(t *testing.T) {
	recorded, err := os.ReadFile(filepath.Join("internal", "backend", "testdata", "jaeger-2.13-v3-traces-none.json"))
	require.NoError(t, err)
	_, body, found := bytes.Cut(recorded, []byte(`"body":`))
	require.True(t, found)
	body = bytes.TrimSuffix(bytes.TrimSpace(body), []byte("}"))
	store := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasPrefix(r.URL.Path, "/api/v3/") {
			_, _ = w.Write(body)
			return
		}
		http.NotFound(w, r)
	}))
	t.Cleanup(store.Close)
	r := start(t, backends(map[string]any{"name": "jaeger", "type": "jaeger", "endpoint": store.URL}), nil)
	a := r.lookup(lookupBody("a customer who was never there"))
	require.Empty(t, a.Traces)
	require.Contains(t, strings.Join(a.Warnings, "\n"), "returned 2 traces of others, which are not shown")
}

type panicking struct{}

func (panicking) Name() string { return "panicking" }

func (panicking) Find(context.Context, backend.Query) (backend.Answer, error) { panic("70416177") }

// TestPanic has a backend meet what nobody thought of.
func TestPanic(t *testing.T) {
	r := start(t, files(t), nil)
	r.service.sources[0].Backend = panicking{}
	status, text := r.post(pathLookup, lookupBody("70416177"))
	require.Equal(t, http.StatusBadGateway, status, text)
	var refusal *Refusal
	_, err := r.service.Lookup(context.Background(), Local(""), Request{})
	require.ErrorAs(t, err, &refusal)
	require.Equal(t, DecisionInvalid, refusal.Decision)
}
