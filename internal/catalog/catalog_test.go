package catalog

import (
	"bytes"
	"encoding/csv"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/collector/pdata/ptrace"
	"golang.org/x/net/html"

	"github.com/otel-privacy/privacyprocessor/internal/otlpfile"
	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

func newCatalog(t *testing.T, s policy.Settings, written ...Written) *Catalog {
	t.Helper()
	p, err := policy.New(s)
	if err != nil {
		t.Fatal(err)
	}
	return New(Settings{Processor: "privacy", Policy: p, Written: written})
}

func record() otlpfile.Telemetry {
	td := ptrace.NewTraces()
	rs := td.ResourceSpans().AppendEmpty()
	rs.Resource().Attributes().PutStr("service.name", "shop")
	span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
	span.SetStartTimestamp(1_700_000_000_000_000_000)
	span.SetEndTimestamp(1_700_000_001_000_000_000)
	span.Attributes().PutStr("user.id", "usr_k8x9m2q7")
	span.Attributes().PutStr("shop.mood|x", "fine")
	span.Attributes().PutStr("=cmd", "fine")
	span.Attributes().PutStr("of bob@example.com", "fine")
	cart := span.Attributes().PutEmptyMap("shop.cart")
	cart.PutStr("color", "red")
	cart.PutEmptyMap("customer").PutStr("id", "c-1")
	span.Events().AppendEmpty().Attributes().PutStr("user.id", "usr_k8x9m2q7")
	return otlpfile.Telemetry{Traces: td}
}

func TestEntries(t *testing.T) {
	until := time.Date(2027, 6, 30, 0, 0, 0, 0, time.UTC)
	c := newCatalog(t, policy.Settings{
		Rules:       []policy.Rule{{Attributes: []string{"shop.coupon"}, Action: policy.Keep, Until: until}},
		Identifiers: []policy.Identifiers{{Domain: "user", Attributes: []string{"app.customer_ref"}, Target: "user.hash"}},
	},
		Written{Path: "processors::privacy::rules::0", Attributes: []string{"shop.coupon"}, Reason: "public", Until: until},
		Written{Path: "processors::privacy::identifiers::0", Attributes: []string{"app.customer_ref"}},
	)
	for range 2 {
		if err := c.Observe(record()); err != nil {
			t.Fatal(err)
		}
	}
	tests := []struct {
		attribute, action, domain, source, rule string
		count                                   int64
	}{
		{"user.id", "hash", "user", "semantic convention", "", 4},
		{"app.customer_ref", "hash", "user", "identifiers", "processors::privacy::identifiers::0", 0},
		{"shop.coupon", "keep", "", "rule", "processors::privacy::rules::0", 0},
		{"shop.mood|x", "scan", "", "none", "", 2},
		{"shop.cart.color", "scan", "", "none", "", 2},
		{"shop.cart.customer.id", "hash", "user", "built-in", "", 2},
		{"of [redacted:email]", "scan", "", "none", "", 2},
		{"http.request.header.**", "scan", "", "semantic convention", "", 0},
	}
	for _, tt := range tests {
		e := c.index[tt.attribute]
		if e == nil {
			t.Errorf("the catalog lacks %s", tt.attribute)
			continue
		}
		count := int64(0)
		if e.Seen != nil {
			count = e.Seen.Count
		}
		if e.Action != tt.action || e.Domain != tt.domain || e.Source != tt.source || e.Rule != tt.rule || count != tt.count {
			t.Errorf("%s: %+v, want %+v", tt.attribute, e, tt)
		}
	}
	user := c.index["user.id"]
	if !slices.Equal(user.Places, []string{"event attribute", "span attribute"}) || !slices.Equal(user.Seen.Services, []string{"shop"}) ||
		user.Seen.First.Unix() != 1_700_000_000 || user.Seen.Last.Unix() != 1_700_000_001 {
		t.Errorf("user.id was seen %+v in %q", user.Seen, user.Places)
	}
	if e := c.index["shop.coupon"]; e.Reason != "public" || e.Until != "2027-06-30T00:00:00Z" {
		t.Errorf("shop.coupon: %+v", e)
	}
	if !slices.IsSortedFunc(c.Entries, func(a, b *Entry) int { return strings.Compare(a.Attribute, b.Attribute) }) {
		t.Error("entries must be sorted")
	}
}

func TestFormats(t *testing.T) {
	c := newCatalog(t, policy.Settings{}, Written{Path: "p::rules::0", Attributes: []string{"<script>alert(1)</script>"}, Reason: "a|b"})
	if err := c.Observe(record()); err != nil {
		t.Fatal(err)
	}
	var md, table, page bytes.Buffer
	for name, err := range map[string]error{"markdown": c.WriteMarkdown(&md), "csv": c.WriteCSV(&table), "html": c.WriteHTML(&page)} {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	for line := range strings.SplitSeq(md.String(), "\n") {
		if strings.HasPrefix(line, "|") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 11 {
			t.Errorf("a cell breaks the table: %s", line)
		}
	}
	rows, err := csv.NewReader(&table).ReadAll()
	if err != nil || len(rows) != len(c.Entries)+1 {
		t.Fatalf("csv: %d rows, error %v", len(rows), err)
	}
	if !slices.ContainsFunc(rows, func(r []string) bool { return r[0] == "'=cmd" }) {
		t.Error("csv: a cell is a formula")
	}
	if strings.Contains(page.String(), "<script>alert") {
		t.Error("html: an attribute key is markup")
	}
	checkSelfContained(t, page.String())
}

// checkSelfContained: nothing in the page loads anything.
func checkSelfContained(t *testing.T, page string) {
	t.Helper()
	z := html.NewTokenizer(strings.NewReader(page))
	for {
		switch z.Next() {
		case html.ErrorToken:
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			for _, a := range token.Attr {
				if a.Key == "src" || a.Key == "href" || a.Key == "action" || strings.HasPrefix(a.Key, "on") {
					t.Errorf("<%s %s=%q> may load or run something", token.Data, a.Key, a.Val)
				}
			}
		default: // text loads nothing
		}
	}
}

func TestCompare(t *testing.T) {
	rules := func(action policy.Action, until time.Time) policy.Settings {
		return policy.Settings{Rules: []policy.Rule{{Attributes: []string{"app.ref"}, Action: action, Until: until}}}
	}
	written := func(until time.Time) Written {
		return Written{Path: "p::rules::0", Attributes: []string{"app.ref"}, Until: until}
	}
	far, farther := time.Date(2998, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2999, 1, 1, 0, 0, 0, 0, time.UTC)
	tests := []struct {
		name     string
		old, new *Catalog
		want     []string
	}{
		{"the same", newCatalog(t, policy.Settings{}), newCatalog(t, policy.Settings{}), nil},
		{"stronger", newCatalog(t, rules(policy.Hash, time.Time{}), written(time.Time{})), newCatalog(t, rules(policy.Drop, time.Time{}), written(time.Time{})), nil},
		{
			"weaker", newCatalog(t, rules(policy.Mask, time.Time{}), written(time.Time{})), newCatalog(t, rules(policy.Scan, time.Time{}), written(time.Time{})),
			[]string{"app.ref is weaker: it was mask and is scan"},
		},
		{
			"new", newCatalog(t, policy.Settings{}), newCatalog(t, rules(policy.Keep, time.Time{}), written(time.Time{})),
			[]string{"app.ref is new: keep, decided by rule"},
		},
		{
			"longer", newCatalog(t, rules(policy.Keep, far), written(far)), newCatalog(t, rules(policy.Keep, farther), written(farther)),
			[]string{"app.ref is weaker: it is kept longer than until 2998-01-01T00:00:00Z"},
		},
		{
			"detector off", newCatalog(t, policy.Settings{}), newCatalog(t, policy.Settings{Detectors: map[string]policy.Mode{"card": policy.ModeOff}}),
			[]string{"detectors no longer run: card"},
		},
	}
	for _, tt := range tests {
		var b bytes.Buffer
		if err := tt.old.WriteJSON(&b); err != nil {
			t.Fatal(err)
		}
		baseline, err := Read(&b)
		if err != nil {
			t.Fatal(err)
		}
		if got := tt.new.Compare(baseline); !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
	for _, text := range []string{"", "{}", "usr_k8x9m2q7"} {
		if _, err := Read(strings.NewReader(text)); err == nil || strings.Contains(err.Error(), "usr_") {
			t.Errorf("Read(%q): error %v", text, err)
		}
	}
}
