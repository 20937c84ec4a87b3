package lint

import (
	"slices"
	"strings"
)

var tenantBatch = Rule{
	ID: "tenant_batch", Severity: Error,
	Title: "the tenant comes from request metadata, and a processor before it loses that",
	Why:   "A batch without metadata_keys mixes the requests of all tenants and forgets whose they were. The privacy processor then finds no tenant and masks every identifier.",
	Mend:  "Put the privacy processor before the batch, or name the tenant's header in the batch processor's metadata_keys.",
	check: func(c *config, report reporter) {
		c.tenants(func(p *pipeline, header string) {
			for _, m := range p.seesRaw() {
				switch {
				case m.component == nil:
				case m.typ == "batch" && !slices.ContainsFunc(m.node.at("metadata_keys").texts(), folded(header)):
					report(m.ref, Error, "%s must name %q in metadata_keys", m.id, header)
				case regroups[m.typ]:
					report(m.ref, Error, "%s regroups requests of several tenants; the header %q is lost", m.id, header)
				}
			}
		})
	},
}

// regroups are processors that emit records later than they came, in batches
// of their own, without the request's context.
var regroups = map[string]bool{"groupbytrace": true, "tailsampling": true, "interval": true, "logdedup": true}

var tenantMetadata = Rule{
	ID: "tenant_metadata", Severity: Error,
	Title: "the tenant comes from request metadata, and a receiver drops that",
	Why:   "Without include_metadata the receiver forgets the request's headers. The privacy processor then finds no tenant and masks every identifier.",
	Mend:  "Set include_metadata: true in each protocol of the receiver.",
	check: func(c *config, report reporter) {
		c.tenants(func(p *pipeline, header string) {
			for _, r := range p.receivers {
				if r.component == nil || r.connector || r.typ != "otlp" {
					continue
				}
				for _, protocol := range r.node.at("protocols").children() {
					if n := protocol.at("include_metadata"); n == nil || n.text() == "false" {
						report(protocol, Error, "it must have include_metadata: true, since the tenant is in %q", header)
					}
				}
			}
		})
	},
}

// tenants visits the pipelines whose privacy processor takes the tenant from
// the request's metadata.
func (c *config) tenants(visit func(p *pipeline, header string)) {
	for _, p := range c.pipelines {
		for _, m := range p.processors {
			if m.component == nil || m.typ != privacyType {
				continue
			}
			if header := m.node.at("tenant", "metadata").text(); header != "" {
				visit(p, header)
			}
		}
	}
}

func folded(want string) func(string) bool {
	return func(s string) bool { return strings.EqualFold(s, want) }
}
