package lookup

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/otel-privacy/privacyprocessor/extension/lookup/internal/page"
)

// form is a filled form; change are fields to set, "" to take away.
func form(change ...string) url.Values {
	f := url.Values{
		"id": {"H650-188620"}, "domain": {"user"}, "date": {"2026-11-21"}, "time": {"22:00"},
		"minutes": {"120"}, "zone": {"Europe/Berlin"}, "reason": {"SHOP-14"},
	}
	for i := 0; i < len(change); i += 2 {
		f.Set(change[i], change[i+1])
	}
	return f
}

func (r *running) submit(path string, f url.Values) (int, string) {
	r.t.Helper()
	return r.send(http.MethodPost, path, "application/x-www-form-urlencoded", strings.NewReader(f.Encode()), nil)
}

func TestPage(t *testing.T) {
	r := start(t, files(t), nil)
	status, text := r.send(http.MethodGet, "/", "", nil, nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "<strong>No login is configured:</strong> everyone on this machine")

	status, text = r.submit("/", form())
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "9 traces between 2026-11-21 20:00 and 2026-11-22 00:00 CET, 2 failed")
	require.Contains(t, text, "Failed at request handler - /charge in payment: Error")
	require.Contains(t, text, "SHOP-14\nCustomer user_k1_")
	require.NotContains(t, text, "H650-188620")

	_, text = r.submit("/", form("date", "2026-11-22"))
	require.Contains(t, text, "The newest for this customer is from <strong>2026-11-21 22:09 CET</strong>")
	require.Contains(t, text, `value="22:09"`)
	require.NotContains(t, text, `aria-label="Warnings"`, "the page said it already, in the customer's time")

	for field, value := range map[string]string{
		"date": "yesterday", "time": "noon", "minutes": "0", "zone": "Moon/Base", "reason": "", "domain": "nobody", "status": "broken", "id": "",
	} {
		status, text := r.submit("/", form(field, value))
		require.Equal(t, http.StatusBadRequest, status, field)
		require.Contains(t, text, `role="alert"`, field)
		require.NotContains(t, text, "H650-188620")
		require.Equal(t, "invalid", r.last()["decision"], field)
	}
	status, _ = r.submit("/", form("id", strings.Repeat("x", 40_000)))
	require.Equal(t, http.StatusBadRequest, status)
	status, text = r.send(http.MethodGet, "/assets/page.css", "", nil, nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "prefers-color-scheme: dark")
}

func TestImpactPage(t *testing.T) {
	r := start(t, files(t), nil)
	status, text := r.send(http.MethodGet, "/impact", "", nil, nil)
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "Known IDs")

	status, text = r.submit("/impact", form("status", "error", "slower", "10"))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, text, "2 customers in 4 traces between 2026-11-21 20:00")
	require.NotContains(t, text, "H650-188620")

	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, v := range form("status", "error", "ids", "nobody\n", "reason", "INC-7 for H650-188620") {
		require.NoError(t, m.WriteField(k, v[0]))
	}
	file, err := m.CreateFormFile("file", "customers.csv")
	require.NoError(t, err)
	for i := range 500 { // none of them stands in the reason
		fmt.Fprintf(file, "%d,somebody\n", 1000+i)
	}
	fmt.Fprint(file, "\"H650-188620\",Hiro\n")
	require.NoError(t, m.Close())
	status, text = r.send(http.MethodPost, "/impact", m.FormDataContentType(), &body, nil)
	require.Equal(t, http.StatusOK, status, text)
	require.Contains(t, text, "2 customers in 4 traces")
	require.Contains(t, text, "1 of them known")
	require.Contains(t, text, "<strong>H650-188620</strong>")
	require.Equal(t, "INC-7 for [id]", r.last()["reason"])
	require.Equal(t, "resolve", r.last()["action"])

	_, text = r.submit("/impact", form("date", "2026-11-20"))
	require.Contains(t, text, "Nobody was affected")
	for field, value := range map[string]string{"zone": "", "slower": "soon", "reason": "", "status": "x"} {
		status, text := r.submit("/impact", form(field, value))
		require.Equal(t, http.StatusBadRequest, status, field)
		require.Contains(t, text, `role="alert"`, field)
	}
	status, _ = r.submit("/impact", form("ids", strings.Repeat("id\n", maxKnownIDs+1)))
	require.Equal(t, http.StatusBadRequest, status)
	status, _ = r.submit("/impact", form("ids", strings.Repeat("i", maxID+1)))
	require.Equal(t, http.StatusBadRequest, status)
}

func TestWindow(t *testing.T) {
	for _, c := range []struct {
		when page.When
		want string
	}{
		{page.When{Date: "2026-03-31", Time: "14:15", Zone: "Europe/Berlin", Minutes: 15}, "2026-03-31T12:00:00Z"},
		{page.When{Date: "2026-03-31", Time: "14:15:30", Zone: "Asia/Kolkata", Minutes: 15}, "2026-03-31T08:30:00Z"},
		{page.When{Date: "2026-01-01", Time: "00:05", Zone: "UTC", Minutes: 10}, "2025-12-31T23:55:00Z"},
	} {
		from, to, zone, bad := window(c.when)
		require.Nil(t, bad)
		require.Equal(t, c.want, from.UTC().Format(time.RFC3339))
		require.Equal(t, 2*time.Duration(c.when.Minutes)*time.Minute, to.Sub(from))
		require.NotEmpty(t, between(from, to, zone))
	}
	require.Empty(t, sentence(""))
}

func TestTicket(t *testing.T) {
	a := &page.LookupAnswer{Pseudonyms: []string{"user_k1_x"}, Window: "between", Failed: 1}
	for i := range 15 {
		a.Rows = append(a.Rows, page.Row{TraceID: fmt.Sprintf("%032d", i), Operation: "GET", Service: "shop", Backend: "files"})
	}
	a.Rows[14].Failure, a.Rows[14].Link = &page.Failure{Operation: "charge", Service: "pay", Exception: "Declined"}, "https://tempo.example/14"
	text := ticket(a, "SHOP-14")
	require.True(t, strings.HasPrefix(text, "SHOP-14\nCustomer user_k1_x\n15 traces between, 1 failed\n"))
	require.Contains(t, text, "  failed at charge in pay: Declined\n  https://tempo.example/14\n")
	require.Less(t, strings.Index(text, "Declined"), strings.Index(text, "trace 000"), "failed ones come first")
	require.Contains(t, text, "and 5 more")
}

func TestLimiter(t *testing.T) {
	l := newLimiter(2)
	now := time.Unix(0, 0)
	l.now = func() time.Time { return now }
	allowed := l.allow
	require.True(t, allowed("a"))
	require.True(t, allowed("a"))
	require.False(t, allowed("a"))
	require.True(t, allowed("b"))
	now = now.Add(59 * time.Second)
	require.False(t, allowed("a"))
	now = now.Add(time.Second)
	require.True(t, allowed("a"))
	for i := range maxActors + 10 {
		allowed(strconv.Itoa(i))
	}
	require.LessOrEqual(t, len(l.actors), maxActors)
}

func TestRawIDPrintsNothing(t *testing.T) {
	require.NotContains(t, fmt.Sprintf("%v %s %q %#v %+v", RawID("canary"), RawID("canary"), RawID("canary"), RawID("canary"), Request{ID: "canary"}), "canary")
}
