package lookup

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

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
