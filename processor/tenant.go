package processor

import (
	"context"
	"slices"

	"go.opentelemetry.io/collector/client"
	"go.opentelemetry.io/collector/pdata/pcommon"

	"github.com/otel-privacy/privacyprocessor/internal/policy"
)

// Tenant says where the tenant of a record is read. The zero value is a
// processor without tenants. At most one of Attribute and Metadata is set.
type Tenant struct {
	Attribute string   // of the resource
	Metadata  string   // of the client's request
	Allowed   []string // the only tenants there are; empty: any
}

// reasonTenant is why identifiers are masked when the tenant is missing,
// ambiguous or not allowed: another tenant's key would join what must stay
// apart.
const reasonTenant policy.Reason = "no_tenant"

// ofRequest is whose the request is that ctx belongs to. With tenants, and none
// in its metadata, it is nobody's.
func (t Tenant) ofRequest(ctx context.Context) owner {
	switch {
	case t.Attribute != "":
		return owner{reason: reasonTenant}
	case t.Metadata == "":
		return owner{}
	}
	values := client.FromContext(ctx).Metadata.Get(t.Metadata)
	if len(values) != 1 {
		return owner{reason: reasonTenant}
	}
	return t.check(values[0])
}

// ofResource is the tenant among the attributes of a resource. An attribute
// that stands there twice, with two values, names none.
func (t Tenant) ofResource(attributes pcommon.Map) owner {
	found := ""
	for k, v := range attributes.All() {
		if k != t.Attribute {
			continue
		}
		name := v.AsString()
		if found != "" && found != name {
			return owner{reason: reasonTenant}
		}
		found = name
	}
	return t.check(found)
}

func (t Tenant) check(name string) owner {
	if name == "" || len(t.Allowed) > 0 && !slices.Contains(t.Allowed, name) {
		return owner{reason: reasonTenant}
	}
	return owner{tenant: name}
}
