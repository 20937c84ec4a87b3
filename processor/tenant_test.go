package processor

import (
	"context"
	"testing"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/pdata/plog"
	"go.opentelemetry.io/collector/pdata/ptrace"
)

func TestTenantOfResource(t *testing.T) {
	for _, c := range []struct {
		attributes string
		allowed    []string
		want       owner
	}{
		{"tenant.id=acme", nil, owner{tenant: "acme"}},
		{"service.name=shop", nil, owner{reason: reasonTenant}},
		{"tenant.id=", nil, owner{reason: reasonTenant}},
		{"tenant.id=acme tenant.id=acme", nil, owner{tenant: "acme"}},
		{"tenant.id=acme tenant.id=globex", nil, owner{reason: reasonTenant}},
		{"tenant.id=acme", []string{"acme", "globex"}, owner{tenant: "acme"}},
		{"tenant.id=other", []string{"acme", "globex"}, owner{reason: reasonTenant}},
	} {
		tenant := Tenant{Attribute: "tenant.id", Allowed: c.allowed}
		if got := tenant.ofResource(parseMap(c.attributes)); got != c.want {
			t.Errorf("%q, allowed %q: got %+v, want %+v", c.attributes, c.allowed, got, c.want)
		}
	}
}

func TestTenantOfRequest(t *testing.T) {
	for _, c := range []struct {
		values []string
		want   owner
	}{
		{[]string{"acme"}, owner{tenant: "acme"}},
		{nil, owner{reason: reasonTenant}},
		{[]string{""}, owner{reason: reasonTenant}},
		{[]string{"acme", "globex"}, owner{reason: reasonTenant}},
	} {
		ctx := client.NewContext(context.Background(), client.Info{
			Metadata: client.NewMetadata(map[string][]string{"X-Tenant-ID": c.values}),
		})
		if got := (Tenant{Metadata: "x-tenant-id"}).ofRequest(ctx); got != c.want {
			t.Errorf("%q: got %+v, want %+v", c.values, got, c.want)
		}
	}
	if got := (Tenant{Metadata: "x-tenant-id"}).ofRequest(context.Background()); got.reason != reasonTenant {
		t.Errorf("without client metadata: got %+v, want no tenant", got)
	}
}

// TestTenantsInOneTrace: an identifier that one tenant knows is replaced in the
// records of all, but nobody's record holds a pseudonym of another tenant.
func TestTenantsInOneTrace(t *testing.T) {
	b := newBench(t, func(s *Settings) { s.Tenant, s.Policy = Tenant{Attribute: "tenant.id"}, knowing(t) })
	td, ld := ptrace.NewTraces(), plog.NewLogs()
	for i, tenant := range []string{"acme", "globex", ""} {
		rs, rl := td.ResourceSpans().AppendEmpty(), ld.ResourceLogs().AppendEmpty()
		if tenant != "" {
			rs.Resource().Attributes().PutStr("tenant.id", tenant)
			rl.Resource().Attributes().PutStr("tenant.id", tenant)
		}
		span := rs.ScopeSpans().AppendEmpty().Spans().AppendEmpty()
		span.SetTraceID([16]byte{1})
		span.SetSpanID([8]byte{byte(i + 1)})
		span.SetName("GET /users/jd8812345")
		span.Attributes().PutStr("user.id", "jd8812345")
		l := rl.ScopeLogs().AppendEmpty().LogRecords().AppendEmpty()
		l.SetTraceID([16]byte{1})
		l.Body().SetStr("saw jd8812345")
		if tenant == "acme" { // the others do not say who that is
			l.Attributes().PutStr("user.id", "jd8812345")
		}
	}
	td, err := b.Traces(t.Context(), td)
	if err != nil {
		t.Fatal(err)
	}
	ld, err = b.Logs(t.Context(), ld)
	if err != nil {
		t.Fatal(err)
	}
	own := map[string]bool{}
	for i, rs := range td.ResourceSpans().All() {
		span := rs.ScopeSpans().At(0).Spans().At(0)
		id, _ := span.Attributes().Get("user.id")
		own[id.Str()] = true
		if want := "GET /users/" + id.Str(); span.Name() != want {
			t.Errorf("span %d: name = %q, want %q", i, span.Name(), want)
		}
		body := ld.ResourceLogs().At(i).ScopeLogs().At(0).LogRecords().At(0).Body().Str()
		if want := "saw " + id.Str(); body != want {
			t.Errorf("log record %d: body = %q, want %q", i, body, want)
		}
	}
	if len(own) != 3 || !own["[redacted:user]"] {
		t.Errorf("user.id = %v, want a pseudonym of each tenant, and a placeholder without one", own)
	}
}
