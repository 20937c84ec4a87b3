package lookup

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/component"
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
