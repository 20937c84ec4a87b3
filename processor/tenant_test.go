package processor

import (
	"context"
	"testing"

	"go.opentelemetry.io/collector/client"
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
